/// Five points of a face in a picture, in pixels; the first pixel's centre is (0.5, 0.5).
///
/// *Left* and *right* are the picture's, not the subject's.
public struct FacePoints: Sendable, Equatable, Codable {
  /// The eyes' centres: the means of the six points of each pair of lids.
  public var leftEye, rightEye: SIMD2<Float>
  /// The tip of the nose.
  public var nose: SIMD2<Float>
  public var leftMouth, rightMouth: SIMD2<Float>

  public init(
    leftEye: SIMD2<Float>, rightEye: SIMD2<Float>, nose: SIMD2<Float>, leftMouth: SIMD2<Float>,
    rightMouth: SIMD2<Float>
  ) {
    (self.leftEye, self.rightEye, self.nose) = (leftEye, rightEye, nose)
    (self.leftMouth, self.rightMouth) = (leftMouth, rightMouth)
  }

  /// From the 68 Multi-PIE landmarks.
  public init(landmarks: [SIMD2<Float>]) {
    precondition(landmarks.count == 68)
    func mean(_ range: Range<Int>) -> SIMD2<Float> {
      landmarks[range].reduce(.zero, +) / Float(range.count)
    }
    self.init(
      leftEye: mean(36..<42), rightEye: mean(42..<48), nose: landmarks[30],
      leftMouth: landmarks[48], rightMouth: landmarks[54])
  }

  /// Eyes, nose, corners of the mouth; the left one of each pair first.
  public var all: [SIMD2<Float>] { [leftEye, rightEye, nose, leftMouth, rightMouth] }

  /// The distance between the eyes' centres.
  public var interocular: Float {
    let apart = rightEye - leftEye
    return (apart * apart).sum().squareRoot()
  }
}

/// An upright rectangle in a picture, in pixels; its edges may lie outside the picture.
public struct FaceBox: Sendable, Equatable, Codable {
  public var x, y, width, height: Float

  public init(x: Float, y: Float, width: Float, height: Float) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  public var area: Float { width * height }

  public var center: SIMD2<Float> { SIMD2(x + width / 2, y + height / 2) }

  /// The area that two boxes share over the area that they cover together, 0...1.
  public func overlap(_ other: FaceBox) -> Float {
    let across = min(x + width, other.x + other.width) - max(x, other.x)
    let down = min(y + height, other.y + other.height) - max(y, other.y)
    guard across > 0, down > 0 else { return 0 }
    return across * down / (area + other.area - across * down)
  }
}
