public import CharacterCore

/// Finds and reads the faces of a picture: what locking and verifying ask for.
public protocol FaceFinding {
  /// SHA-256 of the encoder's weight file.
  var encoderDigest: String { get }
  /// What the weight file says of itself.
  var encoderMetadata: [String: String] { get }
  /// The faces of a picture, the largest first; those that cannot be relied upon carry their doubts.
  func read(_ picture: Raster, expectedFaces: Int) throws -> [FoundFace]
}

extension FaceFinding {
  /// The faces of a picture, up to 32.
  func read(_ picture: Raster) throws -> [FoundFace] { try read(picture, expectedFaces: 32) }
}

extension FaceReader: FaceFinding {}
