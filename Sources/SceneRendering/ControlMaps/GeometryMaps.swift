package import CharacterCore

/// What each pixel of a picture first meets of some meshes: how deep, turned where, and which part.
///
/// One ray through each pixel's middle; edges are crisp, so that a mask has no colours but its own.
package struct GeometryMaps: Sendable {
  package let width, height: Int
  /// Along the line of sight, metres; infinite where nothing is.
  package let depth: [Float]
  /// In the camera's axes: +x to the right, +y up, +z toward the viewer; zero where nothing is.
  package let normal: [SIMD3<Float>]
  /// What is met; `nil` where nothing is.
  package let part: [Part?]

  /// The number of a mesh and that of its material.
  package struct Part: Sendable, Equatable {
    package var mesh, material: Int
    package init(mesh: Int, material: Int) { (self.mesh, self.material) = (mesh, material) }
  }

  /// - Throws: where Embree lacks memory or the picture would have more than
  ///   `Mannequin.pixelLimit` pixels.
  package init(
    _ meshes: [SurfaceMesh], camera: Camera, width: Int, height: Int, device: RayDevice,
    threads: Int = 1
  ) throws(RenderingError) {
    guard width > 0, height > 0, width <= Mannequin.pixelLimit / height else {
      throw RenderingError(
        .tooLarge,
        "A map of \(width)x\(height) pixels cannot be drawn; at most \(Mannequin.pixelLimit) can.")
    }
    (self.width, self.height) = (width, height)
    let scene = try RayScene(meshes, on: device)
    let view = View(camera, width: width, height: height)
    let bands = RowBands(rows: height, threads: threads).map { rows in
      Band(rows, scene, meshes, view)
    }
    depth = bands.flatMap(\.depth)
    normal = bands.flatMap(\.normal)
    part = bands.flatMap(\.part)
  }

  /// Nearest and farthest depth that is met; `nil` of an empty picture.
  package var range: ClosedRange<Float>? {
    var (low, high) = (Float.infinity, -Float.infinity)
    for value in depth where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
    return low <= high ? low...high : nil
  }

  /// Grey as depth models draw it: evenly in 1/depth, white at the range's near end, black at its far
  /// end and where nothing is.
  package func depthPicture(_ range: ClosedRange<Float>) -> Raster {
    let (near, far) = (1 / max(range.lowerBound, 1e-3), 1 / max(range.upperBound, 1e-3))
    // What is as deep as the range's end still stands out from nothing.
    let span = max(near - far, 1e-6)
    return picture { index in
      guard depth[index].isFinite else { return RGBA8(0, 0, 0) }
      let share = min(max((1 / depth[index] - far) / span, 0), 1)
      let grey = Raster.quantize(0.08 + 0.92 * share)
      return RGBA8(grey, grey, grey)
    }
  }

  /// Colours of ScanNet's protocol, as ControlNet's normal models ask: blue toward the viewer, red
  /// toward the picture's left, green toward its top. What is behind faces the viewer.
  package func normalPicture() -> Raster {
    picture { index in
      guard depth[index].isFinite else { return RGBA8(128, 128, 255) }
      let value = normal[index] * SIMD3(-0.5, 0.5, 0.5) + SIMD3(repeating: 0.5)
      return RGBA8(Raster.quantize(value.x), Raster.quantize(value.y), Raster.quantize(value.z))
    }
  }

  /// A colour a part; black where nothing is.
  package func maskPicture(_ color: (Part) -> RGBA8) -> Raster {
    picture { index in part[index].map(color) ?? RGBA8(0, 0, 0) }
  }

  private func picture(_ color: (Int) -> RGBA8) -> Raster {
    let pixels = [UInt8](unsafeUninitializedCapacity: 4 * width * height) { target, count in
      for index in 0..<width * height {
        let value = color(index)
        target[4 * index] = value.red
        target[4 * index + 1] = value.green
        target[4 * index + 2] = value.blue
        target[4 * index + 3] = value.alpha
      }
      count = 4 * width * height
    }
    return Raster(width: width, height: height, pixels: pixels)
  }

  /// Some rows of the maps.
  private struct Band: Sendable {
    var depth: [Float] = []
    var normal: [SIMD3<Float>] = []
    var part: [Part?] = []

    init(_ rows: Range<Int>, _ scene: RayScene, _ meshes: [SurfaceMesh], _ view: View) {
      for row in rows {
        let directions = (0..<view.width).map {
          view.direction(x: Float($0) + 0.5, y: Float(row) + 0.5)
        }
        let hits = scene.closestHits(directions.map { Ray(origin: view.position, direction: $0) })
        for (direction, hit) in zip(directions, hits) {
          guard let hit else {
            depth.append(.infinity)
            normal.append(.zero)
            part.append(nil)
            continue
          }
          let mesh = meshes[hit.mesh]
          let corner = mesh.triangles[hit.triangle]
          var turned =
            mesh.normals[Int(corner.x)] * (1 - hit.u - hit.v)
            + mesh.normals[Int(corner.y)] * hit.u + mesh.normals[Int(corner.z)] * hit.v
          if dot(turned, direction) > 0 { turned = -turned }
          let length = dot(turned, turned).squareRoot()
          if length > 0 { turned /= length }
          // The direction's length along the line of sight is 1.
          depth.append(hit.distance)
          normal.append(
            SIMD3(dot(turned, view.right), dot(turned, view.up), -dot(turned, view.forward)))
          part.append(Part(mesh: hit.mesh, material: Int(mesh.triangleMaterials[hit.triangle])))
        }
      }
    }
  }
}
