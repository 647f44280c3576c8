import CharacterCore
import CharacterSynthesis
import Foundation
import Identities
import IdentityFixtures
import TestSupport
import Testing

/// Starts `StoreProbe`, which lies beside the tests.
struct Probe {
  let process = Process()
  private let output = Pipe()

  init(_ arguments: [String]) throws {
    process.executableURL = try Self.executable()
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Waits until the probe has opened its store; false where it ended before.
  func waitUntilReady() -> Bool {
    var text = Data()
    while !text.contains(UInt8(ascii: "\n")) {
      let piece = output.fileHandleForReading.availableData
      if piece.isEmpty { return false }
      text.append(piece)
    }
    return text.starts(with: Data("ready".utf8))
  }

  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Waits for its end: what it said, and its exit code.
  func finish() -> (code: Int32, text: String) {
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  private static func executable() throws -> URL {
    let builds = [Bundle.main.bundleURL, Bundle.main.executableURL?.deletingLastPathComponent()]
    for folder in builds.compactMap({ $0 }) + [
      URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    ] {
      let candidate = folder.appending(path: "StoreProbe")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: "StoreProbe"])
  }
}

@Suite(.serialized) struct SurvivalTests {
  private func store(_ folder: URL) -> URL { folder.appending(path: "identities.sqlite") }
  private func lockfile(_ folder: URL) -> URL { folder.appending(path: "lin-yue.lock.yaml") }

  /// The store has what the lockfile says, or is one step behind and takes it in.
  private func expectWhole(_ folder: URL, isThorough: Bool) throws {
    let keeper = try SeriesKeeper(store: store(folder))
    if FileManager.default.fileExists(atPath: lockfile(folder).path) {
      let file = try LockFile(at: lockfile(folder))
      let known = try keeper.lock(of: "Lin Yue", in: "Bridge")?.version ?? 0
      #expect(known == file.lock.version || known == file.lock.version - 1)
      try keeper.adopt(file, moment: "now")
      #expect(try keeper.lock(of: "Lin Yue", in: "Bridge") == file.lock)
    } else {
      #expect(try keeper.lock(of: "Lin Yue", in: "Bridge") == nil)
    }
    if isThorough {
      let problems = try keeper.problems()
      #expect(problems.isEmpty, "\(problems)")
    }
  }

  /// Two hundred deaths take a minute; a busy machine gets through fewer within two.
  @Test func `deaths at two hundred random moments leave nothing by halves`() throws {
    try withTemporaryDirectory { folder in
      let reader = try Probe(["read", folder.path])
      #expect(reader.waitUntilReady())
      var stream = RandomStream(seed: 6)
      let start = ContinuousClock.now
      var deaths = 0
      for death in 1...200 where ContinuousClock.now - start < .seconds(120) {
        deaths = death
        let writer = try Probe(["write", folder.path, "Bridge"])
        #expect(writer.waitUntilReady())
        usleep(UInt32(stream.uniform(0, 250_000)))
        writer.kill()
        try expectWhole(folder, isThorough: death % 50 == 0)
      }
      #expect(reader.process.isRunning, "the reader found something that was not whole")
      reader.kill()
      let versions = try SeriesKeeper(store: store(folder)).lock(of: "Lin Yue", in: "Bridge")
      #expect(deaths >= 20, "only \(deaths) writers could be killed in two minutes")
      #expect((versions?.version ?? 0) > deaths / 4, "the writers hardly wrote")
    }
  }

  @Test func `two writers at once take turns`() throws {
    try withTemporaryDirectory { folder in
      for name in ["one", "two"] {
        try FileManager.default.createDirectory(
          at: folder.appending(path: name), withIntermediateDirectories: true)
        // Each writer has its own lockfile, both share the store.
        try FileManager.default.createSymbolicLink(
          at: folder.appending(path: "\(name)/identities.sqlite"), withDestinationURL: store(folder)
        )
      }
      _ = try SeriesKeeper(store: store(folder))
      let writers = try [("one", "Bridge"), ("two", "River")].map { name, series in
        try Probe(["write", folder.appending(path: name).path, series])
      }
      for writer in writers { #expect(writer.waitUntilReady()) }
      usleep(700_000)
      for writer in writers {
        #expect(writer.process.isRunning, "a writer gave up")
        writer.kill()
      }
      let keeper = try SeriesKeeper(store: store(folder))
      for series in ["Bridge", "River"] {
        #expect((try keeper.lock(of: "Lin Yue", in: series)?.version ?? 0) > 2)
      }
      #expect(try keeper.problems().isEmpty)
    }
  }

  @Test func `a full disk changes nothing and is named`() throws {
    try withTemporaryDirectory { folder in
      #expect(try Probe(["once", folder.path, "Bridge"]).finish().code == 0)
      let before = try LockFile(at: lockfile(folder))
      for limit in [0, 4_000, 12_000, 60_000, 100_000, 140_000] {
        let (code, text) = try Probe(["once", folder.path, "Bridge", "limit=\(limit)"]).finish()
        if code == 0 { break }
        #expect(code == 73, "\(limit): \(text)")
        #expect(try LockFile(at: lockfile(folder)).digest == before.digest)
        let keeper = try SeriesKeeper(store: store(folder))
        #expect(try keeper.lock(of: "Lin Yue", in: "Bridge")?.version == 1)
        #expect(try keeper.problems().isEmpty)
      }
    }
  }

  @Test func `a folder without the right to write is named, and can still be read`() throws {
    try withTemporaryDirectory { folder in
      #expect(try Probe(["once", folder.path, "Bridge"]).finish().code == 0)
      try SeriesKeeper(store: store(folder)).close()
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      for file in files {
        #expect(chmod(folder.appending(path: file).path, 0o444) == 0)
      }
      #expect(chmod(folder.path, 0o555) == 0)
      defer { chmod(folder.path, 0o755) }
      let (code, text) = try Probe(["once", folder.path, "Bridge", "nobody"]).finish()
      #expect(code == 73, "\(text)")
      #expect(text.contains("cannot be written to"), "\(text)")
      let reader = try Probe(["read", folder.path, "nobody"])
      #expect(reader.waitUntilReady())
      reader.kill()
    }
  }
}
