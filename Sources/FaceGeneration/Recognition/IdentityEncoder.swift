package import CharacterCore
package import Foundation

/// Reads an aligned face: who it is (a 128-dimensional unit vector), how old, with what expression, how
/// the head is turned and where the eyes look.
///
/// A convolutional network of `Documentation/identity-encoder.md`; the same face gives the same bits,
/// whatever the number of threads. Not for two callers at once.
package final class IdentityEncoder {
  /// What embeddings are marked with.
  package let digest: String
  /// The whole metadata of the weight file.
  package let metadata: [String: String]
  private let network: ConvolutionalNetwork
  private let estimateNames: [String]

  /// The dimensions of an embedding.
  package static let dimensions = 128

  /// - Parameter digest: the weight file's, as the embeddings will name it.
  /// - Throws: `fileAccess`, or `malformedFile` where the file is no encoder.
  package convenience init(weights: URL, digest: String, threads: Int = 1)
    throws(FaceGenerationError)
  {
    try self.init(file: try WeightFile(url: weights), digest: digest, threads: threads)
  }

  /// Throws `malformedFile` where the file is no encoder.
  package init(
    file: WeightFile, digest: String, threads: Int = 1, kernels: KernelSet = .best
  ) throws(FaceGenerationError) {
    func refusal(_ problem: String) -> FaceGenerationError {
      FaceGenerationError(.malformedFile, "the encoder of '\(file.name)' \(problem)")
    }
    self.digest = digest
    metadata = file.metadata
    network = try ConvolutionalNetwork(
      file: file, width: FaceAligner.size, height: FaceAligner.size, threads: threads,
      kernels: kernels)
    guard network.channels == 3 else { throw refusal("does not take three colours") }
    for (output, count) in [
      ("embedding", Self.dimensions), ("age", 1), ("expression", Blendshape.allCases.count),
      ("pose", 3), ("gaze", 2),
    ] where network.count(of: output) != count {
      throw refusal("has no output '\(output)' of \(count) numbers")
    }
    guard
      try file.metadataList("expression_names") == Blendshape.allCases.map(\.name)
    else { throw refusal("names other expressions, or in another order, than ARKit's 52") }
    if let count = network.count(of: "estimates") {
      estimateNames = try file.metadataList("estimate_names")
      guard estimateNames.count == count, Set(estimateNames).count == count else {
        throw refusal("names \(estimateNames.count) estimates and makes \(count)")
      }
    } else {
      estimateNames = []
    }
  }

  /// Reads a face: the mean of what the network sees in the crop and, with left and right put back, in
  /// its mirror image. Throws `malformedFile` where the weights make no finite numbers of it.
  package func read(_ crop: FaceCrop) throws(FaceGenerationError) -> FaceReading {
    let seen = outputs(of: crop.picture).mean(outputs(of: crop.picture.mirrored()).mirrored())
    guard let embedding = FaceEmbedding(seen.embedding, encoder: digest), seen.isFinite else {
      throw FaceGenerationError(
        .malformedFile, "the identity encoder makes numbers of a face that are not finite")
    }
    return FaceReading(
      embedding: embedding, age: max(seen.age, 0), expression: seen.expression.clamped(),
      yaw: seen.pose[0], pitch: seen.pose[1], roll: seen.pose[2] + crop.turn,
      gazeYaw: seen.gaze[0], gazePitch: seen.gaze[1], sharpness: crop.sharpness,
      interocular: crop.interocular,
      estimates: Dictionary(zip(estimateNames, seen.estimates)) { first, _ in first },
      style: crop.style(response: seen.embedding.reduce(0) { $0 + $1 * $1 }.squareRoot()))
  }

  private func outputs(of picture: OpaquePicture) -> EncoderOutputs {
    network.run(picture.pixels)
    var expression = ExpressionWeights()
    let weights = network.values(of: "expression")
    for shape in Blendshape.allCases { expression[shape] = weights[shape.rawValue] }
    return EncoderOutputs(
      embedding: network.values(of: "embedding"), age: network.values(of: "age")[0],
      expression: expression, pose: network.values(of: "pose"), gaze: network.values(of: "gaze"),
      estimates: estimateNames.isEmpty ? [] : network.values(of: "estimates"))
  }
}

/// What the encoder's network makes of one picture.
private struct EncoderOutputs {
  var embedding: [Float]
  var age: Float
  var expression: ExpressionWeights
  /// Yaw, pitch, roll.
  var pose: [Float]
  /// Yaw, pitch.
  var gaze: [Float]
  var estimates: [Float]

  var isFinite: Bool {
    ([age] + expression.values + pose + gaze + estimates).allSatisfy(\.isFinite)
  }

  /// What the mirrored face shows.
  func mirrored() -> EncoderOutputs {
    var result = self
    result.expression = expression.mirrored()
    result.pose = [-pose[0], pose[1], -pose[2]]
    result.gaze = [-gaze[0], gaze[1]]
    return result
  }

  func mean(_ other: EncoderOutputs) -> EncoderOutputs {
    func mean(_ a: [Float], _ b: [Float]) -> [Float] { zip(a, b).map { ($0 + $1) / 2 } }
    return EncoderOutputs(
      embedding: mean(embedding, other.embedding), age: (age + other.age) / 2,
      expression: (expression + other.expression) * 0.5, pose: mean(pose, other.pose),
      gaze: mean(gaze, other.gaze), estimates: mean(estimates, other.estimates))
  }
}
