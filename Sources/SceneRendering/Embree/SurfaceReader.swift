/// What a pixel's four rays of sight meet.
struct SurfaceSamples {
  /// Which of them meet anything; nothing else counts of the others.
  let isHit: LaneMask
  let place: Quad
  /// Of unit length, toward the camera's side.
  let normal: Quad
  /// Where rays to the lights start.
  let origin: Quad
  /// Light of the key, unshaded, and of everything else.
  let direct, ambient: Quad

  /// Where four rays to a light start, shared out evenly over the samples that meet anything, and the
  /// normals there.
  @inline(__always) var starts: (origin: Quad, normal: Quad) {
    let count = isHit.count
    if count == 4 { return (origin, normal) }
    let lanes = (0..<4).filter { isHit[$0] }
    var (origins, normals) = (origin, normal)
    for lane in 0..<4 {
      origins[lane] = origin[lanes[lane * count / 4]]
      normals[lane] = normal[lanes[lane * count / 4]]
    }
    return (origins, normals)
  }
}

/// Looks hits up in a geometry.
struct SurfaceReader {
  fileprivate let geometry: SurfaceGeometry
  fileprivate let positions, normals, colors: UnsafeBufferPointer<SIMD3<Float>>
  let triangles: UnsafeBufferPointer<SIMD4<Int32>>

  /// The corners of a triangle.
  @inline(__always) func places(_ triangle: SIMD4<Int32>)
    -> (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>)
  {
    (positions[Int(triangle.x)], positions[Int(triangle.y)], positions[Int(triangle.z)])
  }

  /// The values of four vertices.
  @inline(__always)
  private func quad(_ values: UnsafeBufferPointer<SIMD3<Float>>, _ vertex: SIMD4<Int32>) -> Quad {
    Quad(
      values[Int(vertex.x)], values[Int(vertex.y)], values[Int(vertex.z)], values[Int(vertex.w)])
  }

  /// A triangle that is hit; any where none is.
  @inline(__always) private func triangle(_ hit: RayHits.Four, _ lane: Int) -> SIMD4<Int32> {
    hit.mesh[lane] == .max
      ? triangles[0] : triangles[geometry.starts[Int(hit.mesh[lane])] + Int(hit.triangle[lane])]
  }

  /// What rays of sight meet, at least one of them anything.
  @inline(__always)
  func samples(_ hit: RayHits.Four, along sight: Quad, in lighting: Lighting) -> SurfaceSamples {
    let (first, second, third, fourth) = (
      triangle(hit, 0), triangle(hit, 1), triangle(hit, 2), triangle(hit, 3)
    )
    let i = SIMD4(first.x, second.x, third.x, fourth.x)
    let j = SIMD4(first.y, second.y, third.y, fourth.y)
    let k = SIMD4(first.z, second.z, third.z, fourth.z)
    let kinds = SIMD4(first.w, second.w, third.w, fourth.w)
    let (u, v, w) = (hit.u, hit.v, 1 - hit.u - hit.v)
    let (a, b, c) = (quad(positions, i), quad(positions, j), quad(positions, k))
    let (na, nb, nc) = (quad(normals, i), quad(normals, j), quad(normals, k))
    let place = a * w + b * u + c * v
    let face = cross(b - a, c - a)
    var normal = na * w + nb * u + nc * v
    let length = dot(normal, normal)
    let isVague = .!(length .> 1e-12)
    normal = (normal / length.squareRoot()).replacing(with: unit(face), where: isVague)
    let isBack = dot(face, sight) .> 0
    normal = normal.replacing(with: -normal, where: isBack)
    // A coarse surface would shade itself near the edge of the light: rays start from the round
    // surface that its normals speak of (Hanika 2021, *Hacking the Shadow Terminator*).
    let sign = SIMD4<Float>.one.replacing(with: -1, where: isBack)
    func lift(_ corner: Quad, _ cornerNormal: Quad) -> Quad {
      cornerNormal * (sign * (dot(place - corner, cornerNormal) * sign).atMost(0))
    }
    let round = place - lift(a, na) * w - lift(b, nb) * u - lift(c, nc) * v
    let (finish, plain) = materials(kinds, at: place)
    let painted = quad(colors, i) * w + quad(colors, j) * u + quad(colors, k) * v
    let color = plain.replacing(with: painted, where: isPainted(hit))
    let light = lighting.radiance(finish, color, normal: normal, eye: -unit(sight))
    return SurfaceSamples(
      isHit: hit.isHit, place: place, normal: normal,
      origin: round + normal * SIMD4(repeating: 0.0015),
      direct: light.direct, ambient: light.ambient)
  }

  /// Which hits are on meshes whose vertices have colours.
  @inline(__always) private func isPainted(_ hit: RayHits.Four) -> LaneMask {
    var mask = LaneMask(repeating: false)
    for (mesh, hasColors) in geometry.hasVertexColors.enumerated() where hasColors {
      mask .|= hit.mesh .== UInt32(mesh)
    }
    return mask
  }

  /// The materials of the given numbers, and their colours, an eye's drawn upon it.
  @inline(__always)
  private func materials(_ kinds: SIMD4<Int32>, at place: Quad) -> (SurfaceFinish, Quad) {
    let (a, b) = (geometry.materials[Int(kinds.x)], geometry.materials[Int(kinds.y)])
    let (c, d) = (geometry.materials[Int(kinds.z)], geometry.materials[Int(kinds.w)])
    var color = Quad(a.color, b.color, c.color, d.color)
    if a.isEye || b.isEye || c.isEye || d.isEye {
      for lane in 0..<4 where geometry.materials[Int(kinds[lane])].isEye {
        guard let eye = geometry.eye(nearest: place[lane]) else { continue }
        color[lane] = eye.color(at: place[lane], white: color[lane])
      }
    }
    return (
      SurfaceFinish(
        roughness: SIMD4(a.roughness, b.roughness, c.roughness, d.roughness),
        sheen: SIMD4(a.sheen, b.sheen, c.sheen, d.sheen),
        translucency: SIMD4(a.translucency, b.translucency, c.translucency, d.translucency)),
      color
    )
  }
}

extension SurfaceGeometry {
  func read(_ body: (SurfaceReader) -> Void) {
    positions.withUnsafeBufferPointer { positions in
      normals.withUnsafeBufferPointer { normals in
        colors.withUnsafeBufferPointer { colors in
          triangles.withUnsafeBufferPointer { triangles in
            body(
              SurfaceReader(
                geometry: self, positions: positions, normals: normals, colors: colors,
                triangles: triangles))
          }
        }
      }
    }
  }

  fileprivate func eye(nearest place: SIMD3<Float>) -> Eyeball? {
    eyes.min { $0.distance(place) < $1.distance(place) }
  }
}
