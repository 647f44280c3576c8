import CharacterCore
import Foundation
import TestSupport
import Testing

/// The program itself, as it lies beside the tests.
struct Program {
  struct Outcome {
    let code: Int32
    let output: String
    let errors: String
  }

  /// Runs `mien` in a folder and waits for its end.
  static func run(_ arguments: [String], in folder: URL) throws -> Outcome {
    let process = Process()
    process.executableURL = try executable()
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let (output, errors) = (folder.appending(path: ".out"), folder.appending(path: ".err"))
    for file in [output, errors] {
      try Data().write(to: file)
    }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    return Outcome(
      code: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  /// Builds put the program and the tests into one folder.
  static func executable() throws -> URL {
    let builds = [Bundle.main.bundleURL, Bundle.main.executableURL?.deletingLastPathComponent()]
    for folder in builds.compactMap({ $0 }) + [
      URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    ] {
      let candidate = folder.appending(path: "mien")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: "mien"])
  }
}

@Suite struct CommandTests {
  @Test func `a new spec is in order and is not overwritten`() throws {
    try withTemporaryDirectory { folder in
      let new = try Program.run(["new", "Lin Yue"], in: folder)
      #expect(new.output == "lin-yue.yaml\n")
      let check = try Program.run(["check", "lin-yue.yaml"], in: folder)
      #expect(check.code == 0, "\(check.output)")
      let again = try Program.run(["new", "Lin Yue"], in: folder)
      #expect(again.code == 73)
      #expect(again.errors.contains("lin-yue.yaml exists"))
    }
  }

  @Test func `every mistake is named with its line, and the exit code is 65`() throws {
    try withTemporaryDirectory { folder in
      try Data("mien: 1\nname: A\naeg: 30\nsex: 2\n".utf8).write(
        to: folder.appending(path: "a.yaml"))
      let check = try Program.run(["check", "a.yaml"], in: folder)
      #expect(check.code == 65)
      #expect(check.output.contains("a.yaml:3:1: error:"))
      #expect(check.output.contains("a.yaml:4:6: error:"))
      #expect(check.output.contains("'age'"))
      let json = try Program.run(["check", "--json", "a.yaml"], in: folder)
      let list = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
      #expect(list?.count == 2)
    }
  }

  @Test func `a file that is not there is exit code 66, a bad option 64`() throws {
    try withTemporaryDirectory { folder in
      let wanted: [([String], Int32)] = [
        (["sheet", "nobody.yaml"], 66), (["render", "a.yaml", "--size", "333"], 64),
        (["render", "a.yaml", "--fps", "0"], 64), (["draw"], 64),
      ]
      for (arguments, code) in wanted {
        let outcome = try Program.run(arguments, in: folder)
        #expect(outcome.code == code, "\(arguments): \(outcome.errors)")
      }
    }
  }

  @Test func `a still's record holds the pose that was asked for`() throws {
    try withTemporaryDirectory { folder in
      let spec = Fixtures.root.appending(path: "Characters/lin-yue.yaml").path
      let still = try Program.run(
        ["still", spec, "--record", "--set", "jawOpen=0.5", "--head", "10,0,0", "--gaze", "-5,0"],
        in: folder)
      #expect(still.code == 0, "\(still.errors)")
      let record = try JSONDecoder().decode(FaceRecord.self, from: Data(still.output.utf8))
      #expect(record.state.expression[.jawOpen] == 0.5)
      #expect(record.state.view.yaw == 10 && record.state.gazeYaw == -15)
      for mistake in [
        ["--expression", "hungry"], ["--set", "jaw=1"], ["--head", "1,2"], ["--light", "moon"],
      ] {
        let outcome = try Program.run(["still", spec, "--record"] + mistake, in: folder)
        #expect(outcome.code == 64, "\(mistake): \(outcome.errors)")
      }
    }
  }

  @Test func `a film and its manifest come from a spec`() throws {
    try withTemporaryDirectory { folder in
      let spec = Fixtures.root.appending(path: "Characters/lin-yue.yaml").path
      try Data("mien: 1\nreel: Nod\nbeats: [{for: 0.4s, action: nod}]\n".utf8).write(
        to: folder.appending(path: "nod.yaml"))
      let film = try Program.run(
        ["render", spec, "--reel", "nod.yaml", "--size", "128", "--fps", "5", "-o", "lin.mp4"],
        in: folder)
      #expect(film.code == 0, "\(film.errors)")
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "lin.mp4").path))
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "lin.json").path))
    }
  }
}
