import CharacterCore
import TestSupport
import Testing

@testable import SceneRendering

struct RaySceneTests {
  @Test func `a ray meets a triangle where geometry says`() throws {
    let scene = try RayScene([Shapes.triangle()], on: RayDevice())
    let rays = [
      Ray(origin: SIMD3(0.25, 0.5, 3), direction: SIMD3(0, 0, -1)),
      Ray(origin: SIMD3(0.25, 0.5, 3), direction: SIMD3(0, 0, -2)),
      Ray(origin: SIMD3(0.75, 0.5, 3), direction: SIMD3(0, 0, -1)),
      Ray(origin: SIMD3(0.25, 0.5, 3), direction: SIMD3(0, 0, 1)),
      Ray(origin: SIMD3(0.25, 0.5, 3), direction: SIMD3(0, 0, -1), far: 2.9),
      Ray(origin: SIMD3(0.25, 0.5, 3), direction: SIMD3(0, 0, -1), near: 3.1),
      Ray(origin: SIMD3(0.25, 0.5, -1), direction: SIMD3(0, 0, 1)),
    ]
    let hits = scene.closestHits(rays)
    let first = try #require(hits[0])
    #expect(first.mesh == 0 && first.triangle == 0)
    #expect(abs(first.distance - 3) < 1e-6)
    #expect(abs(first.u - 0.25) < 1e-6 && abs(first.v - 0.5) < 1e-6)
    #expect(abs(try #require(hits[1]).distance - 1.5) < 1e-6)
    #expect(hits[2...5].allSatisfy { $0 == nil })
    #expect(abs(try #require(hits[6]).distance - 1) < 1e-6)
    #expect(scene.areOccluded(rays) == hits.map { $0 != nil })
  }

  @Test func `the nearest of several meshes answers by its number`() throws {
    let empty = SurfaceMesh(positions: [], triangles: [], materials: Shapes.white)
    let far = Shapes.triangle(at: SIMD3(0, 0, -2))
    let scene = try RayScene([empty, far, Shapes.triangle()], on: RayDevice())
    // More than a packet, so that the last one is not full.
    let rays = (0..<13).map { index in
      Ray(
        origin: SIMD3(0.05 * Float(index), 0.1, index % 2 == 0 ? 1 : -1),
        direction: SIMD3(0, 0, -1))
    }
    let hits = scene.closestHits(rays)
    for index in 0..<13 { #expect(hits[index]?.mesh == (index % 2 == 0 ? 2 : 1)) }
    #expect(scene.meshCount == 3)
  }

  @Test func `rays meet a ball where the formula says`() throws {
    let center = SIMD3<Float>(0.3, -0.2, 0.5)
    let scene = try RayScene([Shapes.ball(center, radius: 1, rings: 48)], on: RayDevice())
    var random = RandomStream(seed: 5)
    var rays: [Ray] = []
    for _ in 0..<500 {
      let origin = center + Shapes.direction(&random) * 3
      let target = center + Shapes.direction(&random) * Float(random.uniform(0, 1.3))
      rays.append(Ray(origin: origin, direction: unit(target - origin)))
    }
    let hits = scene.closestHits(rays)
    var met = 0
    for (ray, hit) in zip(rays, hits) {
      let offset = ray.origin - center
      let along = dot(offset, ray.direction)
      let miss = dot(offset, offset) - along * along
      if miss < 0.97 {
        let expected = -along - (1 - miss).squareRoot()
        #expect(abs(try #require(hit).distance - expected) < 0.02)
        met += 1
      } else if miss > 1 {
        #expect(hit == nil)
      }
    }
    #expect(met > 200 && met < 500)
    #expect(scene.areOccluded(rays) == hits.map { $0 != nil })
  }

  @Test func `no ray slips through between two triangles`() throws {
    let ball = Shapes.ball(.zero, radius: 1, rings: 16)
    let scene = try RayScene([ball], on: RayDevice())
    var random = RandomStream(seed: 8)
    // From within to points of edges, where two triangles meet.
    let rays = ball.triangles.flatMap { corners in
      (0..<8).map { _ in
        let share = Float(random.uniform())
        let (a, b) = (ball.positions[Int(corners.x)], ball.positions[Int(corners.y)])
        let origin = Shapes.direction(&random) * 0.3
        return Ray(origin: origin, direction: unit(a + (b - a) * share - origin))
      }
    }
    #expect(scene.closestHits(rays).allSatisfy { $0 != nil })
  }

  @Test func `a corner that is no number takes only its triangle away`() throws {
    var mesh = Shapes.box(SIMD3(repeating: -1), SIMD3(repeating: 1))
    let count = Int32(mesh.positions.count)
    mesh.positions += [SIMD3(.nan, 0, 0), SIMD3(0, 5, 0), SIMD3(0, 5, 1)]
    mesh.normals += [SIMD3(0, 1, 0), SIMD3(0, 1, 0), SIMD3(0, 1, 0)]
    mesh.triangles.append(SIMD3(count, count + 1, count + 2))
    mesh.triangleMaterials.append(0)
    let scene = try RayScene([mesh], on: RayDevice())
    let hits = scene.closestHits([
      Ray(origin: SIMD3(0.1, 0.2, 4), direction: SIMD3(0, 0, -1)),
      Ray(origin: SIMD3(0.1, 4.9, 4), direction: SIMD3(0, 0, -1)),
    ])
    #expect(abs(try #require(hits[0]).distance - 3) < 1e-6)
    #expect(hits[1] == nil)
  }

  @Test func `normals of a ball point outward`() {
    let ball = Shapes.ball(.zero, radius: 2)
    let normals = SurfaceMesh.normals(of: ball.positions, ball.triangles)
    let worst = zip(normals, ball.normals).map { dot($0, $1) }.min()
    #expect((worst ?? 0) > 0.98)
  }
}
