/// What an identity encoder reads in one face.
public struct FaceReading: Sendable, Equatable {
  /// Whose face it is.
  public var embedding: FaceEmbedding
  /// In years.
  public var age: Float
  /// 0...1 each.
  public var expression: ExpressionWeights
  /// How the head is turned, in degrees with the signs of `HeadView`.
  public var yaw, pitch, roll: Float
  /// Where the eyes look relative to the head, in degrees with the signs of `FaceState`.
  public var gazeYaw, gazePitch: Float
  /// How much fine contrast the face has beside its coarse contrast; low where it is blurred.
  public var sharpness: Float
  /// The distance between the eyes in pixels of the picture.
  public var interocular: Float
  /// How the face is drawn; `nil` where it was not looked at.
  public var style: DrawingStyle?
  /// Further guesses of the encoder by name, for instance `sex`; empty where it makes none.
  public var estimates: [String: Float]

  public init(
    embedding: FaceEmbedding, age: Float, expression: ExpressionWeights, yaw: Float, pitch: Float,
    roll: Float, gazeYaw: Float, gazePitch: Float, sharpness: Float, interocular: Float,
    estimates: [String: Float] = [:], style: DrawingStyle? = nil
  ) {
    (self.embedding, self.age, self.expression) = (embedding, age, expression)
    (self.yaw, self.pitch, self.roll) = (yaw, pitch, roll)
    (self.gazeYaw, self.gazePitch) = (gazeYaw, gazePitch)
    (self.sharpness, self.interocular, self.estimates) = (sharpness, interocular, estimates)
    self.style = style
  }
}

/// Why what was read in a face cannot be relied upon.
public enum FaceDoubt: String, Sendable, CaseIterable, Codable {
  /// Too few pixels.
  case small
  /// Too little detail for its size.
  case blurred
  /// Turned too far away.
  case turned
}

/// A face found in a picture.
public struct FoundFace: Sendable, Equatable {
  /// From the brow's upper edge to the chin, ear to ear, as far as it is seen.
  public var box: FaceBox
  /// How sure the detector is, 0...1.
  public var score: Float
  public var points: FacePoints
  /// Empty where the reading can be relied upon.
  public var doubts: [FaceDoubt]
  /// `nil` where there are doubts: an uncertain reading is never passed off as a reading.
  public var reading: FaceReading?

  public init(
    box: FaceBox, score: Float, points: FacePoints, doubts: [FaceDoubt] = [],
    reading: FaceReading? = nil
  ) {
    (self.box, self.score, self.points) = (box, score, points)
    (self.doubts, self.reading) = (doubts, reading)
  }
}
