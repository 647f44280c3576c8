internal import CharacterCore
public import Foundation
internal import Identities

/// Keeps the characters of series: the store and the lockfiles, always both.
///
/// The lockfile is the truth that version control sees; the store knows all series at once. A lockfile
/// appears last within the store's transaction: whenever the program dies, the store has what the
/// lockfile says, or the lockfile is one step ahead and the next command takes it in.
public struct SeriesKeeper: Sendable {
  let store: IdentityStore

  /// - Parameters:
  ///   - place: where the store is; `StorePlace.standard()` by default.
  ///   - isCreated: makes it where there is none.
  public init(at place: StorePlace? = nil, isCreated: Bool = true) throws {
    switch place ?? .standard() {
    case .file(let url): store = try IdentityStore(at: url, isCreated: isCreated)
    case .server(let address): store = try IdentityStore(server: address, isCreated: isCreated)
    }
  }

  /// A store in a file.
  public init(store url: URL, isCreated: Bool = true) throws {
    try self.init(at: .file(url), isCreated: isCreated)
  }

  public var path: String { store.path }

  // MARK: Locks

  /// Locks a character: a first version, or the next one.
  ///
  /// - Parameter moment: when, as ISO 8601 text, for the store's history.
  /// - Throws: `IdentityError`; `SynthesisError` where the lockfile cannot be written. Then neither the
  ///   store nor the lockfile has changed.
  @discardableResult
  public func lock(_ lock: IdentityLock, at url: URL, moment: String) throws -> LockFile {
    let file = try LockFile(lock, at: url)
    let detail = lock.history.last?.changed.joined(separator: "; ") ?? ""
    let before = try? Data(contentsOf: url)
    var isWritten = false
    do {
      try store.lock(
        try file.version(),
        event: HistoryEvent(
          character: lock.character, event: lock.version == 1 ? "locked" : "updated",
          detail: "version \(lock.version)" + (detail.isEmpty ? "" : ": \(detail.prefix(2_000))"),
          moment: moment)
      ) {
        try file.write()
        isWritten = true
      }
    } catch {
      // The transaction failed after the lockfile had its name: put back what was there.
      if isWritten {
        if let before {
          try? WholeFile.write(before, to: url, isDurable: true)
        } else {
          try? FileManager.default.removeItem(at: url)
        }
      }
      throw error
    }
    return file
  }

  /// Makes sure that the store knows a lockfile: one that came with version control, or one whose
  /// writer died before the store had it.
  ///
  /// - Returns: whether it was new to the store.
  @discardableResult
  public func adopt(_ file: LockFile, moment: String) throws -> Bool {
    let version = try file.version()
    let known = try store.version(
      of: version.character, in: version.series, number: version.number)
    if known?.lockDigest == version.lockDigest { return false }
    return try !store.restore(
      [version],
      event: HistoryEvent(
        character: version.character, event: "restored",
        detail: "version \(version.number) from \(file.url.lastPathComponent)", moment: moment)
    ).isEmpty
  }

  /// Gives a character free: its lockfile goes, its versions stay for the episodes that show them.
  public func unlock(_ file: LockFile, moment: String) throws {
    try adopt(file, moment: moment)
    try store.unlock(
      file.lock.character, in: file.lock.series,
      event: HistoryEvent(
        character: file.lock.character, event: "unlocked", detail: "version \(file.lock.version)",
        moment: moment)
    ) {
      guard unlink(file.url.path) == 0 else {
        throw SynthesisError(
          .cannotWrite, "\(file.url.relativePath): \(String(cString: strerror(errno))).")
      }
    }
  }

  /// Locks of a series' cast as the store has them, by character.
  public func cast(of series: String) throws -> [IdentityLock] {
    try store.cast(of: series).map { try lock(in: $0) }
  }

  /// A character's lock, the newest where no version is given; `nil` where there is none.
  public func lock(of character: String, in series: String, version: Int? = nil) throws
    -> IdentityLock?
  {
    try store.version(of: character, in: series, number: version).map { try lock(in: $0) }
  }

  /// The newest lock of a character as the store has it, with no place of its own; `nil` where there is
  /// none.
  public func lockFile(of character: String, in series: String) throws -> LockFile? {
    try store.version(of: character, in: series).map { try file(in: $0) }
  }

  private func lock(in version: IdentityVersion) throws -> IdentityLock {
    try file(in: version).lock
  }

  private func file(in version: IdentityVersion) throws -> LockFile {
    guard try FileDigest.sha256(of: Data(version.lock.utf8)) == version.lockDigest else {
      throw IdentityError(
        .damaged,
        "\(store.path): the lock of \(version.character) in '\(version.series)' is damaged; "
          + "'mien store repair' brings it back from its lockfile.")
    }
    return try LockFile(reading: version.lock, named: "\(store.path) (\(version.character))")
  }

  // MARK: Episodes

  /// Remembers that an episode shows a version of a character.
  public func record(
    episode: String, of lock: IdentityLock, media: URL, digest: String
  ) throws {
    try store.record(
      Appearance(
        episode: episode, character: lock.character, version: lock.version,
        media: media.lastPathComponent, mediaDigest: digest), in: lock.series)
  }

  /// The versions that an episode was rendered with, by character; empty where nothing is known.
  public func versions(inEpisode episode: String, of series: String) throws
    -> [(character: String, version: Int)]
  {
    let shown = try store.series(series)?.appearances.filter { $0.episode == episode } ?? []
    var newest: [String: Int] = [:]
    for appearance in shown {
      newest[appearance.character] = max(newest[appearance.character] ?? 0, appearance.version)
    }
    return newest.keys.sorted().map { ($0, newest[$0] ?? 1) }
  }
}
