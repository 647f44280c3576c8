internal import Foundation

/// An eyeball as rings about its gaze: pupil, iris and white, each with a border of its own, so that
/// colours end sharply.
struct EyeballMesh {
  private(set) var positions: [SIMD3<Float>] = []
  private(set) var normals: [SIMD3<Float>] = []
  /// By what is seen there: 0 white, 1 iris, 2 pupil.
  private(set) var triangles: [[SIMD3<Int32>]] = [[], [], []]

  /// - Parameters:
  ///   - centre, radius, iris, pupil: metres; the gaze is along +Z.
  init(centre: SIMD3<Float>, radius: Float, iris: Float, pupil: Float) {
    let (inner, outer) = (asin(min(pupil / radius, 0.9)), asin(min(iris / radius, 0.95)))
    let columns = 32
    let bands: [(Float, Float, Int, Int)] = [
      (0, inner, 3, 2), (inner, outer, 5, 1), (outer, .pi, 16, 0),
    ]
    for (start, end, rows, kind) in bands {
      let first = positions.count
      for row in 0...rows {
        let angle = start + (end - start) * Float(row) / Float(rows)
        for column in 0...columns {
          let turn = 2 * Float.pi * Float(column) / Float(columns)
          let normal = SIMD3(sin(angle) * cos(turn), sin(angle) * sin(turn), cos(angle))
          positions.append(centre + radius * normal)
          normals.append(normal)
        }
      }
      for row in 0..<rows {
        for column in 0..<columns {
          let a = Int32(first + row * (columns + 1) + column)
          let b = a + Int32(columns + 1)
          // At the poles one of the two triangles has no area.
          if start > 0 || row > 0 { triangles[kind].append(SIMD3(a, b, a + 1)) }
          if end < .pi || row < rows - 1 { triangles[kind].append(SIMD3(a + 1, b, b + 1)) }
        }
      }
    }
  }
}
