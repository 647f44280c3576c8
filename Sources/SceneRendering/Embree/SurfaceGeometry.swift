/// The arrays of several meshes, one behind the other, to look a hit up in.
struct SurfaceGeometry: Sendable {
  /// For each mesh the number of its first triangle.
  private(set) var starts: [Int] = []
  private(set) var hasVertexColors: [Bool] = []
  private(set) var positions: [SIMD3<Float>] = []
  private(set) var normals: [SIMD3<Float>] = []
  /// For each vertex; zero where its mesh has no colours.
  private(set) var colors: [SIMD3<Float>] = []
  /// Three vertices and, in `w`, the material.
  private(set) var triangles: [SIMD4<Int32>] = []
  private(set) var materials: [SurfaceMaterial] = []
  private var eyes: [Eyeball] = []

  init(_ meshes: [SurfaceMesh]) {
    for mesh in meshes {
      let (vertex, material) = (Int32(positions.count), Int32(materials.count))
      starts.append(triangles.count)
      hasVertexColors.append(mesh.vertexColors != nil)
      positions += mesh.positions
      normals += mesh.normals
      colors += mesh.vertexColors ?? [SIMD3<Float>](repeating: .zero, count: mesh.positions.count)
      materials += mesh.materials
      eyes += mesh.eyes
      triangles.reserveCapacity(triangles.count + mesh.triangles.count)
      for (corners, kind) in zip(mesh.triangles, mesh.triangleMaterials) {
        triangles.append(SIMD4(corners &+ SIMD3(repeating: vertex), material + Int32(kind)))
      }
    }
  }

  func eye(nearest place: SIMD3<Float>) -> Eyeball? {
    eyes.min { $0.distance(place) < $1.distance(place) }
  }
}
