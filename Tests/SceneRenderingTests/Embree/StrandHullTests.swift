import TestSupport
import Testing

@testable import SceneRendering

struct StrandHullTests {
  /// Upright strands 10 long over a disc of the radius 3: red where x < 0, else blue.
  private static func bundle() -> (points: [SIMD3<Float>], colors: [SIMD3<Float>]) {
    var (points, colors): ([SIMD3<Float>], [SIMD3<Float>]) = ([], [])
    for x in stride(from: Float(-3), through: 3, by: 0.2) {
      for z in stride(from: Float(-3), through: 3, by: 0.2) where x * x + z * z <= 9 {
        points += [SIMD3(x, 0, z), SIMD3(x, 5, z), SIMD3(x, 10, z)]
        colors.append(x < 0 ? SIMD3(0.8, 0.1, 0.1) : SIMD3(0.1, 0.1, 0.8))
      }
    }
    return (points, colors)
  }

  private static func hull() throws -> StrandHull {
    let (points, colors) = bundle()
    return try #require(
      StrandHull(points: points, pointsPerStrand: 3, colors: colors, cell: 0.5))
  }

  @Test func `a hull lies close around its strands`() throws {
    let hull = try Self.hull()
    for place in hull.positions {
      let radius = (place.x * place.x + place.z * place.z).squareRoot()
      #expect(radius < 4 && -1...11 ~= place.y)
      #expect(radius > 2 || place.y < 1 || place.y > 9)
    }
  }

  @Test func `a hull is closed, and its triangles face outward`() throws {
    let hull = try Self.hull()
    var edges: [SIMD2<Int32>: Int] = [:]
    for t in hull.triangles {
      for (a, b) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)] {
        edges[SIMD2(min(a, b), max(a, b)), default: 0] += a < b ? 1 : -1
      }
      let (a, b, c) = (
        hull.positions[Int(t.x)], hull.positions[Int(t.y)], hull.positions[Int(t.z)]
      )
      #expect(dot(cross(b - a, c - a), hull.normals[Int(t.x)]) >= -1e-6)
    }
    #expect(edges.values.allSatisfy { $0 == 0 })
    let volume = hull.triangles.reduce(Float(0)) { sum, t in
      let (a, b, c) = (
        hull.positions[Int(t.x)], hull.positions[Int(t.y)], hull.positions[Int(t.z)]
      )
      return sum + dot(a, cross(b, c)) / 6
    }
    // Between the bundle's own cylinder and one that is 0.6 larger all around.
    #expect(283...456 ~= volume)
  }

  @Test func `a hull has its strands' colours where they are`() throws {
    let hull = try Self.hull()
    for (place, color) in zip(hull.positions, hull.colors) where abs(place.x) > 1.5 {
      #expect((color.x > color.z) == (place.x < 0))
    }
  }

  @Test func `no strands have no hull`() {
    #expect(StrandHull(points: [], pointsPerStrand: 4, colors: [], cell: 0.5) == nil)
  }
}
