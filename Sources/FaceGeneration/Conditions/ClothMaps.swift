internal import CharacterCore

/// What a camera sees of the clothes.
struct ClothMaps {
  /// In camera space.
  let points: [SIMD3<Float>]
  let triangles: [SIMD3<Int32>]
  private let normals: [SIMD3<Float>]
  private let neckline: [Float]
  private let surface: TriangleBuffer

  init(_ garment: Garment, posed: Garment.Posed, camera: HeadCamera, size: Int) {
    points = camera.toCamera(posed.vertices)
    normals = camera.rotation.applied(to: posed.normals)
    neckline = garment.neckline
    // Cloth ends at the neckline, also where it casts shadows.
    triangles = garment.triangles.filter { corner in
      let lowest = min(
        garment.neckline[Int(corner.x)], garment.neckline[Int(corner.y)],
        garment.neckline[Int(corner.z)])
      return lowest <= 0
    }
    surface = Rasterizer.rasterize(
      points: camera.project(posed.vertices), triangles: triangles, width: size, height: size)
  }

  @inline(__always) func covers(_ pixel: Int) -> Bool {
    surface.triangle[pixel] >= 0 && height(pixel) <= 0
  }

  func depth(_ pixel: Int) -> Float { surface.depth[pixel] }

  /// Whether a pixel of the cloth lies in the seam along the neckline.
  func isHem(_ pixel: Int) -> Bool { height(pixel) > -1 }

  func normal(_ pixel: Int) -> SIMD3<Float> {
    surface.value(of: normals, at: pixel, in: triangles).normalized
  }

  @inline(__always) private func height(_ pixel: Int) -> Float {
    surface.value(of: neckline, at: pixel, in: triangles)
  }
}
