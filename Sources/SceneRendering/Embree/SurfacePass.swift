internal import CEmbree

/// What a pixel sees of the figure, before the shadows of its neighbours are brought together.
struct SurfacePixel: Sendable {
  /// The middle of what is seen; `w`: how many of the four samples meet the figure.
  var place: SIMD4<Float> = .zero
  /// The middle normal, of unit length; `w`: how many rays asked for the key light.
  var normal: SIMD4<Float> = .zero
  /// Sums over the samples: light of the key, unshaded; `w`: how many of its rays came through.
  var direct: SIMD4<Float> = .zero
  /// Light of everything else; `w`: how many of its rays came through, of `SamplePattern.count`.
  var ambient: SIMD4<Float> = .zero
}

/// The first pass over a figure: what each pixel sees, and how much light comes there.
///
/// Four rays a pixel to the camera's sight, then a few from what they meet to the key light and
/// around.
struct SurfacePass: Sendable {
  let scene: RayScene
  let geometry: SurfaceGeometry
  let view: View
  let lighting: Lighting
  let pattern: SamplePattern
  let spans: RowSpans

  /// Where the four samples of a pixel lie: a square turned a little, so that edges near the upright
  /// and the level are smooth too.
  private static let offsets: [SIMD2<Float>] = [
    SIMD2(0.375, 0.125), SIMD2(0.875, 0.375), SIMD2(0.125, 0.625), SIMD2(0.625, 0.875),
  ]

  /// A place on the figure where rays start.
  private struct Sample {
    var origin = SIMD3<Float>.zero
    var normal = SIMD3<Float>.zero
  }

  /// The pixels of some rows, as many as `spans.columns` in each.
  func pixels(_ rows: Range<Int>) -> [SurfacePixel] {
    let columns = spans.columns
    var pixels = [SurfacePixel](repeating: SurfacePixel(), count: rows.count * columns.count)
    var (rays, hits): ([EmbreeRay], [EmbreeHit]) = (
      [], [EmbreeHit](repeating: EmbreeHit(), count: 4 * columns.count)
    )
    var key = RayQueue(capacity: SamplePattern.count * columns.count)
    var ambient = RayQueue(capacity: SamplePattern.count * columns.count)
    rays.reserveCapacity(4 * columns.count)
    for row in rows {
      rays.removeAll(keepingCapacity: true)
      let span = spans[row]
      for column in span {
        for offset in Self.offsets {
          let direction = view.direction(x: Float(column) + offset.x, y: Float(row) + offset.y)
          rays.append(EmbreeRay(view.position, direction, near: 0.01, far: .infinity))
        }
      }
      scene.closest(rays, &hits)
      let start = (row - rows.lowerBound) * columns.count + span.lowerBound - columns.lowerBound
      for index in 0..<span.count {
        pixels[start + index] = shade(
          hits, 4 * index, rays, x: span.lowerBound + index, y: row, pixel: start + index,
          &key, &ambient)
      }
      key.ask(scene) { pixels[$0].direct.w += 1 }
      ambient.ask(scene) { pixels[$0].ambient.w += 1 }
    }
    return pixels
  }

  /// Brings a pixel's samples together and queues its rays.
  private func shade(
    _ hits: [EmbreeHit], _ first: Int, _ rays: [EmbreeRay], x: Int, y: Int, pixel: Int,
    _ key: inout RayQueue, _ ambient: inout RayQueue
  ) -> SurfacePixel {
    var result = SurfacePixel()
    var samples = (Sample(), Sample(), Sample(), Sample())
    var count = 0
    for index in first..<first + 4 where !hits[index].isMiss {
      let direction = rays[index].direction
      let sight = SIMD3(direction.0, direction.1, direction.2)
      let (sample, place, light) = sample(hits[index], sight)
      switch count {
      case 0: samples.0 = sample
      case 1: samples.1 = sample
      case 2: samples.2 = sample
      default: samples.3 = sample
      }
      count += 1
      result.place += SIMD4(place, 1)
      result.normal += SIMD4(sample.normal, 0)
      result.direct += SIMD4(light.direct, 0)
      result.ambient += SIMD4(light.ambient, 0)
    }
    guard count > 0 else { return result }
    let share = 1 / Float(count)
    result.place *= SIMD4(share, share, share, 1)
    let length = (result.normal * result.normal).sum()
    if length > 1e-12 { result.normal /= length.squareRoot() }
    let start = SamplePattern.start(x, y)
    for index in 0..<SamplePattern.count {
      let sample =
        switch index * count / SamplePattern.count {
        case 0: samples.0
        case 1: samples.1
        case 2: samples.2
        default: samples.3
        }
      let point = pattern.disc[start + index]
      let toKey = lighting.key + lighting.keyRight * point.x + lighting.keyUp * point.y
      if dot(sample.normal, lighting.key) > 0 {
        result.normal.w += 1
        key.add(sample.origin, toKey, far: .infinity, for: pixel)
      }
      let around = pattern.hemisphere[start + index]
      let (u, v) = basis(sample.normal)
      ambient.add(
        sample.origin, u * around.x + v * around.y + sample.normal * around.z,
        far: around.w * lighting.studio.occlusionReach, for: pixel)
    }
    return result
  }

  /// What a ray of sight meets: where rays to the light start, the place itself, and its light.
  @inline(__always) private func sample(_ hit: EmbreeHit, _ sight: SIMD3<Float>) -> (
    Sample, SIMD3<Float>, (direct: SIMD3<Float>, ambient: SIMD3<Float>)
  ) {
    let triangle = geometry.starts[Int(hit.mesh)] + Int(hit.triangle)
    let corners = geometry.triangles[triangle]
    let (i, j, k) = (Int(corners.x), Int(corners.y), Int(corners.z))
    let (a, b, c) = (geometry.positions[i], geometry.positions[j], geometry.positions[k])
    let (u, v, w) = (hit.u, hit.v, 1 - hit.u - hit.v)
    let place = a * w + b * u + c * v
    let (na, nb, nc) = (geometry.normals[i], geometry.normals[j], geometry.normals[k])
    var normal = na * w + nb * u + nc * v
    let length = dot(normal, normal)
    let face = cross(b - a, c - a)
    normal = length > 1e-12 ? normal / length.squareRoot() : unit(face)
    let isBack = dot(face, sight) > 0
    if isBack { normal = -normal }
    // A coarse surface would shade itself near the edge of the light: rays start from the round
    // surface that its normals speak of (Hanika 2021, *Hacking the Shadow Terminator*).
    let sign: Float = isBack ? -1 : 1
    func lift(_ corner: SIMD3<Float>, _ cornerNormal: SIMD3<Float>) -> SIMD3<Float> {
      cornerNormal * (sign * min(dot(place - corner, cornerNormal) * sign, 0))
    }
    let round = place - lift(a, na) * w - lift(b, nb) * u - lift(c, nc) * v
    let material = geometry.materials[Int(corners.w)]
    var color = material.color
    if material.isEye, let eye = geometry.eye(nearest: place) {
      color = eye.color(at: place, white: color)
    }
    if geometry.hasVertexColors[Int(hit.mesh)] {
      color = geometry.colors[i] * w + geometry.colors[j] * u + geometry.colors[k] * v
    }
    let light = lighting.radiance(material, color, normal: normal, eye: -unit(sight))
    return (Sample(origin: round + normal * 0.0015, normal: normal), place, light)
  }
}
