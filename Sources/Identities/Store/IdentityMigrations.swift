internal import GRDB

/// The store's tables, as named steps; a step that was ever released is never changed.
enum IdentityMigrations {
  /// The store's version, kept in `PRAGMA user_version`: how many steps there are.
  static let version = 1

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 series, characters, episodes") { database in
      try database.execute(sql: first)
      try database.execute(sql: "PRAGMA application_id = \(StoreFile.application)")
      try database.execute(sql: "PRAGMA user_version = 1")
    }
    return migrator
  }

  private static func digest(_ column: String) -> String {
    "\(column) TEXT NOT NULL CHECK (length(\(column)) = 64 AND \(column) NOT GLOB '*[^0-9a-f]*')"
  }

  private static func name(_ column: String) -> String {
    "\(column) TEXT NOT NULL CHECK (length(\(column)) BETWEEN 1 AND \(IdentityStore.nameLimit))"
  }

  private static let first = """
    CREATE TABLE series (
      id INTEGER PRIMARY KEY,
      \(name("name")) UNIQUE
    ) STRICT;

    CREATE TABLE character (
      id INTEGER PRIMARY KEY,
      seriesID INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
      \(name("name")),
      isLocked INTEGER NOT NULL CHECK (isLocked IN (0, 1)),
      UNIQUE (seriesID, name)
    ) STRICT;

    CREATE TABLE version (
      id INTEGER PRIMARY KEY,
      characterID INTEGER NOT NULL REFERENCES character (id) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number >= 1),
      lock TEXT NOT NULL CHECK (length(lock) BETWEEN 1 AND 1048576),
      \(digest("lockDigest")),
      \(digest("specDigest")),
      \(digest("generatorDigest")),
      \(digest("encoderDigest")),
      UNIQUE (characterID, number)
    ) STRICT;

    CREATE TABLE embedding (
      id INTEGER PRIMARY KEY,
      versionID INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
      bucket INTEGER NOT NULL CHECK (bucket BETWEEN 0 AND 2),
      vector BLOB NOT NULL CHECK (length(vector) = 512),
      UNIQUE (versionID, bucket)
    ) STRICT;

    CREATE TABLE episode (
      id INTEGER PRIMARY KEY,
      seriesID INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
      \(name("name")),
      UNIQUE (seriesID, name)
    ) STRICT;

    CREATE TABLE appearance (
      id INTEGER PRIMARY KEY,
      episodeID INTEGER NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
      versionID INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
      media TEXT NOT NULL,
      \(digest("mediaDigest")),
      UNIQUE (episodeID, versionID, mediaDigest)
    ) STRICT;

    CREATE TABLE verdict (
      id INTEGER PRIMARY KEY,
      seriesID INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
      episode TEXT,
      character TEXT,
      outcome TEXT NOT NULL CHECK (length(outcome) BETWEEN 1 AND 40),
      score REAL CHECK (score BETWEEN -1 AND 1),
      threshold REAL CHECK (threshold BETWEEN -1 AND 1),
      worstFrame INTEGER CHECK (worstFrame >= 0),
      media TEXT NOT NULL,
      \(digest("mediaDigest")),
      moment TEXT NOT NULL
    ) STRICT;
    CREATE INDEX verdictOfSeries ON verdict (seriesID, character, id);

    CREATE TABLE history (
      id INTEGER PRIMARY KEY,
      seriesID INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
      character TEXT,
      event TEXT NOT NULL CHECK (length(event) BETWEEN 1 AND 40),
      detail TEXT NOT NULL,
      moment TEXT NOT NULL
    ) STRICT;

    -- Counts every change of the embeddings, so that a file made from them knows when it is old.
    CREATE TABLE revision (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      embeddings INTEGER NOT NULL
    ) STRICT;
    INSERT INTO revision (id, embeddings) VALUES (1, 0);
    CREATE TRIGGER embeddingAdded AFTER INSERT ON embedding
      BEGIN UPDATE revision SET embeddings = embeddings + 1; END;
    CREATE TRIGGER embeddingRemoved AFTER DELETE ON embedding
      BEGIN UPDATE revision SET embeddings = embeddings + 1; END;
    CREATE TRIGGER embeddingChanged AFTER UPDATE ON embedding
      BEGIN UPDATE revision SET embeddings = embeddings + 1; END;
    """
}
