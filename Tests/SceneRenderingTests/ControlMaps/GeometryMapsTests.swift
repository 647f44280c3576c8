import CharacterCore
import Testing

@testable import SceneRendering

@Suite struct GeometryMapsTests {
  /// A square of 1 m at the origin, turned about the vertical by degrees, in two materials; a second
  /// one half a metre behind.
  private static func scene() -> [SurfaceMesh] {
    func square(_ z: Float, _ size: Float) -> SurfaceMesh {
      SurfaceMesh(
        positions: [
          SIMD3(-size, -size, z), SIMD3(size, -size, z), SIMD3(size, size, z),
          SIMD3(-size, size, z),
        ], triangles: [SIMD3(0, 1, 2), SIMD3(0, 2, 3)],
        materials: [.cloth(.one), .skin(.one)], triangleMaterials: [0, 1])
    }
    return [square(0, 0.5), square(-1, 1.2)]
  }

  private static let camera = Camera(
    position: SIMD3(0, 0, 4), target: .zero, verticalAngle: 53.13)

  private func maps(_ meshes: [SurfaceMesh], threads: Int = 1) throws -> GeometryMaps {
    try GeometryMaps(
      meshes, camera: Self.camera, width: 80, height: 80, device: RayDevice(), threads: threads)
  }

  @Test func `depth is along the line of sight, parts are what is met first`() throws {
    let maps = try maps(Self.scene())
    func index(_ x: Int, _ y: Int) -> Int { 80 * y + x }
    // The picture is 4 m high where the first square stands.
    #expect(abs(maps.depth[index(44, 44)] - 4) < 1e-4)
    #expect(abs(maps.depth[index(32, 32)] - 4) < 1e-4)
    #expect(abs(maps.depth[index(52, 40)] - 5) < 1e-4)
    #expect(maps.depth[index(2, 2)] == .infinity && maps.part[index(2, 2)] == nil)
    #expect(maps.part[index(46, 42)] == GeometryMaps.Part(mesh: 0, material: 0))
    #expect(maps.part[index(33, 38)] == GeometryMaps.Part(mesh: 0, material: 1))
    #expect(maps.part[index(52, 40)]?.mesh == 1)
    #expect(
      maps.range.map { abs($0.lowerBound - 4) < 1e-4 && abs($0.upperBound - 5) < 1e-4 } == true)
  }

  @Test func `near is white, far is dark, nothing is black`() throws {
    let picture = try maps(Self.scene()).depthPicture(4...5)
    #expect(picture[40, 40] == RGBA8(255, 255, 255))
    #expect(picture[52, 40].red == 20 && picture[2, 2] == RGBA8(0, 0, 0))
  }

  @Test func `normals are blue in front, red to the left, green to the top`() throws {
    #expect(try maps(Self.scene()).normalPicture()[40, 40] == RGBA8(128, 128, 255))
    func tilted(_ normal: SIMD3<Float>) throws -> RGBA8 {
      var meshes = [Self.scene()[0]]
      meshes[0].normals = Array(repeating: normal, count: 4)
      return try maps(meshes).normalPicture()[40, 40]
    }
    let left = try tilted(SIMD3(-0.6, 0, 0.8))
    #expect(left.red == 204 && left.green == 128 && left.blue == 230)
    let up = try tilted(SIMD3(0, 0.6, 0.8))
    #expect(up.red == 128 && up.green == 204)
    // A surface that is seen from behind faces the viewer all the same.
    #expect(try tilted(SIMD3(0.6, 0, -0.8)).red == 204)
  }

  @Test func `a mask has its own colours alone, whatever the threads`() throws {
    let colors: (GeometryMaps.Part) -> RGBA8 = {
      RGBA8(UInt8(100 * $0.mesh), 50, UInt8($0.material))
    }
    let one = try maps(Self.scene()).maskPicture(colors)
    let many = try maps(Self.scene(), threads: 4).maskPicture(colors)
    #expect(one == many)
    #expect(one[46, 42] == RGBA8(0, 50, 0) && one[33, 38] == RGBA8(0, 50, 1))
    #expect(one[2, 2] == RGBA8(0, 0, 0))
    #expect(throws: RenderingError.self) {
      try GeometryMaps(
        [], camera: Self.camera, width: 1 << 14, height: 1 << 14, device: RayDevice())
    }
  }
}
