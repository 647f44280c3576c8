public import CharacterCore

/// Who a character of a series is, once and for ever: the text file `NAME.lock.yaml` beside the spec.
///
/// It holds the character with nothing left open, the weights that draw and know the face, what the
/// face looks like to the encoder, and from which score on it is no more the same.
public struct IdentityLock: Sendable, Equatable, Codable {
  /// The version of this format.
  public static let format = 2

  public var mienLock: Int
  public var series: String
  public var character: String
  /// From 1; each `mien lock --update` makes the next.
  public var version: Int
  /// What episodes may change; all else is locked.
  public var mayChange: Freedom
  /// SHA-256 of what makes and knows the face.
  public var specDigest: String
  public var generatorDigest: String
  public var shapeDigest: String
  public var encoderDigest: String
  /// What has been locked before.
  public var history: [Past]
  /// The spec as it was locked, in the format of specs.
  public var spec: String
  /// The character with nothing left open.
  public var resolved: ResolvedCharacter
  /// What the encoder reads in the neutral face.
  public var baseline: ExpressionWeights
  /// How much a score loses by an expression.
  public var expressionCost: ExpressionCost
  /// How the encoder's pictures of the character are drawn.
  public var style: StyleRange
  /// The face in each class of yaw, in order.
  public var faces: [Face]
  /// How the face moves without becoming somebody else's; `nil` in locks of format 1.
  public var variation: FaceVariation?

  /// An earlier version.
  public struct Past: Sendable, Equatable, Codable {
    public var version: Int
    public var specDigest: String
    public var lockDigest: String
    /// What the next version changed: `path: before -> after`.
    public var changed: [String]
  }

  /// What the encoder sees of the character in a class of yaw.
  public struct Face: Sendable, Equatable, Codable {
    /// Degrees from the camera.
    public var yaw: YawBucket
    public var thresholds: Thresholds
    /// Cosines to the frontal centroid of the character's own faces: what a score can be.
    public var scores: Spread
    /// The middle of the embeddings, a unit vector.
    public var centroid: [Float]

    package init(yaw: YawBucket, thresholds: Thresholds, scores: Spread, centroid: [Float]) {
      (self.yaw, self.thresholds) = (yaw, thresholds)
      (self.scores, self.centroid) = (scores, centroid)
    }
  }

  /// The scores that separate people.
  public struct Thresholds: Sendable, Equatable, Codable {
    /// From here on it is the character, as well as ever: what the worst of the character's own faces
    /// has, under other light, blurred, compressed, recoloured.
    public var own: Double
    /// From here on it is the same person (a stranger gets this far once in a thousand).
    public var same: Double
    /// Below it is somebody else (the person gets this low once in a thousand).
    public var other: Double
    /// How often a stranger's picture reaches `same`.
    public var falseAcceptance: Double
    /// The share of a person's pictures that reach `same`, with its 95 % interval.
    public var acceptance: Double
    public var acceptanceInterval: [Double]
    /// The error rate where both mistakes are as frequent, with its 95 % interval.
    public var equalError: Double
    public var equalErrorInterval: [Double]

    package init(
      own: Double, same: Double, other: Double, falseAcceptance: Double, acceptance: Double,
      acceptanceInterval: [Double], equalError: Double, equalErrorInterval: [Double]
    ) {
      (self.own, self.same, self.other) = (own, same, other)
      self.falseAcceptance = falseAcceptance
      (self.acceptance, self.acceptanceInterval) = (acceptance, acceptanceInterval)
      (self.equalError, self.equalErrorInterval) = (equalError, equalErrorInterval)
    }
  }

  /// Numbers that belong together.
  public struct Spread: Sendable, Equatable, Codable {
    public var count: Int
    public var mean: Double
    public var deviation: Double
    public var least: Double

    package init(count: Int, mean: Double, deviation: Double, least: Double) {
      (self.count, self.mean, self.deviation, self.least) = (count, mean, deviation, least)
    }
  }

  /// The embeddings' directions by class of yaw.
  public var centroids: [(bucket: YawBucket, embedding: FaceEmbedding)] {
    faces.compactMap { face in
      FaceEmbedding(face.centroid, encoder: encoderDigest).map { (face.yaw, $0) }
    }
  }

  /// What scores are taken against: the middle of the frontal faces.
  public var reference: FaceEmbedding? { centroids.first { $0.bucket == .frontal }?.embedding }

  public subscript(bucket: YawBucket) -> Face? { faces.first { $0.yaw == bucket } }
}

/// What episodes may change of a locked character.
public struct Freedom: Sendable, Equatable, Codable {
  /// A part of a spec that can be set free.
  public enum Part: String, Sendable, Codable, CaseIterable {
    case wardrobe, hair, makeup, beard

    /// The spec's keys that belong to it.
    var keys: [String] {
      switch self {
      case .wardrobe: ["face.garment.style", "face.garment.color"]
      case .hair:
        ["style", "length", "parting", "curl", "volume", "sweep"].map { "face.hair.\($0)" }
      case .makeup: ["strength", "lips", "eyeshadow"].map { "face.makeup.\($0)" }
      case .beard: ["face.beard.style", "face.beard.length", "face.beard.shadow"]
      }
    }
  }

  public var parts: [Part]
  /// The youngest and the oldest that the character may be.
  public var ages: [Double]

  public init(parts: [Part], ages: ClosedRange<Double>) {
    self.parts = Part.allCases.filter(parts.contains)
    self.ages = [ages.lowerBound, ages.upperBound]
  }

  /// Whether an edit of this key of the spec is free.
  func allows(_ key: String) -> Bool { parts.contains { $0.keys.contains(key) } }

  func allows(age: Double) -> Bool {
    ages.count == 2 && age >= ages[0] && age <= ages[1]
  }
}

extension YawBucket {
  /// For instance `15-30 degrees`.
  public var title: String { ["0-15 degrees", "15-30 degrees", "30-45 degrees"][rawValue] }
}
