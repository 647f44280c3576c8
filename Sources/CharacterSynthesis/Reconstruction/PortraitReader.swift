internal import CharacterCore
internal import FaceGeneration
internal import Foundation

/// Reads the faces of drawings, whose points are known from the head that was drawn.
///
/// Not for two callers at once: the encoder is not.
final class PortraitReader {
  /// The digest of the encoder's weights, and their metadata.
  let digest: String
  var metadata: [String: String] { encoder.metadata }
  private let encoder: IdentityEncoder
  private let shape: HeadShape

  init(shape: HeadShape) throws {
    self.shape = shape
    let url = try BundledTable.identityEncoder.url()
    digest = try FileDigest.sha256(ofFile: url.path)
    encoder = try IdentityEncoder(weights: url, digest: digest)
  }

  /// Reads a drawing of a face in a state.
  func read(
    _ picture: Raster, of face: FaceParameters, _ state: FaceState, lids: HeadShape.Lids = .closing
  ) throws -> FaceReading {
    try read(picture, at: points(of: face, state, size: picture.width, lids: lids))
  }

  /// Reads a face at its points.
  ///
  /// - Throws: `SynthesisError` where the points make no face.
  func read(_ picture: Raster, at points: FacePoints) throws -> FaceReading {
    guard let crop = FaceAligner.crop(OpaquePicture(picture), points) else {
      throw SynthesisError(.badInput, "The points do not lie as those of a face do.")
    }
    return try encoder.read(crop)
  }

  /// Where the five points of a face lie in a drawing of `size` pixels.
  func points(
    of face: FaceParameters, _ state: FaceState, size: Int, lids: HeadShape.Lids = .closing
  ) -> FacePoints {
    let camera = HeadCamera(view: state.view, size: size)
    let head = shape.pose(shape.rest(face.head), state, lids: lids)
    return FacePoints(
      landmarks: head.landmarks68.map { point in
        let place = camera.project(point)
        return SIMD2(place.x, place.y)
      })
  }
}
