package import CharacterCore

/// One version of a character's identity: the lockfile's text, and what is searched by.
package struct IdentityVersion: Sendable, Equatable, Codable {
  package var series: String
  package var character: String
  /// From 1.
  package var number: Int
  /// The lockfile, from which all else here can be had again.
  package var lock: String
  package var lockDigest: String
  package var specDigest: String
  package var generatorDigest: String
  package var encoderDigest: String
  /// The middle of the character's faces in each class of yaw, in its order.
  package var centroids: [Centroid]

  package struct Centroid: Sendable, Equatable, Codable {
    package var bucket: YawBucket
    package var embedding: FaceEmbedding
    package init(_ bucket: YawBucket, _ embedding: FaceEmbedding) {
      (self.bucket, self.embedding) = (bucket, embedding)
    }
  }

  package init(
    series: String, character: String, number: Int, lock: String, lockDigest: String,
    specDigest: String, generatorDigest: String, encoderDigest: String, centroids: [Centroid]
  ) {
    (self.series, self.character, self.number) = (series, character, number)
    (self.lock, self.lockDigest, self.specDigest) = (lock, lockDigest, specDigest)
    (self.generatorDigest, self.encoderDigest) = (generatorDigest, encoderDigest)
    self.centroids = centroids
  }
}

/// A character as a series' list shows it.
package struct CharacterRecord: Sendable, Equatable, Codable {
  package var name: String
  package var isLocked: Bool
  /// The numbers of its versions, rising.
  package var versions: [Int]
  package init(name: String, isLocked: Bool, versions: [Int]) {
    (self.name, self.isLocked, self.versions) = (name, isLocked, versions)
  }
}

/// A film or picture of an episode that shows a version of a character.
package struct Appearance: Sendable, Equatable, Codable {
  package var episode: String
  package var character: String
  package var version: Int
  /// The file's name.
  package var media: String
  package var mediaDigest: String
  package init(
    episode: String, character: String, version: Int, media: String, mediaDigest: String
  ) {
    (self.episode, self.character, self.version) = (episode, character, version)
    (self.media, self.mediaDigest) = (media, mediaDigest)
  }
}

/// What a verification said, once.
package struct Verdict: Sendable, Equatable, Codable {
  package var episode: String?
  /// `nil` for a face of nobody in the series.
  package var character: String?
  package var outcome: String
  package var score: Double?
  package var threshold: Double?
  package var worstFrame: Int?
  package var media: String
  package var mediaDigest: String
  /// When, as ISO 8601 text.
  package var moment: String
  package init(
    episode: String?, character: String?, outcome: String, score: Double?, threshold: Double?,
    worstFrame: Int?, media: String, mediaDigest: String, moment: String
  ) {
    (self.episode, self.character, self.outcome) = (episode, character, outcome)
    (self.score, self.threshold, self.worstFrame) = (score, threshold, worstFrame)
    (self.media, self.mediaDigest, self.moment) = (media, mediaDigest, moment)
  }
}

/// Something that happened to a series or one of its characters.
package struct HistoryEvent: Sendable, Equatable, Codable {
  package var character: String?
  package var event: String
  package var detail: String
  /// When, as ISO 8601 text.
  package var moment: String
  package init(character: String?, event: String, detail: String, moment: String) {
    (self.character, self.event) = (character, event)
    (self.detail, self.moment) = (detail, moment)
  }
}

/// A series whole: what is exported and imported.
package struct SeriesRecord: Sendable, Equatable, Codable {
  package var name: String
  package var characters: [CharacterRecord]
  package var versions: [IdentityVersion]
  package var appearances: [Appearance]
  package var verdicts: [Verdict]
  package var history: [HistoryEvent]
  package init(
    name: String, characters: [CharacterRecord], versions: [IdentityVersion],
    appearances: [Appearance], verdicts: [Verdict], history: [HistoryEvent]
  ) {
    (self.name, self.characters, self.versions) = (name, characters, versions)
    (self.appearances, self.verdicts, self.history) = (appearances, verdicts, history)
  }
}
