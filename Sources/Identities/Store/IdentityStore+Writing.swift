internal import CharacterCore
internal import Foundation

extension IdentityStore {
  /// Remembers a new version of a character, and that the character is locked.
  ///
  /// - Parameter lockfile: writes the lockfile; called last within the transaction, so that where it
  ///   throws nothing is remembered. Dying right after it leaves a lockfile from which
  ///   `restore(_:)` brings the version back.
  /// - Throws: `conflict` where the number is not the next one: somebody else was faster.
  package func lock(
    _ version: IdentityVersion, event: HistoryEvent, lockfile: () throws -> Void
  ) throws {
    let version = try Self.canonical(version)
    try backend.write { database in
      let character = try Self.character(
        database, version.character, in: try Self.series(database, named: version.series))
      let last = Int(
        try database.integer(
          "SELECT max(number) FROM version WHERE characterID = ?", [character]) ?? 0)
      guard version.number == last + 1 else {
        throw IdentityError(
          .conflict,
          "\(version.character) of '\(version.series)' is at version \(last) in \(path), so this "
            + "cannot become version \(version.number); 'mien store repair' with the lockfile "
            + "brings both together.")
      }
      try Self.insert(database, version, of: character)
      try database.run("UPDATE character SET isLocked = 1 WHERE id = ?", [character])
      try Self.insert(database, event, in: version.series)
      do { try lockfile() } catch { throw LockfileFailure(underlying: error) }
    }
  }

  /// Brings versions back from their lockfiles; those that are there already stay as they are.
  ///
  /// - Returns: the versions that were missing.
  /// - Throws: `conflict` where the store has another lock under that number.
  @discardableResult
  package func restore(
    _ versions: [IdentityVersion], event: HistoryEvent
  ) throws(IdentityError) -> [IdentityVersion] {
    var named: [IdentityVersion] = []
    for version in versions { named.append(try Self.canonical(version)) }
    return try write { database in
      var missing: [IdentityVersion] = []
      for version in named {
        let character = try Self.character(
          database, version.character, in: try Self.series(database, named: version.series))
        let known = try database.text(
          "SELECT lockDigest FROM version WHERE characterID = ? AND number = ?",
          [character, version.number])
        if let known {
          guard known == version.lockDigest else {
            throw IdentityError(
              .conflict,
              "version \(version.number) of \(version.character) in '\(version.series)' is another "
                + "one in \(path) than in its lockfile; lock one of them under another name.")
          }
          continue
        }
        try Self.insert(database, version, of: character)
        try database.run("UPDATE character SET isLocked = 1 WHERE id = ?", [character])
        var event = event
        event.character = version.character
        try Self.insert(database, event, in: version.series)
        missing.append(version)
      }
      return missing
    }
  }

  /// Remembers that a character is locked no more; its versions stay, for the episodes that show them.
  ///
  /// - Parameter lockfile: takes the lockfile away; called last within the transaction.
  package func unlock(
    _ character: String, in series: String, event: HistoryEvent, lockfile: () throws -> Void
  ) throws {
    let series = try Self.canonical(series, what: "series")
    let character = try Self.canonical(character, what: "character")
    try backend.write { database in
      let changed = try database.run(
        """
        UPDATE character SET isLocked = 0 WHERE name = ? AND seriesID =
          (SELECT id FROM series WHERE name = ?)
        """, [character, series])
      guard changed == 1 else {
        throw IdentityError(
          .missing, "\(self.path): there is no \(character) in '\(series)'; nothing was unlocked.")
      }
      try Self.insert(database, event, in: series)
      do { try lockfile() } catch { throw LockfileFailure(underlying: error) }
    }
  }

  /// Remembers what an episode shows of whom.
  package func record(_ appearance: Appearance, in series: String) throws(IdentityError) {
    let series = try Self.canonical(series, what: "series")
    let episode = try Self.canonical(appearance.episode, what: "episode")
    let character = try Self.canonical(appearance.character, what: "character")
    try write { database in
      let seriesID = try Self.series(database, named: series)
      try Self.insert(
        database, appearance, episode: episode, character: character, seriesID: seriesID)
    }
  }

  /// Remembers what a verification said.
  package func record(_ verdicts: [Verdict], in series: String) throws(IdentityError) {
    let series = try Self.canonical(series, what: "series")
    try write { database in
      let seriesID = try Self.series(database, named: series)
      for verdict in verdicts { try Self.insert(database, verdict, seriesID: seriesID) }
    }
  }

