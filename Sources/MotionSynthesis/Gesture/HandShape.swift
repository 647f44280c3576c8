internal import CharacterCore

/// How fingers are held, in degrees: the same on every hand, as bends count from the straight finger.
package struct HandShape: Sendable, Equatable {
  /// Index, middle, ring, little; each the bend at the knuckle and at the two joints beyond.
  var fingers: [SIMD3<Double>]
  /// Index, middle, ring, little: toward the thumb.
  var spread: SIMD4<Double>
  /// From rest: the thumb's root bent toward the palm's middle and set across the palm, then the bends of
  /// its two joints.
  var thumb: SIMD4<Double>

  package func mixed(with other: HandShape, _ share: Double) -> HandShape {
    HandShape(
      fingers: zip(fingers, other.fingers).map { $0 + share * ($1 - $0) },
      spread: spread + share * (other.spread - spread), thumb: thumb + share * (other.thumb - thumb)
    )
  }

  private init(fingers: [SIMD3<Double>], spread: SIMD4<Double>, thumb: SIMD4<Double>) {
    (self.fingers, self.spread, self.thumb) = (fingers, spread, thumb)
  }

  private init(
    _ index: SIMD3<Double>, _ middle: SIMD3<Double>, _ ring: SIMD3<Double>,
    _ little: SIMD3<Double>, spread: SIMD4<Double> = .zero, thumb: SIMD4<Double> = .zero
  ) {
    self.init(fingers: [index, middle, ring, little], spread: spread, thumb: thumb)
  }

  /// As hands hang: each finger a little more bent than the one before.
  package static let relaxed = HandShape(
    SIMD3(20, 27, 14), SIMD3(26, 33, 18), SIMD3(29, 37, 20), SIMD3(30, 34, 18),
    thumb: SIMD4(4, 4, 4, 8))
  package static let flat = HandShape(
    SIMD3(3, 4, 2), SIMD3(3, 4, 2), SIMD3(4, 5, 2), SIMD3(5, 6, 3),
    spread: SIMD4(-7, -1, 5, 10), thumb: SIMD4(-6, -4, -6, -4))
  package static let spread = HandShape(
    SIMD3(0, 4, 2), SIMD3(0, 4, 2), SIMD3(2, 5, 3), SIMD3(4, 6, 3),
    spread: SIMD4(13, 2, -9, -18), thumb: SIMD4(-26, -6, -14, -8))
  package static let fist = HandShape(
    SIMD3(76, 98, 62), SIMD3(82, 100, 64), SIMD3(84, 100, 64), SIMD3(84, 98, 60),
    spread: SIMD4(-3, 0, 2, 5), thumb: SIMD4(24, 26, 30, 46))
  package static let point = HandShape(
    SIMD3(4, 5, 3), SIMD3(74, 92, 55), SIMD3(80, 96, 60), SIMD3(82, 94, 56),
    spread: SIMD4(0, 0, 2, 5), thumb: SIMD4(22, 24, 26, 38))
  /// Open and rounded, as for speaking with one's hands.
  package static let open = HandShape(
    SIMD3(10, 16, 8), SIMD3(15, 20, 11), SIMD3(19, 24, 13), SIMD3(20, 24, 12),
    spread: SIMD4(5, 1, -3, -7), thumb: SIMD4(-12, -2, -4, 2))
  /// Hollow, as for clapping.
  package static let cup = HandShape(
    SIMD3(12, 10, 6), SIMD3(13, 11, 7), SIMD3(14, 12, 7), SIMD3(16, 13, 8),
    spread: SIMD4(-5, 0, 4, 8), thumb: SIMD4(-4, 2, -2, 0))
  /// The fingers called back toward the palm.
  package static let curled = HandShape(
    SIMD3(48, 52, 30), SIMD3(54, 58, 33), SIMD3(58, 62, 35), SIMD3(58, 58, 32),
    thumb: SIMD4(-4, 0, 0, 6))
  /// The index along the chin, the others folded under it.
  package static let pensive = HandShape(
    SIMD3(42, 42, 20), SIMD3(70, 84, 45), SIMD3(76, 90, 50), SIMD3(78, 86, 46),
    spread: SIMD4(2, 0, 0, 0), thumb: SIMD4(-8, 0, -6, -4))
  /// Laid on something round.
  package static let laid = HandShape(
    SIMD3(14, 14, 7), SIMD3(14, 15, 8), SIMD3(15, 16, 8), SIMD3(16, 16, 8),
    spread: SIMD4(-4, 0, 3, 6), thumb: SIMD4(-8, 0, -6, -2))
  /// Around something, as an arm that is held.
  package static let grip = HandShape(
    SIMD3(34, 38, 20), SIMD3(37, 41, 22), SIMD3(39, 42, 22), SIMD3(40, 40, 20),
    spread: SIMD4(-3, 0, 3, 5), thumb: SIMD4(2, 6, 6, 10))
}
