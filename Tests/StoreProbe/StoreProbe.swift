import CharacterSynthesis
import Foundation
import Identities
import IdentityFixtures

/// A program that tests start to have it killed, starved of disk or of rights in the midst of its work.
///
/// `StoreProbe write FOLDER SERIES [NUMBER]` locks, updates and imports without end, an import first where
/// the number can be divided by three;
/// `StoreProbe read FOLDER` reads without end and exits with 3 where anything is not whole;
/// `StoreProbe once FOLDER SERIES` locks once: 0, or 73 where it cannot write.
/// `limit=BYTES` as a last word bounds the size of files, `nobody` gives up root's rights first.
@main enum StoreProbe {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 2 else { exit(64) }
    for word in words { restrict(word) }
    do {
      let folder = URL(fileURLWithPath: words[1])
      switch words[0] {
      case "write":
        try write(in: folder, series: words[2], round: words.count > 3 ? Int(words[3]) ?? 1 : 1)
      case "read": try read(in: folder)
      case "once": try once(in: folder, series: words[2])
      default: exit(64)
      }
    } catch let error as IdentityError {
      say("\(error.code): \(error)")
      exit([.cannotWrite, .busy].contains(error.code) ? 73 : 65)
    } catch let error as SynthesisError {
      say("\(error)")
      exit(error.code == .cannotWrite ? 73 : 65)
    } catch {
      say("\(error)")
      exit(70)
    }
  }

  /// A line to whoever started this, at once.
  private static func say(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  private static func restrict(_ word: String) {
    if word.hasPrefix("limit="), let bytes = UInt(word.dropFirst(6)) {
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
      #if os(Linux)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
    }
    if word == "nobody", getuid() == 0 {
      guard setgid(65_534) == 0, setuid(65_534) == 0 else { exit(77) }
    }
  }

  static func lockfile(in folder: URL) -> URL { folder.appending(path: "lin-yue.lock.yaml") }

  private static func keeper(_ folder: URL) throws -> SeriesKeeper {
    try SeriesKeeper(store: folder.appending(path: "identities.sqlite"))
  }

  private static func next(in folder: URL, series: String, _ keeper: SeriesKeeper) throws {
    let url = lockfile(in: folder)
    var lock = try InventedLock.make(in: series)
    if FileManager.default.fileExists(atPath: url.path) {
      let file = try LockFile(at: url)
      try keeper.adopt(file, moment: "now")
      lock = file.lock
      lock.version += 1
    }
    try keeper.lock(lock, at: url, moment: "now")
  }

  private static func once(in folder: URL, series: String) throws {
    try next(in: folder, series: series, try keeper(folder))
    say("locked")
  }

  private static func write(in folder: URL, series: String, round first: Int) throws {
    let keeper = try keeper(folder)
    say("ready")
    var round = first
    while true {
      if round.isMultiple(of: 3) {
        try copy(into: keeper, folder, named: "Copy \(getpid()) \(round)")
      } else {
        try next(in: folder, series: series, keeper)
      }
      round += 1
    }
  }

  /// Imports a series of this name, exported from a store of its own.
  private static func copy(into keeper: SeriesKeeper, _ folder: URL, named name: String) throws {
    let other = folder.appending(path: "copies")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    let source = try SeriesKeeper(store: other.appending(path: "copies.sqlite"))
    try source.lock(
      try InventedLock.make("Gu Chen", in: name, seed: 9),
      at: other.appending(path: "\(getpid()).lock.yaml"), moment: "now")
    try keeper.importSeries(try source.export(name), from: "copies", moment: "now")
  }

  private static func read(in folder: URL) throws {
    let keeper = try keeper(folder)
    say("ready")
    while true {
      let names = try keeper.seriesNames()
      for series in names.prefix(1) + names.dropFirst().suffix(1) {
        for lock in try keeper.cast(of: series) where lock.centroids.count != 3 {
          say("half a lock of \(lock.character)")
          exit(3)
        }
      }
      let url = lockfile(in: folder)
      if FileManager.default.fileExists(atPath: url.path) {
        do {
          _ = try LockFile(at: url)
        } catch {
          say("half a lockfile: \(error)")
          exit(3)
        }
      }
      usleep(100_000)
    }
  }
}
