import Foundation
import TestSupport
import Testing

@Suite struct ExportTests {
  private static let spec = Fixtures.root.appending(path: "Characters/lin-yue.yaml").path

  private func reel(in folder: URL) throws {
    try Data("mien: 1\nreel: Nod\nbeats: [{for: 0.4s, expression: happy, action: nod}]\n".utf8)
      .write(to: folder.appending(path: "nod.yaml"))
  }

  private func export(_ format: String, _ options: [String], in folder: URL) throws
    -> Program.Outcome
  {
    try Program.run(
      ["export", Self.spec, "--format", format, "--fps", "5"] + options, in: folder)
  }

  @Test func `a motion and a face leave as files, and come back as captures`() throws {
    try withTemporaryDirectory { folder in
      try reel(in: folder)
      let body = try export("bvh", ["--reel", "nod.yaml", "-o", "nod.bvh"], in: folder)
      #expect(body.code == 0 && body.output == "nod.bvh\n", "\(body.errors)")
      let text = try String(contentsOf: folder.appending(path: "nod.bvh"), encoding: .utf8)
      #expect(text.hasPrefix("HIERARCHY\nROOT hips\n") && text.contains("\nFrames: 2\n"))
      let face = try export("livelink", ["--reel", "nod.yaml", "-o", "nod.csv"], in: folder)
      #expect(face.code == 0, "\(face.errors)")
      let again = try export(
        "livelink", ["--face-capture", "nod.csv", "-o", "again.csv"], in: folder)
      #expect(again.code == 0, "\(again.errors)")
      func numbers(_ name: String) throws -> [[Double]] {
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map { row in
          row.split(separator: ",").dropFirst().compactMap { Double($0) }
        }
      }
      let (taken, performed) = (try numbers("nod.csv"), try numbers("again.csv"))
      #expect(taken.count == 2 && taken.allSatisfy { $0.count == 62 })
      #expect(performed.map(\.count) == taken.map(\.count))
      for (one, other) in zip(taken.joined(), performed.joined()) {
        #expect(abs(one - other) < 1e-6)
      }
      let moved = try export("bvh", ["--bvh", "nod.bvh", "-o", "moved.bvh"], in: folder)
      #expect(moved.code == 0, "\(moved.errors)")
    }
  }

