internal import CharacterCore
internal import GRDB

extension IdentityStore {
  /// The names of all series, in alphabetical order.
  package func seriesNames() throws(IdentityError) -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT name FROM series ORDER BY name") }
  }

  /// How many series, characters, versions, episodes and verdicts there are.
  package func counts() throws(IdentityError) -> [(what: String, count: Int)] {
    try read { database in
      try ["series", "character", "version", "episode", "verdict"].map { table in
        (table, try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0)
      }
    }
  }

  /// The characters of a series in alphabetical order; none where there is no such series.
  package func characters(of series: String) throws(IdentityError) -> [CharacterRecord] {
    let series = try Self.canonical(series, what: "series")
    return try read { try Self.characters($0, series) }
  }

  /// A version of a character, the newest where no number is given; `nil` where there is none.
  package func version(
    of character: String, in series: String, number: Int? = nil
  ) throws(IdentityError) -> IdentityVersion? {
    let series = try Self.canonical(series, what: "series")
    let character = try Self.canonical(character, what: "character")
    return try read { database in
      try Self.versions(
        database, where: "series.name = ? AND character.name = ? AND (? IS NULL OR number = ?)",
        [series, character, number, number]
      ).last
    }
  }

  /// The newest version of each locked character of a series, in alphabetical order.
  package func cast(of series: String) throws(IdentityError) -> [IdentityVersion] {
    let series = try Self.canonical(series, what: "series")
    return try read { database in
      try Self.versions(
        database,
        where: """
          series.name = ? AND isLocked = 1 AND number =
            (SELECT max(number) FROM version AS other WHERE other.characterID = character.id)
          """, [series])
    }
  }

  /// All that is known of a series; `nil` where there is none of this name.
  package func series(_ name: String) throws(IdentityError) -> SeriesRecord? {
    let name = try Self.canonical(name, what: "series")
    return try read { try Self.series($0, name) }
  }

  static func series(_ database: Database, _ name: String) throws -> SeriesRecord? {
    guard
      let id = try Int64.fetchOne(
        database, sql: "SELECT id FROM series WHERE name = ?", arguments: [name])
    else { return nil }
    return SeriesRecord(
      name: name, characters: try characters(database, name),
      versions: try versions(database, where: "series.name = ?", [name]),
      appearances: try appearances(database, id), verdicts: try verdicts(database, id),
      history: try history(database, id))
  }

  private static func characters(_ database: Database, _ series: String) throws
    -> [CharacterRecord]
  {
    try Row.fetchAll(
      database,
      sql: """
        SELECT character.id, character.name, isLocked FROM character
        JOIN series ON series.id = seriesID WHERE series.name = ? ORDER BY character.name
        """, arguments: [series]
    ).map { row in
      let id: Int64 = row["id"]
      return CharacterRecord(
        name: row["name"], isLocked: row["isLocked"],
        versions: try Int.fetchAll(
          database, sql: "SELECT number FROM version WHERE characterID = ? ORDER BY number",
          arguments: [id]))
    }
  }

  /// Versions by character and number; `condition` is a literal of this file, values are bound.
  private static func versions(
    _ database: Database, where condition: String, _ arguments: StatementArguments
  ) throws -> [IdentityVersion] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT version.id AS id, series.name AS series, character.name AS character, number, lock,
          lockDigest, specDigest, generatorDigest, encoderDigest
        FROM version JOIN character ON character.id = characterID JOIN series ON series.id = seriesID
        WHERE \(condition) ORDER BY character.name, number
        """, arguments: arguments
    ).map { row in
      let (id, encoder): (Int64, String) = (row["id"], row["encoderDigest"])
      return IdentityVersion(
        series: row["series"], character: row["character"], number: row["number"],
        lock: row["lock"], lockDigest: row["lockDigest"], specDigest: row["specDigest"],
        generatorDigest: row["generatorDigest"], encoderDigest: encoder,
        centroids: try centroids(database, version: id, encoder: encoder))
    }
  }

  private static func centroids(_ database: Database, version: Int64, encoder: String) throws
    -> [IdentityVersion.Centroid]
  {
    try Row.fetchAll(
      database, sql: "SELECT bucket, vector FROM embedding WHERE versionID = ? ORDER BY bucket",
      arguments: [version]
    ).map { row in
      guard let bucket = YawBucket(rawValue: row["bucket"]),
        let embedding = EmbeddingBlob.embedding(row["vector"], encoder: encoder)
      else {
        throw IdentityError(
          .damaged,
          "An embedding of the store is damaged; 'mien store repair' brings it back from the "
            + "lockfiles.")
      }
      return IdentityVersion.Centroid(bucket, embedding)
    }
  }

  private static func appearances(_ database: Database, _ series: Int64) throws -> [Appearance] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT episode.name AS episode, character.name AS character, number, media, mediaDigest
        FROM appearance JOIN episode ON episode.id = episodeID JOIN version ON version.id = versionID
        JOIN character ON character.id = characterID
        WHERE episode.seriesID = ? ORDER BY appearance.id
        """, arguments: [series]
    ).map { row in
      Appearance(
        episode: row["episode"], character: row["character"], version: row["number"],
        media: row["media"], mediaDigest: row["mediaDigest"])
    }
  }

  private static func verdicts(_ database: Database, _ series: Int64) throws -> [Verdict] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM verdict WHERE seriesID = ? ORDER BY id", arguments: [series]
    ).map { row in
      Verdict(
        episode: row["episode"], character: row["character"], outcome: row["outcome"],
        score: row["score"], threshold: row["threshold"], worstFrame: row["worstFrame"],
        media: row["media"], mediaDigest: row["mediaDigest"], moment: row["moment"])
    }
  }

  private static func history(_ database: Database, _ series: Int64) throws -> [HistoryEvent] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM history WHERE seriesID = ? ORDER BY id", arguments: [series]
    ).map { row in
      HistoryEvent(
        character: row["character"], event: row["event"], detail: row["detail"],
        moment: row["moment"])
    }
  }
}
