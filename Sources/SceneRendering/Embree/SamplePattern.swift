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

  /// Where a pixel's samples begin.
  @inline(__always) static func start(_ x: Int, _ y: Int) -> Int {
    // Bayer's matrix from the bits of x ^ y and y.
    let (a, b) = (x ^ y, y)
    let turn = (a & 1) << 3 | (b & 1) << 2 | (a & 2) | (b & 2) >> 1
    return turn * count
  }
}

/// Two directions across a normal (Duff et al. 2017, *Building an Orthonormal Basis, Revisited*).
@inline(__always) func basis(_ normal: SIMD3<Float>) -> (SIMD3<Float>, SIMD3<Float>) {
  let sign: Float = normal.z < 0 ? -1 : 1
  let a = -1 / (sign + normal.z)
  let b = normal.x * normal.y * a
  return (
    SIMD3(1 + sign * normal.x * normal.x * a, sign * b, -sign * normal.x),
    SIMD3(b, sign + normal.y * normal.y * a, -normal.y)
  )
}
