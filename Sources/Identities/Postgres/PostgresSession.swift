#if Postgres
  internal import CPostgres
  internal import CharacterCore
  internal import Foundation

  /// PostgreSQL within a transaction. Every value is bound, in libpq's text format.
  struct PostgresSession: SQLSession {
    let connection: OpaquePointer
    /// Whether embeddings are kept as pgvector's type, too.
    let hasVectors: Bool

    @discardableResult
    func run(_ sql: String, _ values: [(any SQLBindable)?]) throws -> Int {
      let result = try execute(sql, values)
      defer { PQclear(result) }
      return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    func rows(
      _ sql: String, _ values: [(any SQLBindable)?], each: (SQLRow) throws -> Void
    ) throws {
      let result = try execute(sql, values)
      defer { PQclear(result) }
      let columns = PQnfields(result)
      for row in 0..<PQntuples(result) {
        try each(SQLRow(values: try (0..<columns).map { try value(result, row, $0) }))
      }
    }

    func insertEmbedding(version: Int64, bucket: Int, vector: Data) throws {
      guard hasVectors, let embedding = EmbeddingBlob.embedding(vector, encoder: "") else {
        try run(
          "INSERT INTO embedding (versionID, bucket, vector) VALUES (?, ?, ?)",
          [version, bucket, vector])
        return
      }
      try run(
        """
        INSERT INTO embedding (versionID, bucket, vector, direction)
        VALUES (?, ?, ?, CAST(? AS vector))
        """, [version, bucket, vector, Self.vector(embedding.vector)])
    }

    /// Numbers as pgvector reads them.
    static func vector(_ numbers: [Float]) -> String {
      "[" + numbers.map { "\($0)" }.joined(separator: ",") + "]"
    }

    // MARK: libpq

    private func execute(_ sql: String, _ values: [(any SQLBindable)?]) throws -> OpaquePointer {
      var texts: [UnsafeMutablePointer<CChar>?] = []
      defer { for text in texts { free(text) } }
      for value in values {
        guard let text = try Self.text(value?.sqlValue ?? .null) else {
          texts.append(nil)
          continue
        }
        texts.append(strdup(text))
      }
      let pointers = texts.map { $0.map { UnsafePointer($0) } }
      let result = PQexecParams(
        connection, Self.numbered(sql), Int32(pointers.count), nil, pointers, nil, nil, 0)
      guard let result else { throw PostgresFailure(connection: connection, state: "08006") }
      let status = PQresultStatus(result)
      guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
        defer { PQclear(result) }
        throw PostgresFailure(result: result, connection: connection)
      }
      return result
    }

    /// `?` becomes `$1`, `$2` and so on; no statement of the store has one within quotes.
    private static func numbered(_ sql: String) -> String {
      var (result, count) = ("", 0)
      for character in sql {
        if character == "?" {
          count += 1
          result += "$\(count)"
        } else {
          result.append(character)
        }
      }
      return result
    }

    private static func text(_ value: SQLValue) throws -> String? {
      switch value {
      case .null: return nil
      case .integer(let number): return "\(number)"
      case .real(let number): return "\(number)"
      case .text(let text):
        guard !text.utf8.contains(0) else {
          throw IdentityError(.badInput, "A text with a zero character in it cannot be kept.")
        }
        return text
      case .bytes(let bytes):
        let digits = Array("0123456789abcdef".utf8)
        var hex = Array("\\x".utf8)
        hex.reserveCapacity(2 + 2 * bytes.count)
        for byte in bytes { hex += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: hex, as: UTF8.self)
      }
    }

    private func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32) throws -> SQLValue {
      guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column)
      else { return .null }
      let bytes = UnsafeRawBufferPointer(
        start: start, count: Int(PQgetlength(result, row, column)))
      // The types' numbers never change: they stand in PostgreSQL's pg_type.dat.
      switch PQftype(result, column) {
      case 20, 21, 23:
        guard let number = Int64(String(decoding: bytes, as: UTF8.self)) else {
          throw SQLRow.Damage()
        }
        return .integer(number)
      case 700, 701:
        guard let number = Double(String(decoding: bytes, as: UTF8.self)) else {
          throw SQLRow.Damage()
        }
        return .real(number)
      case 17: return .bytes(try Self.bytes(bytes))
      default: return .text(String(decoding: bytes, as: UTF8.self))
      }
    }

    /// Bytes from the form `\x0a1b`.
    private static func bytes(_ text: UnsafeRawBufferPointer) throws -> Data {
      guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\") else {
        throw SQLRow.Damage()
      }
      func digit(_ byte: UInt8) -> UInt8 { byte < 58 ? byte &- 48 : byte &- 87 }
      var data = Data(capacity: text.count / 2)
      for index in stride(from: 2, to: text.count, by: 2) {
        data.append(digit(text[index]) << 4 | digit(text[index + 1]))
      }
      return data
    }
  }
#endif
