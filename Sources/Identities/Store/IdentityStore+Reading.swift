internal import CharacterCore

extension IdentityStore {
  /// The names of all series, in alphabetical order.
  package func seriesNames() throws(IdentityError) -> [String] {
    try read { try $0.all("SELECT name FROM series ORDER BY name") { try $0.text(0) } }
  }

  /// How many series, characters, versions, episodes and verdicts there are.
  package func counts() throws(IdentityError) -> [(what: String, count: Int)] {
    try read { database in
      try ["series", "character", "version", "episode", "verdict"].map { table in
        (table, Int(try database.integer("SELECT count(*) FROM \(table)") ?? 0))
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
        database,
        where: """
          series.name = ? AND character.name = ? AND (CAST(? AS BIGINT) IS NULL OR number = ?)
          """, [series, character, number, number]
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

  private static func series(_ database: any SQLSession, _ name: String) throws -> SeriesRecord? {
    guard let id = try database.integer("SELECT id FROM series WHERE name = ?", [name]) else {
      return nil
    }
    return SeriesRecord(
      name: name, characters: try characters(database, name),
      versions: try versions(database, where: "series.name = ?", [name]),
      appearances: try appearances(database, id), verdicts: try verdicts(database, id),
      history: try history(database, id))
  }

  private static func characters(_ database: any SQLSession, _ series: String) throws
    -> [CharacterRecord]
  {
    let rows = try database.all(
      """
      SELECT character.id, character.name, isLocked FROM character
      JOIN series ON series.id = seriesID WHERE series.name = ? ORDER BY character.name
      """, [series]
    ) { (try $0.integer(0), try $0.text(1), try $0.integer(2) == 1) }
    return try rows.map { id, name, isLocked in
      CharacterRecord(
        name: name, isLocked: isLocked,
        versions: try database.all(
          "SELECT number FROM version WHERE characterID = ? ORDER BY number", [id]
        ) { Int(try $0.integer(0)) })
    }
  }

  /// Versions by character and number; `condition` is a literal of this file, values are bound.
  private static func versions(
    _ database: any SQLSession, where condition: String, _ values: [(any SQLBindable)?]
  ) throws -> [IdentityVersion] {
    let rows = try database.all(
      """
      SELECT version.id, series.name, character.name, number, lock, lockDigest, specDigest,
        generatorDigest, encoderDigest
      FROM version JOIN character ON character.id = characterID JOIN series ON series.id = seriesID
      WHERE \(condition) ORDER BY character.name, number
      """, values
    ) { row in
      (
        id: try row.integer(0),
        version: IdentityVersion(
          series: try row.text(1), character: try row.text(2), number: Int(try row.integer(3)),
          lock: try row.text(4), lockDigest: try row.text(5), specDigest: try row.text(6),
          generatorDigest: try row.text(7), encoderDigest: try row.text(8), centroids: [])
      )
    }
    return try rows.map { row in
      var version = row.version
      version.centroids = try centroids(
        database, version: row.id, encoder: version.encoderDigest)
      return version
    }
  }

  private static func centroids(
    _ database: any SQLSession, version: Int64, encoder: String
  ) throws -> [IdentityVersion.Centroid] {
    try database.all(
      "SELECT bucket, vector FROM embedding WHERE versionID = ? ORDER BY bucket", [version]
    ) { row in
      guard let bucket = YawBucket(rawValue: Int(try row.integer(0))),
        let embedding = EmbeddingBlob.embedding(try row.bytes(1), encoder: encoder)
      else {
        throw IdentityError(
          .damaged,
          "An embedding of the store is damaged; 'mien store repair' brings it back from the "
            + "lockfiles.")
      }
      return IdentityVersion.Centroid(bucket, embedding)
    }
  }

  private static func appearances(_ database: any SQLSession, _ series: Int64) throws
    -> [Appearance]
  {
    try database.all(
      """
      SELECT episode.name, character.name, number, media, mediaDigest
      FROM appearance JOIN episode ON episode.id = episodeID JOIN version ON version.id = versionID
      JOIN character ON character.id = characterID
      WHERE episode.seriesID = ? ORDER BY appearance.id
      """, [series]
    ) { row in
      Appearance(
        episode: try row.text(0), character: try row.text(1), version: Int(try row.integer(2)),
        media: try row.text(3), mediaDigest: try row.text(4))
    }
  }

  private static func verdicts(_ database: any SQLSession, _ series: Int64) throws -> [Verdict] {
    try database.all(
      """
      SELECT episode, character, outcome, score, threshold, worstFrame, media, mediaDigest, moment
      FROM verdict WHERE seriesID = ? ORDER BY id
      """, [series]
    ) { row in
      Verdict(
        episode: try row.optionalText(0), character: try row.optionalText(1),
        outcome: try row.text(2), score: try row.optionalReal(3),
        threshold: try row.optionalReal(4), worstFrame: try row.optionalInteger(5).map { Int($0) },
        media: try row.text(6), mediaDigest: try row.text(7), moment: try row.text(8))
    }
  }

  private static func history(_ database: any SQLSession, _ series: Int64) throws
    -> [HistoryEvent]
  {
    try database.all(
      "SELECT character, event, detail, moment FROM history WHERE seriesID = ? ORDER BY id",
      [series]
    ) { row in
      HistoryEvent(
        character: try row.optionalText(0), event: try row.text(1), detail: try row.text(2),
        moment: try row.text(3))
    }
  }
}
