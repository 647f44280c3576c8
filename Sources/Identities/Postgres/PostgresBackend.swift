#if Postgres
  internal import CharacterCore
  internal import CPostgres
  internal import Foundation
  internal import Synchronization

  /// A PostgreSQL server that a team shares; the store is the schema `mien` of a database.
  ///
  /// Writers take turns by an advisory lock, as they do with the one file of SQLite; a reader sees one
  /// snapshot. Where the server has pgvector it looks for the nearest faces itself.
  final class PostgresBackend: StoreBackend {
    let name: String
    let derivedFiles: String?
    /// The address of libpq's connection, as a number because pointers are not `Sendable`; 0 once closed.
    private let connection: Mutex<UInt>
    private let hasVectors: Bool

    init(_ server: String, isCreated: Bool) throws(IdentityError) {
      let name = ServerName.withoutSecrets(server)
      self.name = name
      derivedFiles = Self.derivedFiles(of: name)
      guard let opened = PQconnectdb(server) else {
        throw IdentityError(.missing, "\(name): libpq has no memory for a connection.")
      }
      let isSearching: Bool
      do {
        guard PQstatus(opened) == CONNECTION_OK else {
          throw PostgresFailure(connection: opened, state: "08006")
        }
        PQsetNoticeProcessor(opened, { _, _ in }, nil)
        isSearching = try PostgresSchema.prepare(
          PostgresSession(connection: opened, hasVectors: false), store: name,
          isCreated: isCreated)
      } catch {
        PQfinish(opened)
        throw IdentityError(postgres: error, store: name)
      }
      connection = Mutex(UInt(bitPattern: opened))
      hasVectors = isSearching
    }

    deinit { connection.withLock { PQfinish(OpaquePointer(bitPattern: $0)) } }

    /// In the user's folder for caches, one name a server.
    private static func derivedFiles(of name: String) -> String? {
      guard
        let caches = FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first
      else { return nil }
      let folder = caches.appending(path: "mien")
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let plain = name.unicodeScalars.map {
        $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0) ? String($0) : "-"
      }
      return folder.appending(path: String(plain.joined().prefix(120))).path
    }

    // MARK: StoreBackend

    func read<Value>(_ body: (any SQLSession) throws -> Value) throws(IdentityError) -> Value {
      do {
        return try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
      } catch {
        throw IdentityError(postgres: error, store: name)
      }
    }

    func write<Value>(_ body: (any SQLSession) throws -> Value) throws -> Value {
      do {
        return try transaction("BEGIN") { session in
          try PostgresSchema.takeTurn(session)
          return try body(session)
        }
      } catch let failure as LockfileFailure {
        throw failure.underlying
      } catch {
        throw IdentityError(postgres: error, store: name)
      }
    }

    private func transaction<Value>(
      _ begin: String, _ body: (PostgresSession) throws -> Value
    ) throws -> Value {
      var result: Result<Value, any Error>?
      connection.withLock { address in
        guard let connection = OpaquePointer(bitPattern: address) else { return }
        // A server that was started anew in the meantime is found again.
        if PQstatus(connection) != CONNECTION_OK { PQreset(connection) }
        let session = PostgresSession(connection: connection, hasVectors: hasVectors)
        result = Result {
          try PostgresSchema.configure(session)
          try session.run(begin, [])
          do {
            let value = try body(session)
            try session.run("COMMIT", [])
            return value
          } catch {
            _ = try? session.run("ROLLBACK", [])
            throw error
          }
        }
      }
      guard let result else { throw IdentityError(.missing, "\(name): the store is closed.") }
      return try result.get()
    }

    func problems() throws(IdentityError) -> [String] {
      try read { database in
        // Reads every row of every table; the server answers for its pages.
        for table in PostgresSchema.tables {
          _ = try database.integer("SELECT count(*) FROM \(table) WHERE \(table) IS NOT NULL")
        }
        return try database.all(
          """
          SELECT series.name, character.name, number FROM version
          JOIN character ON character.id = characterID JOIN series ON series.id = seriesID
          WHERE (SELECT count(*) FROM embedding WHERE versionID = version.id) <> 3
          ORDER BY version.id
          """
        ) {
          "\(try $0.text(1)), version \(try $0.integer(2)), of '\(try $0.text(0))' lacks embeddings"
        }
      }
    }

    func nearest(
      to face: FaceEmbedding, bucket: YawBucket, count: Int
    ) throws(IdentityError) -> [EmbeddingMatrix.Hit]? {
      guard hasVectors else { return nil }
      return try read { database in
        // Exact, whatever index an administrator may have added.
        try database.run("SET LOCAL enable_indexscan = off", [])
        let probe = PostgresSession.vector(face.vector)
        return try database.all(
          """
          SELECT embedding.id, vector FROM embedding JOIN version ON version.id = versionID
          WHERE encoderDigest = ? AND bucket = ?
          ORDER BY direction <#> CAST(? AS vector), embedding.id LIMIT ?
          """, [face.encoder, bucket.rawValue, probe, count]
        ) { row in
          guard let found = EmbeddingBlob.embedding(try row.bytes(1), encoder: face.encoder) else {
            throw SQLRow.Damage()
          }
          return EmbeddingMatrix.Hit(id: try row.integer(0), cosine: found.cosine(face))
        }
      }
    }

    func checkpoint() throws(IdentityError) {}

    func close() throws(IdentityError) {
      connection.withLock { address in
        PQfinish(OpaquePointer(bitPattern: address))
        address = 0
      }
    }
  }
#endif
