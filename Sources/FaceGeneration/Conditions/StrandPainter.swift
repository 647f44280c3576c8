internal import CharacterCore

/// Strands drawn as lines into a depth buffer: for each pixel the nearest strand and how much of the
/// pixel strands cover.
struct StrandPainter {
  /// A set of strands in camera space (cm; visible points have negative z).
  struct Strands {
    var points: [SIMD3<Float>]
    var pointsPerStrand: Int
    /// cm, one a point.
    var radii: [Float]
  }

  let size: Int
  /// Index of the nearest strand's point at the pixel's segment start; -1 where none is.
  private(set) var point: [Int32]
  /// 0...1.
  private(set) var coverage: [Float]
  /// Distance along the camera's axis in cm, infinite where nothing is.
  private(set) var depth: [Float]

  init(size: Int) {
    self.size = size
    point = [Int32](repeating: -1, count: size * size)
    coverage = [Float](repeating: 0, count: size * size)
    depth = [Float](repeating: .infinity, count: size * size)
  }

  /// Draws `strands` where they are not behind `surface` (depth in cm, infinite where open) by more
  /// than `bias`.
  mutating func draw(_ strands: Strands, focal: Float, behind surface: [Float], bias: Float) {
    let size = self.size
    let half = Float(size) / 2
    let count = strands.points.count
    guard count > 1, strands.pointsPerStrand > 1 else { return }
    point.withUnsafeMutableBufferPointer { point in
      coverage.withUnsafeMutableBufferPointer { coverage in
        depth.withUnsafeMutableBufferPointer { depth in
          surface.withUnsafeBufferPointer { surface in
            strands.points.withUnsafeBufferPointer { points in
              strands.radii.withUnsafeBufferPointer { radii in
                var strand = 0
                while strand < count {
                  var from = Self.project(points[strand], focal, half)
                  for index in strand + 1..<strand + strands.pointsPerStrand {
                    let to = Self.project(points[index], focal, half)
                    let width = 2 * radii[index] * focal / to.z
                    Self.line(
                      from, to, width, Int32(index - 1), size, bias, point, coverage, depth, surface
                    )
                    from = to
                  }
                  strand += strands.pointsPerStrand
                }
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func project(_ p: SIMD3<Float>, _ focal: Float, _ half: Float) -> SIMD3<Float> {
    let scale = focal / max(-p.z, 1)
    return SIMD3(half + p.x * scale, half - p.y * scale, -p.z)
  }

  /// One pixel a step along the longer axis, as many across as the strand is wide. A strand that is
  /// narrower than a pixel covers a share of it.
  @inline(__always)
  private static func line(
    _ from: SIMD3<Float>, _ to: SIMD3<Float>, _ width: Float, _ index: Int32, _ size: Int,
    _ bias: Float, _ point: UnsafeMutableBufferPointer<Int32>,
    _ coverage: UnsafeMutableBufferPointer<Float>, _ depth: UnsafeMutableBufferPointer<Float>,
    _ surface: UnsafeBufferPointer<Float>
  ) {
    let delta = to - from
    let steep = abs(delta.y) > abs(delta.x)
    let major = steep ? delta.y : delta.x
    let limit = Float(size)
    guard max(from.x, to.x) >= 0, min(from.x, to.x) < limit, max(from.y, to.y) >= 0,
      min(from.y, to.y) < limit, abs(major) < 4 * limit
    else { return }
    let across = max(Int((width + 0.5).rounded(.down)), 1)
    let share = min(width, 1)
    let start = steep ? from.y : from.x
    let end = start + major
    let first = max(Int((min(start, end) - 0.5).rounded(.up)), 0)
    let last = min(Int((max(start, end) - 0.5).rounded(.up)) - 1, size - 1)
    guard first <= last else { return }
    let inverse = abs(major) > 1e-6 ? 1 / major : 0
    let offset = Float(across - 1) / 2
    for step in first...last {
      let t = (Float(step) + 0.5 - start) * inverse
      let minor = (steep ? from.x + delta.x * t : from.y + delta.y * t) - offset
      let z = from.z + delta.z * t
      let base = Int(minor.rounded(.down))
      for side in base..<base + across {
        guard side >= 0, side < size else { continue }
        let pixel = steep ? step * size + side : side * size + step
        guard z <= surface[pixel] + bias else { continue }
        coverage[pixel] += share * (1 - coverage[pixel])
        if z < depth[pixel] {
          depth[pixel] = z
          point[pixel] = index
        }
      }
    }
  }
}
