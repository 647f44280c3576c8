public import CharacterCore

/// What a verification found, for scripts and for the report.
public struct VerificationReport: Sendable, Codable {
  public var mien: String
  public var series: String
  public var episode: String?
  /// The characters that were looked for, with the version of each.
  public var expected: [Member]
  public var encoderDigest: String
  public var media: [Media]

  public struct Member: Sendable, Codable, Equatable {
    public var character: String
    public var version: Int
    public var thresholds: [Level]
    public struct Level: Sendable, Codable, Equatable {
      public var yaw: String
      public var own, same, other: Double
    }
  }

  /// One film, or the pictures given together.
  public struct Media: Sendable, Codable {
    public var file: String
    public var digest: String
    public var frames: Int
    public var tracks: [Track]
    /// What is known beside the pictures: a manifest that does not fit the lock, a character missing.
    public var remarks: [Remark]
  }

  public struct Remark: Sendable, Codable {
    public var character: String?
    public var outcome: Outcome
    public var text: String
  }

  /// One face through a shot.
  public struct Track: Sendable, Codable {
    public var outcome: Outcome
    /// Who it is taken for; `nil` for nobody of the series.
    public var character: String?
    public var version: Int?
    /// One sentence.
    public var reason: String
    public var firstFrame, lastFrame: Int
    public var firstSecond, lastSecond: Double
    public var seen: Int
    /// How many sightings could be relied upon, and why the others could not.
    public var used: Int
    public var doubts: [Doubt]
    /// Means over the used sightings.
    public var score: Double?
    public var compensatedScore: Double?
    public var threshold: Double?
    /// The nearest other character and the mean score to it.
    public var impostor: String?
    public var impostorScore: Double?
    /// How far the track as a whole is from the locked face; `nil` where it was not asked.
    public var whole: Whole?
    public var worst: Frame?
    public var drift: DriftCurve?
    /// Every used sighting.
    public var frames: [Frame]
  }

  /// What is left of a track's mean face when all that moves the locked one is taken out.
  public struct Whole: Sendable, Codable, Equatable {
    public var distance: Double
    /// Up to here it is the locked face.
    public var own: Double
    /// Beyond this it is another one; between the two it cannot be told.
    public var limit: Double
    /// How many different looks were seen, up to five.
    public var looks: Int
  }

  public struct Doubt: Sendable, Codable, Equatable {
    public var doubt: String
    public var count: Int
  }

  /// A used sighting.
  public struct Frame: Sendable, Codable, Equatable {
    public var frame: Int
    public var second: Double
    public var yaw: Double
    public var score: Double
    public var compensated: Double
    /// The score from which on it passes, for its class of yaw.
    public var threshold: Double
    /// The highest score to another character of the series.
    public var impostor: Double?
    public var box: FaceBox
  }

  public enum Outcome: String, Sendable, Codable, CaseIterable {
    case kept, drifted
    case wrongPerson = "wrong person"
    case unknownFace = "unknown face"
    case missing
    case cannotTell = "cannot tell"
  }

  /// All judgements, tracks and remarks.
  public var outcomes: [Outcome] {
    media.flatMap { $0.tracks.map(\.outcome) + $0.remarks.map(\.outcome) }
  }

  /// 0 all kept, 1 somebody is not who they should be, 2 it cannot be told.
  public var exitCode: Int32 {
    let bad: [Outcome] = [.drifted, .wrongPerson, .unknownFace, .missing]
    if outcomes.contains(where: bad.contains) { return 1 }
    return outcomes.contains(.cannotTell) || outcomes.isEmpty ? 2 : 0
  }
}

/// How alike a face is to itself some frames later: a slow change shows at long lags only.
public struct DriftCurve: Sendable, Codable, Equatable {
  public static let lags = [2, 5, 10, 20, 50]

  public var points: [Point]
  /// Change of the mean cosine from one frame of lag to the next (least squares); `nil` for one point.
  public var slope: Double?

  public struct Point: Sendable, Codable, Equatable {
    public var lag: Int
    public var meanCosine: Double
    public var pairs: Int
  }

  /// - Parameter faces: embeddings with their frames, rising.
  init(_ faces: [(frame: Int, embedding: FaceEmbedding)]) {
    let byFrame = Dictionary(
      faces.map { ($0.frame, $0.embedding) }, uniquingKeysWith: { first, _ in first })
    points = Self.lags.compactMap { lag in
      let cosines = faces.compactMap { face in
        byFrame[face.frame + lag].map { Double(face.embedding.cosine($0)) }
      }
      guard !cosines.isEmpty else { return nil }
      return Point(
        lag: lag, meanCosine: cosines.reduce(0, +) / Double(cosines.count), pairs: cosines.count)
    }
    let count = Double(points.count)
    let meanLag = points.reduce(0) { $0 + Double($1.lag) } / max(count, 1)
    let meanCosine = points.reduce(0) { $0 + $1.meanCosine } / max(count, 1)
    let spread = points.reduce(0) { $0 + (Double($1.lag) - meanLag) * (Double($1.lag) - meanLag) }
    slope =
      points.count < 2
      ? nil
      : points.reduce(0) { $0 + (Double($1.lag) - meanLag) * ($1.meanCosine - meanCosine) } / spread
  }
}
