internal import CharacterCore
internal import TestSupport
import Testing

@testable import FaceGeneration

/// Triangles to pixels.
struct RasterizerTests {
  /// A square sheet of triangles whose inner corners are jittered; it covers `low...high` squared.
  private func sheet(
    _ stream: inout RandomStream, cells: Int, low: Float, high: Float, jitter: Double,
    depth: ClosedRange<Double>
  ) -> (points: [SIMD3<Float>], triangles: [SIMD3<Int32>]) {
    let step = (high - low) / Float(cells)
    var points: [SIMD3<Float>] = []
    for row in 0...cells {
      for column in 0...cells {
        var point = SIMD3(low + Float(column) * step, low + Float(row) * step, 0)
        if 0 < row, row < cells { point.y += step * Float(stream.uniform(-jitter, jitter)) }
        if 0 < column, column < cells { point.x += step * Float(stream.uniform(-jitter, jitter)) }
        point.z = Float(stream.uniform(depth.lowerBound, depth.upperBound))
        points.append(point)
      }
    }
    var triangles: [SIMD3<Int32>] = []
    for row in 0..<cells {
      for column in 0..<cells {
        let a = Int32(row * (cells + 1) + column)
        let (b, c, d) = (a + 1, a + Int32(cells) + 1, a + Int32(cells) + 2)
        // Both diagonals and both directions of turning occur.
        triangles +=
          stream.uniform() < 0.5
          ? [SIMD3(a, b, c), SIMD3(b, c, d)] : [SIMD3(a, d, b), SIMD3(a, d, c)]
      }
    }
    return (points, triangles)
  }

  @Test func `triangles that share edges leave no pixel out`() {
    forAll(count: 40) { stream in
      // One sheet in two has its corners on pixel centres, so that edges run through them.
      let isRegular = stream.uniform() < 0.5
      let cells = isRegular ? 40 : 1 + Int(stream.uniform(0, 60))
      let low: Float = isRegular ? 10.5 : Float(stream.uniform(0, 20))
      let high: Float = isRegular ? 50.5 : Float(stream.uniform(40, 64))
      let mesh = sheet(
        &stream, cells: cells, low: low, high: high, jitter: isRegular ? 0 : 0.3, depth: 50...200)
      let drawn = Rasterizer.rasterize(
        points: mesh.points, triangles: mesh.triangles, width: 64, height: 64)
      let depth = Rasterizer.rasterizeDepth(
        points: mesh.points, triangles: mesh.triangles, width: 64, height: 64)
      var wrong = 0
      for y in 0..<64 {
        for x in 0..<64 {
          let (u, v) = (Float(x) + 0.5, Float(y) + 0.5)
          // Within a grid step of the sheet's border either answer will do.
          let margin = min(u - low, high - u, v - low, high - v)
          if abs(margin) < 0.001 { continue }
          if (drawn.triangle[y * 64 + x] >= 0) != (margin > 0) { wrong += 1 }
          if depth[y * 64 + x].isFinite != (margin > 0) { wrong += 1 }
        }
      }
      #expect(wrong == 0)
    }
  }

  @Test func `weights and depth follow perspective`() throws {
    let corners: [SIMD3<Float>] = [SIMD3(2, 3, 100), SIMD3(60, 8, 50), SIMD3(20, 61, 200)]
    let drawn = Rasterizer.rasterize(
      points: corners, triangles: [SIMD3(0, 1, 2)], width: 64, height: 64)
    let linear = Rasterizer.rasterizeDepth(
      points: corners, triangles: [SIMD3(0, 1, 2)], width: 64, height: 64)
    var seen = 0
    var worst: Float = 0
    drawn.visit([SIMD3(0, 1, 2)]) { pixel, triangle, place in
      seen += 1
      worst = max(worst, Float(triangle))
      // The point in space that the weights name is seen at this pixel.
      let space = corners.map { SIMD3($0.x * $0.z, $0.y * $0.z, $0.z) }
      let point = place.mix(space)
      worst = max(worst, abs(point.x / point.z - (Float(pixel % 64) + 0.5)))
      worst = max(worst, abs(point.y / point.z - (Float(pixel / 64) + 0.5)))
      worst = max(worst, abs(point.z - drawn.depth[pixel]), drawn.depth[pixel] - linear[pixel])
    }
    #expect(worst < 0.01)
    #expect(seen > 1000)
    let middle = 24 * 64 + 27
    #expect(drawn.triangle[middle] == 0 && abs(linear[middle] - drawn.depth[middle]) > 5)
  }

  @Test func `the nearest triangle wins, a bias handicaps, the first takes a tie`() {
    func square(_ z: Float) -> [SIMD3<Float>] {
      [SIMD3(0, 0, z), SIMD3(8, 0, z), SIMD3(8, 8, z), SIMD3(0, 8, z)]
    }
    func pair(_ first: Int32) -> [SIMD3<Int32>] {
      [SIMD3(first, first + 1, first + 2), SIMD3(first, first + 2, first + 3)]
    }
    func winners(_ a: Float, _ b: Float, bias: [Float] = []) -> Set<Int32> {
      let drawn = Rasterizer.rasterize(
        points: square(a) + square(b), triangles: pair(0) + pair(4), bias: bias, width: 8, height: 8
      )
      return Set(drawn.triangle)
    }
    #expect(winners(100, 101) == [0, 1])
    #expect(winners(101, 100) == [2, 3])
    #expect(winners(100, 100) == [0, 1])
    #expect(winners(100, 101, bias: [2, 2, 0, 0]) == [2, 3])
    #expect(winners(100, 101, bias: [0.5, 0.5, 0, 0]) == [0, 1])
  }

  @Test func `corners that cannot be drawn are left out`() {
    let points: [SIMD3<Float>] = [
      SIMD3(0, 0, 10), SIMD3(9, 0, 10), SIMD3(0, 9, 10), SIMD3(.nan, 0, 10),
      SIMD3(0, .infinity, 10),
      SIMD3(4, 4, -90), SIMD3(1e9, 0, 10),
    ]
    let triangles: [SIMD3<Int32>] = [
      SIMD3(0, 1, 3), SIMD3(0, 1, 4), SIMD3(0, 1, 5), SIMD3(0, 1, 6), SIMD3(0, 0, 1),
    ]
    let drawn = Rasterizer.rasterize(points: points, triangles: triangles, width: 8, height: 8)
    #expect(drawn.triangle.allSatisfy { $0 == -1 } && drawn.depth.allSatisfy { $0 == .infinity })
    // A light sees any depth.
    let depth = Rasterizer.rasterizeDepth(
      points: points, triangles: [SIMD3(0, 1, 5)], width: 8, height: 8)
    #expect((depth.min() ?? 1) < 0)
  }
}
