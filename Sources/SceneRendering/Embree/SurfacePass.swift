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
/// Four rays a pixel to the camera's sight, then as many from what they meet to the key light and
/// around.
struct SurfacePass: Sendable {
  let scene: RayScene
  let geometry: SurfaceGeometry
  let view: View
  let lighting: Lighting
  let fans: [LightFan]
  let spans: RowSpans

  /// Where the four samples of a pixel lie: a square turned a little, so that edges near the upright
  /// and the level are smooth too.
  private static let offsets = (
    x: SIMD4<Float>(0.375, 0.875, 0.125, 0.625), y: SIMD4<Float>(0.125, 0.375, 0.625, 0.875)
  )

  /// The pixels of some rows, as many as `spans.columns` in each.
  func pixels(_ rows: Range<Int>) -> [SurfacePixel] {
    let columns = spans.columns
    return [SurfacePixel](unsafeUninitializedCapacity: rows.count * columns.count) {
      pixels, count in
      pixels.initialize(repeating: SurfacePixel())
      geometry.read { reader in
        var sight = RayPackets(capacity: columns.count)
        let hits = RayHits(capacity: columns.count)
        var key = RayQueue(capacity: columns.count, isCoherent: true)
        var ambient = RayQueue(capacity: columns.count)
        for row in rows {
          let span = spans[row]
          look(span, row, &sight)
          sight.closest(in: scene, hits)
          let start = (row - rows.lowerBound) * columns.count - columns.lowerBound
          for (index, column) in span.enumerated() {
            let hit = hits[index]
            guard !hit.isHit.isEmpty else { continue }
            pixels[start + column] = shade(
              reader.samples(hit, along: sight.direction(index), in: lighting),
              fans[SamplePattern.place(column, row)], pixel: start + column, &key, &ambient)
          }
          key.ask(scene) { pixels[$0].direct.w += $1 }
          ambient.ask(scene) { pixels[$0].ambient.w += $1 }
        }
      }
      count = pixels.count
    }
  }

  /// The rays from the camera through a row's pixels.
  private func look(_ span: Range<Int>, _ row: Int, _ sight: inout RayPackets) {
    sight.removeAll()
    let (near, far) = (SIMD4<Float>(repeating: 0.01), SIMD4<Float>(repeating: .infinity))
    let eye = Quad(repeating: view.position)
    for column in span {
      let direction = view.directions(
        x: Float(column) + Self.offsets.x, y: Float(row) + Self.offsets.y)
      sight.add(eye, direction, near: near, far: far)
    }
  }

  /// Brings a pixel's samples together and queues its rays.
  @inline(__always)
  private func shade(
    _ samples: SurfaceSamples, _ fan: LightFan, pixel: Int, _ key: inout RayQueue,
    _ ambient: inout RayQueue
  ) -> SurfacePixel {
    let isHit = samples.isHit
    func sum(_ values: Quad) -> SIMD3<Float> { Quad.zero.replacing(with: values, where: isHit).sum }
    let count = Float(isHit.count)
    var result = SurfacePixel(
      place: SIMD4(sum(samples.place) * (1 / count), count), normal: SIMD4(sum(samples.normal), 0),
      direct: SIMD4(sum(samples.direct), 0), ambient: SIMD4(sum(samples.ambient), 0))
    let length = (result.normal * result.normal).sum()
    if length > 1e-12 { result.normal /= length.squareRoot() }
    let (origin, normal) = samples.starts
    let isLit = dot(normal, Quad(repeating: lighting.key)) .> 0
    if !isLit.isEmpty {
      result.normal.w = Float(isLit.count)
      key.add(origin, fan.key, asked: isLit, for: pixel)
    }
    let (u, v) = basis(normal)
    let around = u * fan.around.x + v * fan.around.y + normal * fan.around.z
    ambient.add(origin, around, far: fan.reach, for: pixel)
    return result
  }
}
