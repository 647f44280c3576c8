internal import CharacterCore

/// Which part of a picture belongs to the head: hair, and skin down to the middle of the neck, where it
/// runs out softly.
struct HeadMask {
  /// 0...1, a pixel each.
  let shares: [Float]

  /// Heights over the plane from the pit of the throat to the nape (see `Garment`) between which the
  /// neck runs out, cm of the neutral head.
  private static let (above, below): (Float, Float) = (-6.0, -8.5)

  init(_ maps: ConditionMaps, shape: HeadShape) {
    let area = maps.size * maps.size
    let (low, high) = shape.canonicalRange
    let span = high - low
    let size = maps.size
    shares = maps.values.withUnsafeBufferPointer { values in
      func value(_ channel: ConditionMaps.Channel, _ pixel: Int) -> Float {
        values[channel.rawValue * area + pixel]
      }
      return (0..<area).map { pixel in
        let hair = max(value(.hair, pixel), value(.beard, pixel))
        let garment = value(.garment, pixel)
        // A hard edge below would show where long hair leaves the picture.
        let bottom = Math.smoothstep(
          Float(size), Float(size) * 0.94, Float(pixel / size) + 0.5)
        var bare: Float = garment > 0 ? 0 : 1
        if value(.head, pixel) > 0 {
          let y = low.y + (value(.canonicalY, pixel) + 1) / 2 * span.y
          let z = low.z + (value(.canonicalZ, pixel) + 1) / 2 * span.z
          bare *= Math.smoothstep(Self.below, Self.above, y + 0.46 * (z + 1.5))
        }
        return (hair + (1 - hair) * bare) * bottom
      }
    }
  }
}
