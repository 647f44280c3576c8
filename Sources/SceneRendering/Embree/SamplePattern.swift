internal import Foundation

/// The directions in which each pixel of a 4x4 block looks for light: fixed, so that what stands
/// still does not flicker, and different in all sixteen, so that a window of four pixels sees them
/// all (interleaved sampling, Keller and Heidrich 2001).
///
/// Points of Roberts' additive sequence in three dimensions; pixels take turns as in Bayer's matrix.
struct SamplePattern: Sendable {
  /// Rays of each kind from a pixel.
  static let count = 4

  /// Points of the unit disc.
  let disc: [SIMD2<Float>]
  /// Directions about +Z in proportion to their cosine, and in `w` the share of the reach at which
  /// a ray ends: rays of many lengths shade the less the farther away a thing is.
  let hemisphere: [SIMD4<Float>]

  init() {
    // The only real root of x^4 = x + 1 and its powers.
    let root = 1.220_744_084_605_759_5
    let steps = SIMD3(1 / root, 1 / (root * root), 1 / (root * root * root))
    var (disc, hemisphere): ([SIMD2<Float>], [SIMD4<Float>]) = ([], [])
    for index in 0..<16 * Self.count {
      let sum = SIMD3(repeating: 0.5) + steps * Double(index + 1)
      let point = sum - sum.rounded(.down)
      let (radius, angle) = (point.x.squareRoot(), 2 * Double.pi * point.y)
      let (x, y) = (radius * cos(angle), radius * sin(angle))
      disc.append(SIMD2(Float(x), Float(y)))
      hemisphere.append(
        SIMD4(
          Float(x), Float(y), Float(max(1 - point.x, 0).squareRoot()), Float(0.08 + 0.92 * point.z))
      )
    }
    self.disc = disc
    self.hemisphere = hemisphere
  }

  /// The number of a pixel's place in the pattern, 0..<16; its samples begin at `count` times that.
  @inline(__always) static func place(_ x: Int, _ y: Int) -> Int {
    // Bayer's matrix from the bits of x ^ y and y.
    let (a, b) = (x ^ y, y)
    return (a & 1) << 3 | (b & 1) << 2 | (a & 2) | (b & 2) >> 1
  }
}

/// The rays that a pixel sends to the lights, side by side.
struct LightFan: Sendable {
  /// Toward places of the key light.
  let key: Quad
  /// About +Z, in proportion to their cosine.
  let around: Quad
  /// Where the rays around end, metres.
  let reach: SIMD4<Float>

  /// The rays around from the floor: about +Y.
  @inline(__always) var aroundUp: Quad { Quad(x: around.x, y: around.z, z: around.y) }
}

extension SamplePattern {
  /// The fans of the pattern's sixteen places.
  func fans(_ lighting: Lighting) -> [LightFan] {
    (0..<16).map { place in
      func lanes<Value>(_ value: (Int) -> Value) -> (Value, Value, Value, Value) {
        let first = place * Self.count
        return (value(first), value(first + 1), value(first + 2), value(first + 3))
      }
      let key = lanes { index in
        lighting.key + lighting.keyRight * disc[index].x + lighting.keyUp * disc[index].y
      }
      let around = lanes { hemisphere[$0] }
      return LightFan(
        key: Quad(key.0, key.1, key.2, key.3),
        around: Quad(around.0.xyz, around.1.xyz, around.2.xyz, around.3.xyz),
        reach: SIMD4(around.0.w, around.1.w, around.2.w, around.3.w)
          * lighting.studio.occlusionReach)
    }
  }
}
