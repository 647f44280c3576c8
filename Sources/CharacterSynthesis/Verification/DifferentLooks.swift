internal import CharacterCore

/// How many different looks of a face were seen: from other sides, or with another expression. What an
/// expression does to an embedding evens out over many of them, and does not within one.
enum DifferentLooks {
  /// Looks differ by so much of all expression channels together (the root of the sum of squares), or by so
  /// many degrees.
  private static let (expression, yaw): (Float, Float) = (0.6, 10)
  static func count(_ readings: [FaceReading]) -> Int {
    var kept: [FaceReading] = []
    for reading in readings where kept.count < FaceVariation.Reach.manyLooks {
      if kept.allSatisfy({ isDifferent($0, reading) }) { kept.append(reading) }
    }
    return kept.count
  }

  private static func isDifferent(_ one: FaceReading, _ two: FaceReading) -> Bool {
    if abs(one.yaw - two.yaw) > yaw { return true }
    var sum: Float = 0
    for shape in Blendshape.allCases where !shape.name.hasPrefix("eyeLook") {
      let apart = one.expression[shape] - two.expression[shape]
      sum += apart * apart
    }
    return sum > expression * expression
  }
}
