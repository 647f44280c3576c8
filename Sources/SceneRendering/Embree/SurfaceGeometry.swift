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
  private(set) var eyes: [Eyeball] = []

  init(_ meshes: [SurfaceMesh]) {
    var vertex: Int32 = 0
    triangles.reserveCapacity(meshes.reduce(0) { $0 + $1.triangles.count })
    for mesh in meshes {
      starts.append(triangles.count)
      let material = Int32(materials.count)
      for (corners, kind) in zip(mesh.triangles, mesh.triangleMaterials) {
        triangles.append(SIMD4(corners &+ SIMD3(repeating: vertex), material + Int32(kind)))
      }
      materials += mesh.materials
      vertex += Int32(mesh.positions.count)
    }
    set(meshes)
  }

  /// The same triangles of the meshes in other places and other colours.
  func moved(to meshes: [SurfaceMesh]) -> SurfaceGeometry {
    var moved = self
    moved.set(meshes)
    return moved
  }

  private mutating func set(_ meshes: [SurfaceMesh]) {
    hasVertexColors = meshes.map { $0.vertexColors != nil }
    positions = meshes.flatMap(\.positions)
    normals = meshes.flatMap(\.normals)
    colors = meshes.flatMap {
      $0.vertexColors ?? [SIMD3<Float>](repeating: .zero, count: $0.positions.count)
    }
    materials = meshes.flatMap(\.materials)
    eyes = meshes.flatMap(\.eyes)
  }
}
