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

  /// Reads a face. Throws `malformedFile` where the weights make no finite numbers of it.
  package func read(_ crop: FaceCrop) throws(FaceGenerationError) -> FaceReading {
    network.run(crop.picture.pixels)
    let estimates = estimateNames.isEmpty ? [] : network.values(of: "estimates")
    let pose = network.values(of: "pose")
    let gaze = network.values(of: "gaze")
    let age = network.values(of: "age")
    let weights = network.values(of: "expression")
    let raw = network.values(of: "embedding")
    guard let embedding = FaceEmbedding(raw, encoder: digest),
      (pose + gaze + age + weights + estimates).allSatisfy(\.isFinite)
    else {
      throw FaceGenerationError(
        .malformedFile, "the identity encoder makes numbers of a face that are not finite")
    }
    var expression = ExpressionWeights()
    for shape in Blendshape.allCases { expression[shape] = weights[shape.rawValue] }
    return FaceReading(
      embedding: embedding, age: max(age[0], 0), expression: expression.clamped(), yaw: pose[0],
      pitch: pose[1], roll: pose[2] + crop.turn, gazeYaw: gaze[0], gazePitch: gaze[1],
      sharpness: crop.sharpness, interocular: crop.interocular,
      estimates: Dictionary(zip(estimateNames, estimates)) { first, _ in first },
      style: crop.style(response: raw.reduce(0) { $0 + $1 * $1 }.squareRoot()))
  }
}
