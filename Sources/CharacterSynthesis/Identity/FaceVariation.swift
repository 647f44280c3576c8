internal import CharacterCore

/// How a locked face moves in the encoder's space without becoming anybody else's: the middle of all her
/// pictures, and the directions in which light, sides, expressions and years take them.
///
/// What is left of a face when these directions are taken out of it says who it is. It belongs to one
/// encoder, as every embedding does, and is fitted anew with each lock.
public struct FaceVariation: Sendable, Equatable {
  /// The middle of the embeddings; shorter than 1.
  public var middle: [Float]
  /// Unit vectors, the one along which the pictures vary most first.
  public var directions: [[Float]]
  /// How much of a move along each direction counts against a face, 0...1.
  public var residues: [Double]
  public var reach: Reach

  /// How far faces are from the locked one: lengths of what is left, 0 for the same.
  public struct Reach: Sendable, Equatable, Codable {
    /// Up to here a face is hers, whoever else may be near.
    public var own: Double
    /// Beyond this it is not, even where only one look of it was seen.
    public var single: Double
    /// The most of her own pictures that the directions were not fitted to, one by one.
    public var worstSingle: Double
    /// The most of the means of those of one light.
    public var worstMean: Double
    /// The mean of faces `IdentityLocker.morphShare` of the way to strangers of her age, sex and ancestry.
    /// Where it is less than `own`, such a stranger may pass.
    public var morphed: Double

    package init(
      own: Double, single: Double, worstSingle: Double, worstMean: Double, morphed: Double
    ) {
      (self.own, self.single) = (own, single)
      (self.worstSingle, self.worstMean, self.morphed) = (worstSingle, worstMean, morphed)
    }

    /// The distance beyond which a face is somebody else's, when so many different looks of it were seen.
    /// Between `own` and this it cannot be told.
    func limit(looks: Int) -> Double {
      let share = Double(Self.manyLooks - min(looks, Self.manyLooks)) / Double(Self.manyLooks - 1)
      let many = max(Self.doubt * own, Self.beforeMorphs * morphed)
      return many + max(0, single - many) * share
    }

    /// From so many looks on, what an expression or a light does evens out.
    static let manyLooks = 5
    /// Even then, what is only so much beyond `own`, or so much nearer than morphs are, is not said to be
    /// somebody else's.
    private static let (doubt, beforeMorphs) = (1.05, 0.78)
  }

  /// What a lock's 16 bits a number cannot hold is rounded away.
  package init(middle: [Float], directions: [[Float]], residues: [Double], reach: Reach) {
    precondition(directions.count == residues.count)
    self.middle = middle.map(PackedVector.rounded)
    self.directions = directions.map { $0.map(PackedVector.rounded) }
    (self.residues, self.reach) = (residues, reach)
  }

  /// How many directions are kept, and the share of the mean variance that every direction has. Chosen
  /// on films of seven people: see `Documentation/identity.md`.
  static let count = 20
  private static let noise = 0.1

  /// Fits middle and directions to a character's own embeddings; `reach` comes later.
  init(fitting embeddings: [[Float]]) {
    precondition(!embeddings.isEmpty)
    let size = embeddings[0].count
    let share = 1 / Double(embeddings.count)
    var mean = [Double](repeating: 0, count: size)
    for embedding in embeddings {
      for index in 0..<size { mean[index] += share * Double(embedding[index]) }
    }
    var covariance = [Double](repeating: 0, count: size * size)
    for embedding in embeddings {
      let apart = (0..<size).map { Double(embedding[$0]) - mean[$0] }
      for row in 0..<size {
        let factor = share * apart[row]
        for column in 0..<size { covariance[row * size + column] += factor * apart[column] }
      }
    }
    let total = (0..<size).reduce(0) { $0 + covariance[$1 * size + $1] }
    let floor = max(Self.noise * total / Double(size), 1e-12)
    let axes = PrincipalAxes(of: covariance, size: size)
    let kept = min(Self.count, size, embeddings.count - 1)
    self.init(
      middle: mean.map(Float.init),
      directions: axes.vectors.prefix(kept).map { $0.map(Float.init) },
      residues: axes.variances.prefix(kept).map { variance in
        (floor / (max(variance, 0) + floor) * 1e5).rounded() / 1e5
      },
      reach: Reach(own: 0, single: 0, worstSingle: 0, worstMean: 0, morphed: 0))
  }

  /// How far a face, or the mean of several, is from the locked one.
  func distance(to point: [Float]) -> Double {
    precondition(point.count == middle.count)
    let apart = zip(point, middle).map { Double($0) - Double($1) }
    var left = apart.reduce(0) { $0 + $1 * $1 }
    for (direction, residue) in zip(directions, residues) {
      let along = zip(apart, direction).reduce(0) { $0 + $1.0 * Double($1.1) }
      left -= (1 - residue * residue) * along * along
    }
    return max(left, 0).squareRoot()
  }

  /// The mean of a face's embeddings, which is shorter the more they differ. Frontal looks count most: the
  /// farther a head is turned, the less certain is what the encoder makes of it.
  static func mean(_ readings: some Collection<FaceReading>) -> [Float] {
    guard let first = readings.first else { return [] }
    var sum = [Double](repeating: 0, count: first.embedding.vector.count)
    var total = 0.0
    for reading in readings {
      let turn = Double(reading.yaw) / 15
      let weight = 1 / (1 + turn * turn)
      total += weight
      for (index, value) in reading.embedding.vector.enumerated() {
        sum[index] += weight * Double(value)
      }
    }
    return sum.map { Float($0 / total) }
  }
}

/// Written with each vector as a line of letters, so that a lockfile stays short.
extension FaceVariation: Codable {
  private enum CodingKeys: String, CodingKey { case reach, residues, middle, directions }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func vector(_ text: String, _ key: CodingKeys) throws -> [Float] {
      guard let vector = PackedVector.read(text) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "a vector is damaged")
      }
      return vector
    }
    let middle = try vector(container.decode(String.self, forKey: .middle), .middle)
    let lines = try container.decode([String].self, forKey: .directions)
    let directions = try lines.map { try vector($0, .directions) }
    let residues = try container.decode([Double].self, forKey: .residues)
    guard !middle.isEmpty, directions.allSatisfy({ $0.count == middle.count }),
      residues.count == directions.count, residues.allSatisfy((0...1).contains)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .directions, in: container, debugDescription: "its vectors do not fit together")
    }
    self.init(
      middle: middle, directions: directions, residues: residues,
      reach: try container.decode(Reach.self, forKey: .reach))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(reach, forKey: .reach)
    try container.encode(residues, forKey: .residues)
    try container.encode(PackedVector.write(middle), forKey: .middle)
    try container.encode(directions.map(PackedVector.write), forKey: .directions)
  }
}
