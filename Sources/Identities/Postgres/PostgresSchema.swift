#if Postgres
  internal import CharacterCore
  internal import Foundation

  /// The store's tables on a server: the schema `mien`, of the same tables as the file has.
  enum PostgresSchema {
    /// How many steps of `IdentityMigrations` the tables below stand for.
    static let version = 1
    static let tables = [
      "series", "character", "version", "embedding", "episode", "appearance", "verdict", "history",
    ]

    /// What every transaction relies upon, whatever the server's settings are.
    static func configure(_ session: PostgresSession) throws {
      try session.run(
        """
        SELECT set_config('client_encoding', 'UTF8', false),
          set_config('bytea_output', 'hex', false), set_config('extra_float_digits', '1', false),
          set_config('lock_timeout', '\(Int(SQLiteBackend.patience))s', false),
          set_config('search_path', 'mien'
            || coalesce((SELECT ', ' || quote_ident(nspname) FROM pg_extension
                JOIN pg_namespace ON pg_namespace.oid = extnamespace
                WHERE extname = 'vector' AND nspname <> 'mien'), ''), false)
        """, [])
    }

    /// Waits until no other writer is at work; the transaction's end lets the next one in.
    static func takeTurn(_ session: PostgresSession) throws {
      try session.run("SELECT pg_advisory_xact_lock(1298625902)", [])
    }

    /// Makes the tables where there are none, and refuses what is another's or newer.
    ///
    /// - Returns: whether the server has pgvector.
    static func prepare(
      _ session: PostgresSession, store: String, isCreated: Bool
    ) throws -> Bool {
      try configure(session)
      if try session.integer("SELECT 1 FROM pg_namespace WHERE nspname = 'mien'") == nil {
        guard isCreated else {
          throw IdentityError(
            .missing,
            "\(store): there is no identity store; 'mien lock' makes one, or name another.")
        }
        try inTurn(session) {
          // Another program may have been faster.
          if try session.integer("SELECT 1 FROM pg_namespace WHERE nspname = 'mien'") == nil {
            for statement in statements { try session.run(statement, []) }
          }
        }
      }
      guard
        try session.integer(
          "SELECT 1 FROM pg_tables WHERE schemaname = 'mien' AND tablename = 'store'") != nil
      else {
        throw IdentityError(
          .foreign, "\(store): its schema 'mien' is another program's; name another database.")
      }
      let found = Int(try session.integer("SELECT version FROM store") ?? 0)
      guard found <= version else { throw StoreFile.newer(store, version: found) }
      return try prepareVectors(session)
    }

    private static func inTurn(_ session: PostgresSession, _ body: () throws -> Void) throws {
      try session.run("BEGIN", [])
      do {
        try takeTurn(session)
        try body()
        try session.run("COMMIT", [])
      } catch {
        _ = try? session.run("ROLLBACK", [])
        throw error
      }
    }

    /// Keeps embeddings as pgvector's type, too, where the server has it and lets us.
    private static func prepareVectors(_ session: PostgresSession) throws -> Bool {
      let hasColumn = """
        SELECT 1 FROM information_schema.columns
        WHERE table_schema = 'mien' AND table_name = 'embedding' AND column_name = 'direction'
        """
      if try session.integer(hasColumn) != nil { return true }
      guard
        try session.integer("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'") != nil
      else { return false }
      do {
        try inTurn(session) {
          guard try session.integer(hasColumn) == nil else { return }
          try session.run("CREATE EXTENSION IF NOT EXISTS vector", [])
          try configure(session)
          try session.run("ALTER TABLE embedding ADD COLUMN direction vector(128)", [])
          let known = try session.all("SELECT id, vector FROM embedding") { row in
            (try row.integer(0), EmbeddingBlob.embedding(try row.bytes(1), encoder: ""))
          }
          for (id, embedding) in known {
            guard let embedding else { throw SQLRow.Damage() }
            try session.run(
              "UPDATE embedding SET direction = CAST(? AS vector) WHERE id = ?",
              [PostgresSession.vector(embedding.vector), id])
          }
          try session.run("ALTER TABLE embedding ALTER COLUMN direction SET NOT NULL", [])
        }
      } catch let failure as PostgresFailure where ["42501", "25006"].contains(failure.state) {
        // Only an administrator may add the extension here: the faces are compared on this side.
        return false
      }
      return true
    }

    private static let id = "id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"

    private static func digest(_ column: String) -> String {
      "\(column) TEXT NOT NULL CHECK (\(column) ~ '^[0-9a-f]{64}$')"
    }

    private static let name = """
      name TEXT COLLATE "C" NOT NULL
        CHECK (length(name) BETWEEN 1 AND \(IdentityStore.nameLimit))
      """

    private static func parent(_ column: String, _ table: String) -> String {
      "\(column) BIGINT NOT NULL REFERENCES \(table) (id) ON DELETE CASCADE"
    }

    /// One name once in a series: a hash index, because names may be longer than a tree's entries.
    private static let once = "EXCLUDE USING hash ((seriesID::text || ':' || name) WITH =)"

    private static let statements = [
      "CREATE SCHEMA mien",
      "CREATE TABLE series (\(id), \(name), EXCLUDE USING hash (name WITH =))",
      """
      CREATE TABLE character (\(id), \(parent("seriesID", "series")), \(name),
        isLocked INTEGER NOT NULL CHECK (isLocked IN (0, 1)), \(once))
      """,
      """
      CREATE TABLE version (\(id), \(parent("characterID", "character")),
        number INTEGER NOT NULL CHECK (number >= 1),
        lock TEXT NOT NULL CHECK (length(lock) BETWEEN 1 AND 1048576),
        \(digest("lockDigest")), \(digest("specDigest")), \(digest("generatorDigest")),
        \(digest("encoderDigest")), UNIQUE (characterID, number))
      """,
      """
      CREATE TABLE embedding (\(id), \(parent("versionID", "version")),
        bucket INTEGER NOT NULL CHECK (bucket BETWEEN 0 AND 2),
        vector BYTEA NOT NULL CHECK (length(vector) = 512), UNIQUE (versionID, bucket))
      """,
      "CREATE TABLE episode (\(id), \(parent("seriesID", "series")), \(name), \(once))",
      """
      CREATE TABLE appearance (\(id), \(parent("episodeID", "episode")),
        \(parent("versionID", "version")), media TEXT NOT NULL, \(digest("mediaDigest")),
        UNIQUE (episodeID, versionID, mediaDigest))
      """,
      """
      CREATE TABLE verdict (\(id), \(parent("seriesID", "series")), episode TEXT, character TEXT,
        outcome TEXT NOT NULL CHECK (length(outcome) BETWEEN 1 AND 40),
        score DOUBLE PRECISION CHECK (score BETWEEN -1 AND 1),
        threshold DOUBLE PRECISION CHECK (threshold BETWEEN -1 AND 1),
        worstFrame INTEGER CHECK (worstFrame >= 0), media TEXT NOT NULL,
        \(digest("mediaDigest")), moment TEXT NOT NULL)
      """,
      "CREATE INDEX verdictOfSeries ON verdict (seriesID, id)",
      """
      CREATE TABLE history (\(id), \(parent("seriesID", "series")), character TEXT,
        event TEXT NOT NULL CHECK (length(event) BETWEEN 1 AND 40), detail TEXT NOT NULL,
        moment TEXT NOT NULL)
      """,
      """
      CREATE TABLE revision (id INTEGER PRIMARY KEY CHECK (id = 1), embeddings BIGINT NOT NULL)
      """,
      "INSERT INTO revision (id, embeddings) VALUES (1, 0)",
      """
      CREATE FUNCTION countRevision() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN UPDATE mien.revision SET embeddings = embeddings + 1; RETURN NULL; END'
      """,
      """
      CREATE TRIGGER embeddingChanged AFTER INSERT OR UPDATE OR DELETE ON embedding
        FOR EACH STATEMENT EXECUTE FUNCTION countRevision()
      """,
      "CREATE TABLE store (version INTEGER NOT NULL)",
      "INSERT INTO store (version) VALUES (\(version))",
    ]
  }
#endif
