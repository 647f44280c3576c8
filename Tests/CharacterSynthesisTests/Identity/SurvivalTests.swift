import CharacterCore
import CharacterSynthesis
import Foundation
import Identities
import IdentityFixtures
import TestSupport
import Testing

/// A running `StoreProbe`, which lies beside the tests. (Foundation's `Process` looks after its children every
/// now and then only, which is too slow for two hundred of them.)
final class Probe {
  private let identifier: pid_t
  private let output: FileHandle
  private var status: Int32?

  init(_ arguments: [String]) throws {
    let pipe = Pipe()
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(
      &actions, pipe.fileHandleForWriting.fileDescriptor, STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, pipe.fileHandleForReading.fileDescriptor)
    let program = try Self.executable().path
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    guard posix_spawn(&child, program, &actions, nil, &words, environ) == 0 else {
      throw CocoaError(.executableLoad)
    }
    try pipe.fileHandleForWriting.close()
    (identifier, output) = (child, pipe.fileHandleForReading)
  }

  deinit { if status == nil { kill() } }

  /// Waits until the probe has opened its store; false where it ended before.
  func waitUntilReady() -> Bool {
    var text = Data()
    while !text.contains(UInt8(ascii: "\n")) {
      let piece = output.availableData
      if piece.isEmpty { return false }
      text.append(piece)
    }
    return text.starts(with: Data("ready".utf8))
  }

  var isRunning: Bool {
    if status == nil { wait(WNOHANG) }
    return status == nil
  }

  /// False where it had ended by itself.
  @discardableResult
  func kill() -> Bool {
    guard isRunning else { return false }
    Foundation.kill(identifier, SIGKILL)
    wait(0)
    return (status ?? 0) & 0x7f == SIGKILL
  }

  /// Waits for its end: what it said, and its exit code.
  func finish() -> (code: Int32, text: String) {
    let data = output.readDataToEndOfFile()
    wait(0)
    return ((status ?? 0) >> 8 & 0xff, String(decoding: data, as: UTF8.self))
  }

  private func wait(_ options: Int32) {
    var found: Int32 = 0
    var ended: pid_t = -1
    repeat { ended = waitpid(identifier, &found, options) } while ended < 0 && errno == EINTR
    if ended == identifier { status = found }
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

  /// The store has what the lockfile says to the letter, or is one version behind. Gives the lockfile's version.
  private func expectWhole(_ folder: URL, _ store: IdentityStore) throws -> Int {
    let known = try store.version(of: "Lin Yue", in: "Bridge")
    guard let data = try? Data(contentsOf: lockfile(folder)) else {
      #expect(known == nil)
      return 0
    }
    if known?.lock == String(decoding: data, as: UTF8.self) { return known?.number ?? 0 }
    let file = try LockFile(at: lockfile(folder))
    #expect(file.lock.version == (known?.number ?? 0) + 1)
    return file.lock.version
  }

  /// All that the store holds is whole, and it takes in what the lockfile is ahead.
  private func expectSound(_ folder: URL) throws {
    let keeper = try SeriesKeeper(store: store(folder))
    let file = try LockFile(at: lockfile(folder))
    try keeper.adopt(file, moment: "now")
    #expect(try keeper.lock(of: "Lin Yue", in: "Bridge") == file.lock)
    let problems = try keeper.problems()
    #expect(problems.isEmpty, "\(problems)")
  }

  /// Each writer dies within about the time of one lock or import, which is found out while it goes, since
  /// it depends on the machine and on what else it does.
  @Test(.timeLimit(.minutes(10)))
  func `deaths at two hundred random moments leave nothing by halves`() throws {
    try withTemporaryDirectory { folder in
      let reader = try Probe(["read", folder.path])
      #expect(reader.waitUntilReady())
      let open = try IdentityStore(at: store(folder))
      var stream = RandomStream(seed: 6)
      var (deaths, steps, version, span) = (0, 0, 0, 40_000.0)
      for death in 1...200 {
        let writer = try Probe(["write", folder.path, "Bridge", "\(death)"])
        #expect(writer.waitUntilReady())
        usleep(UInt32(stream.uniform(0, span)))
        if writer.kill() { deaths += 1 }
        let now = try expectWhole(folder, open)
        if now != version { steps += 1 }
        if !death.isMultiple(of: 3) { span *= now != version ? 0.85 : 1.15 }
        span = min(span, 1_000_000)
        version = now
        if death == 60, version > 0 { try expectSound(folder) }
      }
      #expect(deaths == 200, "only \(deaths) writers were killed at work")
      #expect(reader.isRunning, "the reader found something that was not whole")
      reader.kill()
      try expectSound(folder)
      let copies = try open.seriesNames().count - 1
      #expect(steps > 20 && copies > 3, "hardly anything was written: \(steps), \(copies)")
      #expect(steps < 180, "hardly a writer died at work: \(steps)")
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
      try SeriesKeeper(store: store(folder)).close()
      let writers = try [("one", "Bridge"), ("two", "River")].map { name, series in
        try Probe(["write", folder.appending(path: name).path, series])
      }
      for writer in writers { #expect(writer.waitUntilReady()) }
      let keeper = try SeriesKeeper(store: store(folder))
      let start = ContinuousClock.now
      func isSlow(_ series: String) throws -> Bool {
        try keeper.lock(of: "Lin Yue", in: series)?.version ?? 0 <= 2
      }
      while try isSlow("Bridge") || isSlow("River"), ContinuousClock.now - start < .seconds(60) {
        usleep(50_000)
      }
      for writer in writers {
        #expect(writer.isRunning, "a writer gave up")
        writer.kill()
      }
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
