public import Foundation
internal import Identities

extension SeriesKeeper {
  /// What the store holds, in numbers.
  public func counts() throws -> [(what: String, count: Int)] { try store.counts() }

  /// What is wrong with the store; empty where all is well. Looks at SQLite's pages, at what belongs to
  /// what, and at the digest of every lock.
  public func problems() throws -> [String] {
    var problems = try store.problems()
    guard problems.isEmpty else { return problems }
    for series in try store.seriesNames() {
      for version in try store.series(series)?.versions ?? [] {
        let name = "\(version.character), version \(version.number), of '\(series)'"
        guard try FileDigest.sha256(of: Data(version.lock.utf8)) == version.lockDigest else {
          problems.append("the lock of \(name) is not what was locked")
          continue
        }
        let lock = try? LockFile(reading: version.lock, named: name).version()
        if lock != version { problems.append("\(name): the record is not what its lock says") }
      }
    }
    return problems
  }

  /// What a repair did.
  public struct Repair: Sendable {
    /// Where the old store lies now; `nil` where there was none.
    public var aside: URL?
    /// Series that could be read whole from the old store.
    public var salvaged: [String]
    /// Versions that came from lockfiles, as `character, version n, of series`.
    public var restored: [String]
    /// What could not be taken, with the reason.
    public var refused: [String]
  }

  /// Builds a store anew: from what can still be read of the old one, and from lockfiles.
  ///
  /// The old file is moved aside, never deleted; a server keeps what it has, and takes in what is missing.
  ///
  /// - Parameter lockfiles: their places, in any order.
  public static func repair(
    store place: StorePlace, lockfiles: [URL], moment: String
  ) throws -> Repair {
    switch place {
    case .file(let url):
      return try repair(store: url, lockfiles: lockfiles, moment: moment)
    case .server:
      var repair = Repair(aside: nil, salvaged: [], restored: [], refused: [])
      try SeriesKeeper(at: place).takeIn(lockfiles, &repair, moment: moment)
      return repair
    }
  }

  /// Builds the store of a file anew.
  public static func repair(
    store url: URL, lockfiles: [URL], moment: String
  ) throws -> Repair {
    var repair = Repair(aside: nil, salvaged: [], restored: [], refused: [])
    var records: [SeriesRecord] = []
    let manager = FileManager.default
    if manager.fileExists(atPath: url.path) {
      if let old = try openForSalvage(url) {
        for name in (try? old.seriesNames()) ?? [] {
          if let record = try? old.series(name), let archive = try? SeriesArchive(record),
            (try? SeriesArchive(JSONEncoder().encode(archive), file: name)) != nil
          {
            records.append(record)
          } else {
            repair.refused.append("'\(name)' cannot be read from the old store")
          }
        }
        try? old.close()
      }
      var number = 1
      while manager.fileExists(atPath: "\(url.path).damaged-\(number)") { number += 1 }
      let aside = URL(fileURLWithPath: "\(url.path).damaged-\(number)")
      for suffix in ["-wal", "-shm", ""] where manager.fileExists(atPath: url.path + suffix) {
        guard rename(url.path + suffix, aside.path + suffix) == 0 else {
          throw SynthesisError(
            .cannotWrite, "\(url.path)\(suffix): \(String(cString: strerror(errno))).")
        }
      }
      repair.aside = aside
    }
    let keeper = try SeriesKeeper(store: url)
    for record in records {
      try keeper.store.importSeries(
        record,
        event: HistoryEvent(
          character: nil, event: "salvaged", detail: "from a damaged store", moment: moment))
      repair.salvaged.append(record.name)
    }
    try keeper.takeIn(lockfiles, &repair, moment: moment)
    return repair
  }

  private func takeIn(_ lockfiles: [URL], _ repair: inout Repair, moment: String) throws {
    for place in lockfiles.sorted(by: { $0.path < $1.path }) {
      do {
        let file = try LockFile(at: place)
        if try adopt(file, moment: moment) {
          repair.restored.append(
            "\(file.lock.character), version \(file.lock.version), of '\(file.lock.series)'")
        }
      } catch {
        repair.refused.append("\(place.relativePath): \(error)")
      }
    }
  }

  /// A store that is another program's or a newer Mien's is not repaired.
  private static func openForSalvage(_ url: URL) throws -> IdentityStore? {
    do {
      return try IdentityStore(at: url, isCreated: false)
    } catch  where error.code == .newer || error.code == .foreign {
      throw error
    } catch {
      return nil
    }
  }
}

extension SeriesKeeper {
  /// Puts everything into the store's one file and closes it; the keeper cannot be used afterwards.
  public func close() throws {
    try store.checkpoint()
    try store.close()
  }
}
