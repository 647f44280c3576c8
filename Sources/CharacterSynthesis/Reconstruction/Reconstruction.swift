public import CharacterCore

/// A synthetic face found for a picture, and how sure one may be of it.
public struct Reconstruction: Sendable {
  /// The spec of the face; it states every number that was found.
  public let spec: CharacterSpec
  /// What was read in the picture.
  public let reading: FaceReading
  /// The cosine between the embeddings of the picture and of the face drawn in its pose.
  public let likeness: Float
  /// What the likeness says, by the encoder's calibration for two single pictures.
  public let verdict: Verdict
  /// From which likeness on two pictures are held to show one person, and below which two.
  public let same, other: Float
  /// The picture, cut and turned as the drawn face lies, and that face.
  public let picture, drawn: Raster
  /// How many faces were drawn to find it.
  public let drawings: Int

  /// Whether the face is the picture's.
  public enum Verdict: String, Sendable, Codable {
    case same, uncertain, other
  }
}
