internal import CharacterCore
package import Foundation
internal import GRDB

/// The memory of who is who: series, their characters, every version of each, the episodes that show
/// them and what verifications said. One SQLite file in WAL mode.
///
/// Each write is one transaction that survives the program's death at any moment; readers never wait
/// for writers. What is remembered of a version is its lockfile, so the lockfiles alone can bring the
/// store back.
package final class IdentityStore: Sendable {
  /// The most scalars that a name may have.
  package static let nameLimit = 100_000
  /// How long one writer waits for another, in seconds.
  private static let patience = 20.0

  package let path: String
  let queue: DatabaseQueue

  /// Opens a store.
  ///
  /// - Parameter isCreated: makes the store and its folder where there is none.
  /// - Throws: `missing`, `foreign`, `newer` (both untouched), `damaged`, `cannotWrite`, `busy`.
  package init(at url: URL, isCreated: Bool = true) throws(IdentityError) {
    path = url.path(percentEncoded: false)
    try StoreFile.check(path)
    if !FileManager.default.fileExists(atPath: path) {
      guard isCreated else {
        throw IdentityError(
          .missing, "\(path): there is no identity store; 'mien lock' makes one, or name another.")
      }
      try? FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    }
    do {
      queue = try Self.open(path)
    } catch {
      throw IdentityError(error, store: path)
    }
  }

  private static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(patience)
    configuration.label = "identities"
    let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
    if isQuiet(path), access(folder, W_OK) != 0 || access(path, W_OK) != 0,
      FileManager.default.fileExists(atPath: path)
    {
      // Nobody can be writing here: SQLite may read without its shared memory file.
      configuration.readonly = true
      let queue = try DatabaseQueue(path: uri(path), configuration: configuration)
      try queue.read { try refuseNewer($0, path) }
      return queue
    }
    configuration.journalMode = .wal
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      try database.execute(sql: "PRAGMA cell_size_check = ON")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.read { try refuseNewer($0, path) }
    let migrator = IdentityMigrations.migrator
    if try queue.read({ try !migrator.hasCompletedMigrations($0) }) { try migrator.migrate(queue) }
    return queue
  }

  /// True where no write-ahead log waits to be read.
  private static func isQuiet(_ path: String) -> Bool {
    let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")
    return (log?[.size] as? Int ?? 0) == 0
  }

  private static func uri(_ path: String) -> String {
    let unreserved = CharacterSet(charactersIn: "/-._~").union(.alphanumerics)
    let escaped = path.addingPercentEncoding(withAllowedCharacters: unreserved) ?? path
    return "file:\(escaped)?immutable=1"
  }

  /// The main file's header may be older than the log.
  private static func refuseNewer(_ database: Database, _ path: String) throws {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard version <= IdentityMigrations.version else {
      throw StoreFile.newer(path, version: version)
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(IdentityError) -> Value {
    do {
      return try queue.read(body)
    } catch {
      throw IdentityError(error, store: path)
    }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws(IdentityError) -> Value {
    do {
      return try queue.write(body)
    } catch {
      throw IdentityError(error, store: path)
    }
  }

  /// A name as the store keeps it: composed Unicode, so that two spellings of one name are one.
  ///
  /// - Throws: `badInput` for an empty or endless name, or one with control characters.
  package static func canonical(_ name: String, what: String) throws(IdentityError) -> String {
    let composed = name.precomposedStringWithCanonicalMapping
    let isText = composed.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard !composed.isEmpty, isText, composed.unicodeScalars.count <= nameLimit else {
      throw IdentityError(
        .badInput,
        composed.isEmpty
          ? "The name of the \(what) is empty."
          : "A name of a \(what) has at most \(nameLimit) characters and no control characters.")
    }
    return composed
  }

  // MARK: Health

  /// What SQLite finds wrong with the file; empty where all is well.
  package func problems() throws(IdentityError) -> [String] {
    do {
      return try queue.read { database in
        let pages = try String.fetchAll(database, sql: "PRAGMA integrity_check(100)")
        let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
        return pages.filter { $0 != "ok" }
          + orphans.map { row in
            "a row of '\(row["table"] as String? ?? "?")' belongs to nothing in "
              + "'\(row["parent"] as String? ?? "?")'"
          }
      }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      return ["it cannot be read through: \(error.message ?? "it is corrupt")"]
    } catch {
      throw IdentityError(error, store: path)
    }
  }

  /// Moves what is in the write-ahead log into the file itself.
  package func checkpoint() throws(IdentityError) {
    do {
      try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    } catch {
      throw IdentityError(error, store: path)
    }
  }

  /// Closes the file; nothing can be asked of the store afterwards.
  package func close() throws(IdentityError) {
    do {
      try queue.close()
    } catch {
      throw IdentityError(error, store: path)
    }
  }
}
