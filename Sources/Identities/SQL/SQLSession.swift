internal import Foundation

/// A transaction's hold on a database: statements in the SQL that SQLite and PostgreSQL share, with `?`
/// for each bound value.
protocol SQLSession {
  /// Runs a statement.
  ///
  /// - Returns: how many rows it changed.
  @discardableResult
  func run(_ sql: String, _ values: [(any SQLBindable)?]) throws -> Int

  /// Hands over the rows that a statement finds, one at a time.
  func rows(
    _ sql: String, _ values: [(any SQLBindable)?], each: (SQLRow) throws -> Void) throws

  /// Keeps an embedding, 512 bytes of it, in whatever form the database searches.
  func insertEmbedding(version: Int64, bucket: Int, vector: Data) throws
}

extension SQLSession {
  func all<Element>(
    _ sql: String, _ values: [(any SQLBindable)?] = [], _ element: (SQLRow) throws -> Element
  ) throws -> [Element] {
    var elements: [Element] = []
    try rows(sql, values) { elements.append(try element($0)) }
    return elements
  }

  /// The first row's first number; `nil` where there is no row, or a null.
  func integer(_ sql: String, _ values: [(any SQLBindable)?] = []) throws -> Int64? {
    try all(sql, values) { try $0.optionalInteger(0) }.first ?? nil
  }

  /// The first row's first text; `nil` where there is no row, or a null.
  func text(_ sql: String, _ values: [(any SQLBindable)?] = []) throws -> String? {
    try all(sql, values) { try $0.optionalText(0) }.first ?? nil
  }

  func insertEmbedding(version: Int64, bucket: Int, vector: Data) throws {
    try run(
      "INSERT INTO embedding (versionID, bucket, vector) VALUES (?, ?, ?)",
      [version, bucket, vector])
  }
}

/// A value that a statement binds, or that a row holds.
enum SQLValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes(Data)
}

/// What can stand for a `?`.
protocol SQLBindable { var sqlValue: SQLValue { get } }

extension Int: SQLBindable { var sqlValue: SQLValue { .integer(Int64(self)) } }
extension Int64: SQLBindable { var sqlValue: SQLValue { .integer(self) } }
extension Bool: SQLBindable { var sqlValue: SQLValue { .integer(self ? 1 : 0) } }
extension Double: SQLBindable { var sqlValue: SQLValue { .real(self) } }
extension String: SQLBindable { var sqlValue: SQLValue { .text(self) } }
extension Data: SQLBindable { var sqlValue: SQLValue { .bytes(self) } }

/// A row's values in the order in which the statement names them.
///
/// A value of another kind than it should be is damage, and is thrown as such.
struct SQLRow {
  let values: [SQLValue]

  /// The row does not hold what the store's tables hold.
  struct Damage: Error {}

  func integer(_ column: Int) throws -> Int64 {
    guard let value = try optionalInteger(column) else { throw Damage() }
    return value
  }

  func text(_ column: Int) throws -> String {
    guard let value = try optionalText(column) else { throw Damage() }
    return value
  }

  func bytes(_ column: Int) throws -> Data {
    guard case .bytes(let value) = values[column] else { throw Damage() }
    return value
  }

  func optionalInteger(_ column: Int) throws -> Int64? {
    switch values[column] {
    case .null: nil
    case .integer(let value): value
    default: throw Damage()
    }
  }

  func optionalReal(_ column: Int) throws -> Double? {
    switch values[column] {
    case .null: nil
    case .real(let value): value
    case .integer(let value): Double(value)
    default: throw Damage()
    }
  }

  func optionalText(_ column: Int) throws -> String? {
    switch values[column] {
    case .null: nil
    case .text(let value): value
    default: throw Damage()
    }
  }
}
