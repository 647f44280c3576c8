/// Whose face it is, as an identity encoder sees it: a unit vector.
///
/// The cosine of two embeddings is high where they show one person. It means something only between
/// embeddings of the same encoder, which is why each names the weights that made it.
public struct FaceEmbedding: Sendable, Equatable, Codable {
  /// Of length 1.
  public let vector: [Float]
  /// The SHA-256 digest of the encoder's weight file, as hexadecimal digits.
  public let encoder: String

  /// Brings a vector to length 1; `nil` where it has no direction or a value that is not finite.
  public init?(_ vector: [Float], encoder: String) {
    var energy = 0.0
    for value in vector { energy += Double(value) * Double(value) }
    guard energy.isFinite, energy > 1e-24 else { return nil }
    let factor = 1 / energy.squareRoot()
    self.vector = vector.map { Float(Double($0) * factor) }
    self.encoder = encoder
  }

  /// Whether a cosine with the other one means anything: same encoder, same number of dimensions.
  public func isComparable(with other: FaceEmbedding) -> Bool {
    encoder == other.encoder && vector.count == other.vector.count
  }

  /// The cosine of the angle between two comparable embeddings, -1...1.
  public func cosine(_ other: FaceEmbedding) -> Float {
    precondition(isComparable(with: other), "embeddings of different encoders have no cosine")
    var sum = 0.0
    for (a, b) in zip(vector, other.vector) { sum += Double(a) * Double(b) }
    return Float(min(max(sum, -1), 1))
  }

  /// The direction of the sum of comparable embeddings; `nil` where there are none, where they are not
  /// comparable, or where they cancel out.
  public static func mean(_ embeddings: [FaceEmbedding]) -> FaceEmbedding? {
    guard let first = embeddings.first,
      embeddings.allSatisfy({ $0.isComparable(with: first) })
    else { return nil }
    var sum = [Double](repeating: 0, count: first.vector.count)
    for embedding in embeddings {
      for (index, value) in embedding.vector.enumerated() { sum[index] += Double(value) }
    }
    let share = 1 / Double(embeddings.count)
    return FaceEmbedding(sum.map { Float($0 * share) }, encoder: first.encoder)
  }

  private enum CodingKeys: String, CodingKey { case vector, encoder }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let vector = try container.decode([Float].self, forKey: .vector)
    guard
      let embedding = FaceEmbedding(
        vector, encoder: try container.decode(String.self, forKey: .encoder))
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .vector, in: container, debugDescription: "an embedding has no direction")
    }
    // What was a unit vector stays exactly what was written.
    let drift = embedding.vector.indices.reduce(Float(0)) {
      max($0, abs(embedding.vector[$1] - vector[$1]))
    }
    self = drift < 1e-5 ? FaceEmbedding(unit: vector, encoder: embedding.encoder) : embedding
  }

  private init(unit vector: [Float], encoder: String) {
    (self.vector, self.encoder) = (vector, encoder)
  }
}
