internal import Foundation
internal import Identities

/// A series as `mien series` shows it.
public struct SeriesOverview: Sendable, Codable {
  public var series: String
  public var characters: [Character]
  public var episodes: [Episode]
  public var history: [Event]

  public struct Character: Sendable, Codable {
    public var name: String
    public var isLocked: Bool
    public var versions: [Int]
    /// What the last verification that looked for this character said.
    public var lastVerdict: Verdict?
  }

  public struct Episode: Sendable, Codable {
    public var name: String
    public var cast: [Member]
    public var lastVerdicts: [Verdict]
    public struct Member: Sendable, Codable {
      public var character: String
      public var version: Int
      public var media: String
      public var mediaDigest: String
    }
  }

  public struct Verdict: Sendable, Codable {
    public var character: String?
    public var episode: String?
    public var outcome: String
    public var score: Double?
    public var threshold: Double?
    public var worstFrame: Int?
    public var media: String
    public var moment: String

    init(_ verdict: Identities.Verdict) {
      (character, episode, outcome) = (verdict.character, verdict.episode, verdict.outcome)
      (score, threshold, worstFrame) = (verdict.score, verdict.threshold, verdict.worstFrame)
      (media, moment) = (verdict.media, verdict.moment)
    }
  }

  public struct Event: Sendable, Codable {
    public var character: String?
    public var event: String
    public var detail: String
    public var moment: String
  }

  init(_ record: SeriesRecord) {
    series = record.name
    characters = record.characters.map { character in
      Character(
        name: character.name, isLocked: character.isLocked, versions: character.versions,
        lastVerdict: record.verdicts.last { $0.character == character.name }.map(Verdict.init))
    }
    var names: [String] = []
    for name in record.appearances.map(\.episode) + record.verdicts.compactMap(\.episode)
    where !names.contains(name) {
      names.append(name)
    }
    episodes = names.map { name in
      let verdicts = record.verdicts.filter { $0.episode == name }
      let last = verdicts.last.map { last in verdicts.filter { $0.moment == last.moment } } ?? []
      return Episode(
        name: name,
        cast: record.appearances.filter { $0.episode == name }.map {
          Episode.Member(
            character: $0.character, version: $0.version, media: $0.media,
            mediaDigest: $0.mediaDigest)
        }, lastVerdicts: last.map(Verdict.init))
    }
    history = record.history.map {
      Event(character: $0.character, event: $0.event, detail: $0.detail, moment: $0.moment)
    }
  }

  /// The overview as readable JSON with its keys in order.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension SeriesKeeper {
  /// The names of all series, in alphabetical order.
  public func seriesNames() throws -> [String] { try store.seriesNames() }

  /// - Throws: `IdentityError` `missing`, naming the series that there are.
  public func overview(of series: String) throws -> SeriesOverview {
    guard let record = try store.series(series) else { throw try unknown(series) }
    return SeriesOverview(record)
  }

  func unknown(_ series: String) throws -> IdentityError {
    let names = try store.seriesNames()
    let known =
      names.isEmpty
      ? "it holds none yet"
      : "there are " + names.prefix(8).map { "'\($0.prefix(60))'" }.joined(separator: ", ")
        + (names.count > 8 ? " and \(names.count - 8) more" : "")
    return IdentityError(
      .missing, "\(store.path): there is no series '\(series.prefix(60))'; \(known).")
  }
}
