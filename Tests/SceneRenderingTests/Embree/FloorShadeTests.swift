import CharacterCore
import TestSupport
import Testing

@testable import SceneRendering

struct FloorShadeTests {
  /// A ball that hangs over the floor and a box that stands on it.
  private static let meshes = [
    Shapes.ball(SIMD3(0.2, 1.3, 0.1), radius: 0.3), MannequinTests.box,
  ]

  private struct Floor {
    let fans: [LightFan]
    let shade: FloorShade
    let scene: RayScene

    init(_ meshes: [SurfaceMesh], keyElevation: Float) throws {
      var studio = Studio()
      studio.keyElevation = keyElevation
      let camera = Camera(position: SIMD3(0, 2, 5), target: SIMD3(0, 0.5, 0))
      let lighting = Lighting(studio, View(camera, width: 10, height: 10))
      fans = SamplePattern().fans(lighting)
      let bounds = try #require(meshes[0].bounds).union(try #require(meshes[1].bounds))
      shade = FloorShade(of: SurfaceGeometry(meshes), bounds, fans: fans, in: lighting)
      scene = try RayScene(meshes, on: RayDevice())
    }
  }

  @Test(arguments: [44, 8, -4] as [Float])
  func `no ray is spared that would have met the figure`(elevation: Float) throws {
    let floor = try Floor(Self.meshes, keyElevation: elevation)
    var random = RandomStream(seed: 11)
    var (met, spared) = (0, 0)
    for _ in 0..<3000 {
      let place = SIMD3(Float(random.uniform(-2, 2)), 0, Float(random.uniform(-3, 1)))
      let number = Int(random.uniform(0, 16))
      let origin = place + SIMD3(0, FloorShade.lift, 0)
      let fan = floor.fans[number]
      for lane in 0..<4 {
        let around = SIMD3(fan.around[lane].x, fan.around[lane].z, fan.around[lane].y)
        let isHit = floor.scene.areOccluded([
          Ray(origin: origin, direction: fan.key[lane], near: 0.0005),
          Ray(origin: origin, direction: around, near: 0.0005, far: fan.reach[lane]),
        ])
        let (key, near) = (
          floor.shade.mayShadow(place, number)[lane], floor.shade.mayDarken(place, number)[lane]
        )
        let isReached = floor.shade.mayReach(place)
        #expect(isHit[0] ? key && isReached : true)
        #expect(isHit[1] ? near && isReached : true)
        met += isHit.count { $0 }
        spared += key ? 0 : 1
      }
    }
    #expect(met > 200)
    if elevation == 44 { #expect(spared > 8000) }
  }

  @Test func `where nothing stands no ray is sent`() throws {
    let none = SurfaceMesh(positions: [], triangles: [], materials: Shapes.white)
    let lighting = Lighting(
      Studio(),
      View(Camera(position: SIMD3(0, 2, 5), target: .zero), width: 10, height: 10))
    let shade = FloorShade(
      of: SurfaceGeometry([none]), Bounds(low: .zero, high: .zero),
      fans: SamplePattern().fans(lighting), in: lighting)
    #expect(!shade.mayReach(.zero))
  }
}
