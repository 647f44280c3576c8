internal import CharacterCore

/// Where one strand starts, and what sets it apart from its neighbours.
struct HairRoot {
  /// On the head at rest.
  let position, normal: SIMD3<Float>
  /// On the mean head, whose coordinates tell the regions of the scalp.
  let neutral: SIMD3<Float>
  /// Away from the crown.
  let outward: SIMD3<Float>
  /// Distance inside the mean hairline, cm.
  let hairline: Float
  /// 1 where the strand falls to the subject's left of the parting, -1 to the right.
  let fall: Float
  /// How far the root belongs to the top of the head, and to its front.
  let top, front: Float
  /// Whether the root is one of a fringe.
  let isFringe: Bool
  /// Normal numbers, and numbers around 1 and in 0..<1, for the style to use.
  let jitter: SIMD3<Float>
  let lengthJitter: Float
  let chance: Float

  init(
    _ root: SkinSurface.Root, hair: HairParameters, neutral mean: SkinSurface,
    surface: SkinSurface, hairline: Float, random: inout RandomStream
  ) {
    position = root.value(surface.vertices)
    normal = root.value(surface.normals).normalized
    neutral = root.value(mean.vertices)
    outward = (position - SIMD3(0.5 * Float(hair.side), 12.6, -5)).normalized
    self.hairline = hairline
    fall = Double(neutral.x) + random.normal(0, 0.16) > hair.parting ? 1 : -1
    top = Ease.smooth(6.5, 10.5, neutral.y)
    front = Ease.smooth(1, 6.5, neutral.z) * Ease.smooth(6, 8, neutral.y)
    isFringe = abs(neutral.x) < 4.6 && neutral.z > 4.8 && neutral.y > 8.2
    jitter = SIMD3(SIMD3(random.normal(), random.normal(), random.normal()))
    lengthJitter = Float(random.uniform(0.82, 1.12))
    chance = Float(random.uniform())
  }
}
