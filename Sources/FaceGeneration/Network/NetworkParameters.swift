internal import CKernels
internal import CharacterCore

/// A generator's tensors: a weight file whose shapes and values are checked as they are read.
final class NetworkParameters {
  private let file: WeightFile
  private var read: Set<String> = []

  init(file: WeightFile) { self.file = file }

  /// A tensor of exactly this shape. Throws `malformedFile` where it is missing, of another shape, or
  /// holds an infinity or a NaN.
  func values(_ name: String, shape: [Int]) throws(FaceGenerationError) -> [Float] {
    let values = try file.floats(name, shape: shape)
    guard ck_all_finite(values.count, values) == 1 else {
      throw FaceGenerationError(
        .malformedFile,
        "the tensor '\(name)' of '\(file.name)' holds values that are not finite numbers")
    }
    read.insert(name)
    return values
  }

  /// Throws `malformedFile` where the file has a tensor that the network has no place for.
  func expectAllRead() throws(FaceGenerationError) {
    guard let name = file.names.first(where: { !read.contains($0) }) else { return }
    throw FaceGenerationError(
      .malformedFile,
      "the tensor '\(name)' of '\(file.name)' has no place in the architecture that it declares")
  }
}