  /// Takes a whole series in, all of it or nothing.
  ///
  /// - Throws: `conflict` where there is a series of that name already.
  package func importSeries(_ record: SeriesRecord, event: HistoryEvent) throws(IdentityError) {
    let name = try Self.canonical(record.name, what: "series")
    try write { database in
      let known = try database.integer("SELECT id FROM series WHERE name = ?", [name])
      guard known == nil else {
        throw IdentityError(
          .conflict, "\(self.path): there is a series '\(name)' already; nothing was imported.")
      }
      let seriesID = try Self.series(database, named: name)
      for version in record.versions {
        let version = try Self.canonical(version)
        guard version.series == name else {
          throw IdentityError(
            .badInput, "A version of '\(version.series)' stands among those of '\(name)'.")
        }
        let character = try Self.character(database, version.character, in: seriesID)
        try Self.insert(database, version, of: character)
      }
      for character in record.characters {
        let id = try Self.character(
          database, try Self.canonical(character.name, what: "character"), in: seriesID)
        try database.run(
          "UPDATE character SET isLocked = ? WHERE id = ?", [character.isLocked, id])
      }
      for appearance in record.appearances {
        try Self.insert(
          database, appearance, episode: try Self.canonical(appearance.episode, what: "episode"),
          character: try Self.canonical(appearance.character, what: "character"),
          seriesID: seriesID)
      }
      for verdict in record.verdicts {
        try Self.insert(database, verdict, seriesID: seriesID)
      }
      for past in record.history + [event] { try Self.insert(database, past, in: name) }
    }
  }

  // MARK: Rows

  private static func canonical(_ version: IdentityVersion) throws(IdentityError)
    -> IdentityVersion
  {
    var version = version
    version.series = try canonical(version.series, what: "series")
    version.character = try canonical(version.character, what: "character")
    return version
  }

  /// A row that was just made sure to be there.
  private static func found(_ id: Int64?) throws -> Int64 {
    guard let id else { throw SQLRow.Damage() }
    return id
  }

  private static func series(_ database: any SQLSession, named name: String) throws -> Int64 {
    try database.run("INSERT INTO series (name) VALUES (?) ON CONFLICT DO NOTHING", [name])
    return try found(try database.integer("SELECT id FROM series WHERE name = ?", [name]))
  }

  private static func character(
    _ database: any SQLSession, _ name: String, in series: Int64
  ) throws -> Int64 {
    try database.run(
      "INSERT INTO character (seriesID, name, isLocked) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
      [series, name])
    return try found(
      try database.integer(
        "SELECT id FROM character WHERE seriesID = ? AND name = ?", [series, name]))
  }

  private static func insert(
    _ database: any SQLSession, _ version: IdentityVersion, of character: Int64
  ) throws {
    try database.run(
      """
      INSERT INTO version
        (characterID, number, lock, lockDigest, specDigest, generatorDigest, encoderDigest)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        character, version.number, version.lock, version.lockDigest, version.specDigest,
        version.generatorDigest, version.encoderDigest,
      ])
    let id = try found(
      try database.integer(
        "SELECT id FROM version WHERE characterID = ? AND number = ?", [character, version.number]))
    for centroid in version.centroids {
      guard centroid.embedding.encoder == version.encoderDigest else {
        throw IdentityError(
          .badInput, "An embedding of \(version.character) is another encoder's than its lock's.")
      }
      try database.insertEmbedding(
        version: id, bucket: centroid.bucket.rawValue,
        vector: try EmbeddingBlob.data(centroid.embedding))
    }
  }

  private static func insert(
    _ database: any SQLSession, _ appearance: Appearance, episode: String, character: String,
    seriesID: Int64
  ) throws {
    let version = try database.integer(
      """
      SELECT version.id FROM version JOIN character ON character.id = characterID
      WHERE seriesID = ? AND name = ? AND number = ?
      """, [seriesID, character, appearance.version])
    guard let version else {
      throw IdentityError(
        .missing, "There is no version \(appearance.version) of \(character) in the series.")
    }
    try database.run(
      "INSERT INTO episode (seriesID, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
      [seriesID, episode])
    let id = try found(
      try database.integer(
        "SELECT id FROM episode WHERE seriesID = ? AND name = ?", [seriesID, episode]))
    try database.run(
      """
      INSERT INTO appearance (episodeID, versionID, media, mediaDigest) VALUES (?, ?, ?, ?)
      ON CONFLICT (episodeID, versionID, mediaDigest) DO UPDATE SET media = excluded.media
      """, [id, version, appearance.media, appearance.mediaDigest])
  }

  private static func insert(_ database: any SQLSession, _ verdict: Verdict, seriesID: Int64)
    throws
  {
    try database.run(
      """
      INSERT INTO verdict (seriesID, episode, character, outcome, score, threshold, worstFrame,
        media, mediaDigest, moment) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        seriesID, verdict.episode, verdict.character, verdict.outcome, verdict.score,
        verdict.threshold, verdict.worstFrame, verdict.media, verdict.mediaDigest, verdict.moment,
      ])
  }

  private static func insert(
    _ database: any SQLSession, _ event: HistoryEvent, in series: String
  ) throws {
    let id = try found(try database.integer("SELECT id FROM series WHERE name = ?", [series]))
    try database.run(
      "INSERT INTO history (seriesID, character, event, detail, moment) VALUES (?, ?, ?, ?, ?)",
      [id, event.character, event.event, event.detail, event.moment])
  }
}
