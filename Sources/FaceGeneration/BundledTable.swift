package import Foundation

/// A tensor file that comes with this package.
package enum BundledTable: String, Sendable, CaseIterable {
  /// The morphable head.
  case headShape = "head-shape"
  /// Where hair grows on the head, and where its skin has another colour.
  case headFields = "head-fields"
  /// The lines of a face.
  case headFolds = "head-folds"
  /// The weights of the generator.
  case face = "face-256"
  /// The weights of the face detector.
  case faceDetector = "face-detector"
  /// The weights of the network that places a face's points.
  case facePoints = "face-points"
  /// The weights of the identity encoder.
  case identityEncoder = "identity-encoder"

  /// Where it lies. Throws `fileAccess` where the installation lacks it.
  package func url() throws(FaceGenerationError) -> URL {
    guard
      let url = Bundle.module.url(
        forResource: rawValue, withExtension: "safetensors", subdirectory: "Resources")
    else {
      throw FaceGenerationError(
        .fileAccess, "\(rawValue).safetensors is missing from the package's resources")
    }
    return url
  }
}
