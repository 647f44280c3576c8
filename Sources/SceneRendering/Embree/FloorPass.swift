/// The first pass over the floor: how much of the key light and of the light around reaches it.
struct FloorPass: Sendable {
  let scene: RayScene
  let view: View
  let lighting: Lighting
  let pattern: SamplePattern
  /// Around all that throws shadows.
  let bounds: Bounds
  private let shadow: ShadowBounds

  init(
    scene: RayScene, view: View, lighting: Lighting, pattern: SamplePattern, bounds: Bounds
  ) {
    (self.scene, self.view, self.lighting) = (scene, view, lighting)
    (self.pattern, self.bounds) = (pattern, bounds)
    shadow = ShadowBounds(of: bounds, in: lighting)
  }

  /// Key and ambient light, 0...1 each, of a row's pixels; 1 where no floor is.
  func light(row: Int) -> [SIMD2<Float>] {
    var result = [SIMD2<Float>](repeating: .one, count: view.width)
    let studio = lighting.studio
    var key = RayQueue(capacity: SamplePattern.count * view.width)
    var ambient = RayQueue(capacity: SamplePattern.count * view.width)
    for x in 0..<view.width {
      guard let place = place(x: x, y: row) else { continue }
      let isNear =
        place.x > bounds.low.x - studio.occlusionReach
        && place.x < bounds.high.x + studio.occlusionReach
        && place.z > bounds.low.z - studio.occlusionReach
        && place.z < bounds.high.z + studio.occlusionReach
      let isShaded = shadow.contains(place)
      guard isShaded || isNear else { continue }
      result[x] = SIMD2(isShaded ? 0 : 1, isNear ? 0 : 1)
      let origin = place + SIMD3(0, 0.001, 0)
      let start = SamplePattern.start(x, row)
      for index in start..<start + SamplePattern.count {
        let point = pattern.disc[index]
        if isShaded {
          key.add(
            origin, lighting.key + lighting.keyRight * point.x + lighting.keyUp * point.y,
            far: .infinity, for: x)
        }
        guard isNear else { continue }
        let around = pattern.hemisphere[index]
        ambient.add(
          origin, SIMD3(around.x, around.z, around.y), far: around.w * studio.occlusionReach,
          for: x)
      }
    }
    let share = 1 / Float(SamplePattern.count)
    key.ask(scene) { result[$0].x += share }
    ambient.ask(scene) { result[$0].y += share }
    return result
  }

  /// A row of all pixels' light, brought together over the window of `FinishPass`.
  func gathered(row: Int, from light: [SIMD2<Float>]) -> [SIMD2<Float>] {
    let (width, height, taps) = (view.width, view.height, FinishPass.taps)
    var (column, weights) = ([SIMD2<Float>](repeating: .zero, count: width), Float(0))
    for dy in max(-2, -row)...min(2, height - 1 - row) {
      let start = (row + dy) * width
      for x in 0..<width { column[x] += light[start + x] * taps[dy + 2] }
      weights += taps[dy + 2]
    }
    return (0..<width).map { x in
      var (sum, share) = (SIMD2<Float>.zero, Float(0))
      for dx in max(-2, -x)...min(2, width - 1 - x) {
        sum += column[x + dx] * taps[dx + 2]
        share += taps[dx + 2]
      }
      return sum / (share * weights)
    }
  }

  /// The floor's place that a pixel's middle sees.
  @inline(__always) func place(x: Int, y: Int) -> SIMD3<Float>? {
    let direction = view.direction(x: Float(x) + 0.5, y: Float(y) + 0.5)
    let height = view.position.y - lighting.studio.floorHeight
    guard height > 0, direction.y < 0 else { return nil }
    return view.position - direction * (height / direction.y)
  }

  /// The studio behind the figure at a pixel, its floor lit and shaded; linear.
  func background(x: Int, y: Int, light: SIMD2<Float>) -> (color: SIMD3<Float>, shade: Float) {
    let studio = lighting.studio
    let direction = unit(view.direction(x: Float(x) + 0.5, y: Float(y) + 0.5))
    let rise = min(max(direction.y * 4.5, 0), 1)
    let behind = studio.horizonColor + (studio.zenithColor - studio.horizonColor) * rise
    guard let place = place(x: x, y: y) else { return (behind, 1) }
    let center = bounds.center
    let (dx, dz) = (place.x - center.x, place.z - center.z)
    let distance = (dx * dx + dz * dz).squareRoot()
    let size = max(bounds.size.y, 0.5)
    let nearness = min(max((3.2 * size - distance) / (2.8 * size), 0), 1)
    let fade = nearness * nearness * (3 - 2 * nearness)
    // Key and ambient light share the floor about evenly; the shadow never gets quite black.
    let shade = 1 - fade * (1 - (0.04 + 0.48 * light.x + 0.48 * light.y))
    let lines = studio.floorGrid > 0 ? 1 - 0.16 * fade * line(at: place, along: direction) : 1
    return ((behind + (studio.floorColor - behind) * fade) * (shade * lines), shade * lines)
  }

  /// How much of a pixel the floor's lines cover.
  private func line(at place: SIMD3<Float>, along direction: SIMD3<Float>) -> Float {
    let away = place - view.position
    let pixel =
      dot(away, away).squareRoot() * 2 * view.halfHeight / Float(view.height)
      / max(-direction.y, 0.05)
    func cover(_ value: Float) -> Float {
      let turns = value / lighting.studio.floorGrid
      let distance = abs(turns - turns.rounded()) * lighting.studio.floorGrid
      let half: Float = 0.006
      return min(max((half + pixel / 2 - distance) / pixel, 0), min(1, 2 * half / pixel))
    }
    let (x, z) = (cover(place.x), cover(place.z))
    return x + z - x * z
  }
}

/// The part of the floor that the key light's shadow of a box can reach.
private struct ShadowBounds: Sendable {
  private var low, high: SIMD2<Float>

  init(of bounds: Bounds, in lighting: Lighting) {
    let reach = max(bounds.high.y - lighting.studio.floorHeight, 0)
    (low, high) = (
      SIMD2(bounds.low.x, bounds.low.z), SIMD2(bounds.high.x, bounds.high.z)
    )
    let (start, end) = (low, high)
    for right: Float in [-1, 1] {
      for up: Float in [-1, 1] {
        let light = lighting.key + lighting.keyRight * right + lighting.keyUp * up
        let shift = SIMD2(light.x, light.z) * (-reach / max(light.y, 0.05))
        low = pointwiseMin(low, start + shift)
        high = pointwiseMax(high, end + shift)
      }
    }
  }

  func contains(_ place: SIMD3<Float>) -> Bool {
    place.x > low.x && place.x < high.x && place.z > low.y && place.z < high.y
  }
}