  @Test func `maps are pictures of each kind and the points with them`() throws {
    try withTemporaryDirectory { folder in
      try reel(in: folder)
      let maps = try export(
        "maps", ["--reel", "nod.yaml", "--size", "96", "-o", "maps"], in: folder)
      #expect(maps.code == 0, "\(maps.errors)")
      for kind in ["pose", "face", "depth", "normal", "mask"] {
        for frame in ["000000.png", "000001.png"] {
          let file = folder.appending(path: "maps/\(kind)/\(frame)").path
          #expect(FileManager.default.fileExists(atPath: file), "\(file)")
        }
      }
      let note =
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: folder.appending(path: "maps/maps.json"))) as? [String: Any]
      #expect(note?["frames"] as? Int == 2 && note?["height"] as? Int == 96)
      // A second export has to be asked for, and leaves nothing of the first.
      try Data().write(to: folder.appending(path: "maps/old.txt"))
      #expect(
        try export("maps", ["--reel", "nod.yaml", "--size", "96", "-o", "maps"], in: folder).code
          == 73)
      let forced = try export(
        "maps", ["--reel", "nod.yaml", "--size", "96", "--films", "--force", "-o", "maps"],
        in: folder)
      #expect(forced.code == 0, "\(forced.errors)")
      #expect(
        try FileManager.default.contentsOfDirectory(
          atPath: folder.appending(path: "maps").path
        ).sorted() == [
          "depth.mp4", "face.mp4", "maps.json", "mask.mp4", "normal.mp4", "openpose", "pose.mp4",
        ])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
          $0.hasPrefix(".")
        }.isEmpty)
    }
  }

  @Test func `captures that cannot be used are named with their fault`() throws {
    try withTemporaryDirectory { folder in
      try Data("HIERARCHY\nROOT a\n{\nOFFSET 0 x 0".utf8).write(
        to: folder.appending(path: "bad.bvh"))
      try Data("Timecode,JawOpen\n".utf8).write(to: folder.appending(path: "bad.csv"))
      let wanted: [([String], Int32, String)] = [
        (["--bvh", "bad.bvh"], 65, "'bad.bvh', line 4"), (["--bvh", "none.bvh"], 66, "none.bvh"),
        (["--face-capture", "bad.csv"], 65, "'bad.csv', line 1"),
        (["--face-capture", "none.csv"], 66, "'none.csv' cannot be read"),
        (["--face-capture", "/dev/zero"], 65, "it is no file"),
        (["--bvh", "."], 65, "it is no file"),
      ]
      for (options, code, message) in wanted {
        let outcome = try export("bvh", options + ["-o", "out.bvh"], in: folder)
        #expect(outcome.code == code && outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out.bvh").path))
      }
      #expect(try export("fbx", [], in: folder).code == 64)
      #expect(try export("bvh", ["--films"], in: folder).code == 64)
    }
  }

  @Test func `a reel's motion lies beside it, and is checked with it`() throws {
    try withTemporaryDirectory { folder in
      try reel(in: folder)
      #expect(try export("bvh", ["--reel", "nod.yaml", "-o", "nod.bvh"], in: folder).code == 0)
      let sub = folder.appending(path: "reels")
      try FileManager.default.createDirectory(at: sub, withIntermediateDirectories: true)
      try FileManager.default.moveItem(
        at: folder.appending(path: "nod.bvh"), to: sub.appending(path: "nod.bvh"))
      func write(_ file: String) throws {
        let text = "mien: 1\nreel: Hers\nbeats:\n  - {for: 0.4s, action: {bvh: \(file)}}\n"
        try Data(text.utf8).write(to: sub.appending(path: "hers.yaml"))
      }
      func check() throws -> Program.Outcome {
        try Program.run(["check", "reels/hers.yaml"], in: folder)
      }
      try write("nod.bvh")
      #expect(try check().code == 0)
      let moved = try export("bvh", ["--reel", "reels/hers.yaml", "-o", "hers.bvh"], in: folder)
      #expect(moved.code == 0, "\(moved.errors)")
      // Files that are not there, no files, and damaged ones.
      try FileManager.default.createSymbolicLink(
        atPath: sub.appending(path: "zero.bvh").path, withDestinationPath: "/dev/zero")
      let text = try String(contentsOf: sub.appending(path: "nod.bvh"), encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let damaged = lines.dropLast(2) + ["1 2 abc"]
      try Data(damaged.joined(separator: "\n").utf8).write(to: sub.appending(path: "bad.bvh"))
      let wanted = [
        (
          "none.bvh",
          "reels/hers.yaml:4:31: error: 'none.bvh' cannot be read: there is no such file"
        ),
        ("zero.bvh", "'zero.bvh' cannot be read: it is no file"),
        ("../reels", "'../reels' cannot be read: it is no file"),
        ("bad.bvh", "'bad.bvh', line \(damaged.count): 'abc' is not a finite number"),
      ]
      for (file, message) in wanted {
        try write(file)
        let found = try check()
        #expect(found.code == 65 && (found.output + found.errors).contains(message), "\(found)")
        let refused = try export("bvh", ["--reel", "reels/hers.yaml", "-o", "x.bvh"], in: folder)
        #expect(refused.code == 65 && refused.errors.contains(message), "\(refused.errors)")
      }
    }
  }

  @Test func `a beat's face comes from a take beside the reel, and the film is made again`() throws
  {
    try withTemporaryDirectory { folder in
      try reel(in: folder)
      #expect(
        try export("livelink", ["--reel", "nod.yaml", "-o", "nod.csv"], in: folder).code == 0)
      let text = "mien: 1\nreel: Hers\nbeats:\n  - {for: 0.4s, face: nod.csv, action: wave}\n"
      try Data(text.utf8).write(to: folder.appending(path: "hers.yaml"))
      #expect(try Program.run(["check", "hers.yaml"], in: folder).code == 0)
      let film = try Program.run(
        ["render", Self.spec, "--reel", "hers.yaml", "--size", "64", "--fps", "5"]
          + ["-o", "hers.mp4"], in: folder)
      #expect(film.code == 0, "\(film.errors)")
      #expect(try Program.run(["reproduce", "hers.json"], in: folder).code == 0)
      try FileManager.default.removeItem(at: folder.appending(path: "nod.csv.json"))
      let other = try Program.run(["reproduce", "hers.json"], in: folder)
      #expect(other.code == 65 && other.errors.contains("the note beside it"), "\(other.errors)")
      try Data("Timecode\n".utf8).write(to: folder.appending(path: "nod.csv"))
      let bad = try Program.run(["check", "hers.yaml"], in: folder)
      #expect(bad.code == 65 && (bad.output + bad.errors).contains("'nod.csv', line 1"))
    }
  }

  @Test func `captures are filmed, and the film is made again from its manifest`() throws {
    try withTemporaryDirectory { folder in
      try reel(in: folder)
      for (format, file) in [("bvh", "nod.bvh"), ("livelink", "nod.csv")] {
        #expect(try export(format, ["--reel", "nod.yaml", "-o", file], in: folder).code == 0)
      }
      let captures = ["--bvh", "nod.bvh", "--face-capture", "nod.csv"]
      let motion = try Program.run(
        ["motion", Self.spec, "--size", "64", "--fps", "5", "-o", "nod.png"] + captures, in: folder)
      #expect(motion.code == 0 && motion.output == "nod.png\n", "\(motion.errors)")
      let film = try Program.run(
        ["render", Self.spec, "--size", "64", "--fps", "5", "--json", "-o", "nod.mp4"] + captures,
        in: folder)
      #expect(film.code == 0, "\(film.errors)")
      #expect(film.output.contains("\"frames\" : 2") && film.output.contains("\"nod.csv\""))
      try FileManager.default.copyItem(
        at: folder.appending(path: "nod.mp4"), to: folder.appending(path: "copy.mp4"))
      let again = try Program.run(["reproduce", "nod.json"], in: folder)
      #expect(
        again.code == 0 && again.output == "the same bytes\n", "\(again.output)\(again.errors)")
      try Data("other".utf8).write(to: folder.appending(path: "nod.bvh"))
      let other = try Program.run(["reproduce", "nod.json"], in: folder)
      #expect(other.code == 65 && other.errors.contains("not the file that the film was made with"))
      try FileManager.default.removeItem(at: folder.appending(path: "nod.bvh"))
      let missing = try Program.run(["reproduce", "nod.json"], in: folder)
      #expect(missing.code == 66 && missing.errors.contains("--captures"), "\(missing.errors)")
      let both = try Program.run(
        ["motion", Self.spec, "--action", "walk", "--bvh", "nod.bvh"], in: folder)
      #expect(both.code == 64)
    }
  }
}
