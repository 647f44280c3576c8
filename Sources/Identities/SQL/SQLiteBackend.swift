internal import CharacterCore
internal import Foundation
internal import GRDB

/// One SQLite file in WAL mode.
final class SQLiteBackend: StoreBackend {
  let name: String
  private let queue: DatabaseQueue

  /// How long one writer waits for another, in seconds.
  static let patience = 20.0

  init(_ url: URL, isCreated: Bool) throws(IdentityError) {
    let path = url.path(percentEncoded: false)
    name = path
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

  // MARK: StoreBackend

  var derivedFiles: String? { name }

  func read<Value>(_ body: (any SQLSession) throws -> Value) throws(IdentityError) -> Value {
    do {
      return try queue.read { try body(SQLiteSession(database: $0)) }
    } catch {
      throw IdentityError(error, store: name)
    }
  }

  func write<Value>(_ body: (any SQLSession) throws -> Value) throws -> Value {
    do {
      return try queue.write { try body(SQLiteSession(database: $0)) }
    } catch let failure as LockfileFailure {
      throw failure.underlying
    } catch {
      throw IdentityError(error, store: name)
    }
  }

  func problems() throws(IdentityError) -> [String] {
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
      throw IdentityError(error, store: name)
    }
  }

  func nearest(
    to face: FaceEmbedding, bucket: YawBucket, count: Int
  ) throws(IdentityError) -> [EmbeddingMatrix.Hit]? { nil }

  func checkpoint() throws(IdentityError) {
    do {
      try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    } catch {
      throw IdentityError(error, store: name)
    }
  }

  func close() throws(IdentityError) {
    do {
      try queue.close()
    } catch {
      throw IdentityError(error, store: name)
    }
  }
}

/// SQLite within a transaction.
private struct SQLiteSession: SQLSession {
  let database: Database

  func run(_ sql: String, _ values: [(any SQLBindable)?]) throws -> Int {
    try database.cachedStatement(sql: sql).execute(arguments: Self.arguments(values))
    return database.changesCount
  }

  func rows(
    _ sql: String, _ values: [(any SQLBindable)?], each: (SQLRow) throws -> Void
  ) throws {
    let rows = try Row.fetchCursor(
      database.cachedStatement(sql: sql), arguments: Self.arguments(values))
    while let row = try rows.next() {
      try each(SQLRow(values: (0..<row.count).map { Self.value(row[$0]) }))
    }
  }

  private static func arguments(_ values: [(any SQLBindable)?]) -> StatementArguments {
    StatementArguments(
      values.map { value -> DatabaseValue in
        switch value?.sqlValue ?? .null {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): bytes.databaseValue
        }
      })
  }

  private static func value(_ value: DatabaseValue) -> SQLValue {
    switch value.storage {
    case .null: .null
    case .int64(let number): .integer(number)
    case .double(let number): .real(number)
    case .string(let text): .text(text)
    case .blob(let bytes): .bytes(bytes)
    }
  }
}
