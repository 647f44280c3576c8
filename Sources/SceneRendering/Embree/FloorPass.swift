internal import CharacterCore

/// The first pass over the floor: how much of the key light and of the light around reaches it.
struct FloorPass: Sendable {
  let scene: RayScene
  let view: View
  let lighting: Lighting
  let fans: [LightFan]
  /// Around all that throws shadows.
  let bounds: Bounds
  /// Where on the floor there may be shade at all.
  let shade: FloorShade

  /// Key and ambient light, 0...1 each, of some rows' pixels; 1 where no floor is.
  func light(_ rows: Range<Int>) -> [SIMD2<Float>] {
    var result = [SIMD2<Float>](repeating: .one, count: rows.count * view.width)
    var key = RayQueue(capacity: view.width)
    var ambient = RayQueue(capacity: view.width)
    let share = 1 / Float(SamplePattern.count)
    result.withUnsafeMutableBufferPointer { result in
      for row in rows {
        let start = (row - rows.lowerBound) * view.width
        for x in 0..<view.width {
          guard let place = place(x: x, y: row), shade.mayReach(place) else { continue }
          let origin = Quad(repeating: place + SIMD3(0, FloorShade.lift, 0))
          let number = SamplePattern.place(x, row)
          let fan = fans[number]
          let isShaded = shade.mayShadow(place, number)
          if !isShaded.isEmpty {
            result[start + x].x -= Float(isShaded.count) * share
            key.add(origin, fan.key, asked: isShaded, for: start + x)
          }
          let isNear = shade.mayDarken(place, number)
          if !isNear.isEmpty {
            result[start + x].y -= Float(isNear.count) * share
            ambient.add(origin, fan.aroundUp, far: fan.reach, asked: isNear, for: start + x)
          }
        }
        key.ask(scene) { result[$0].x += $1 * share }
        ambient.ask(scene) { result[$0].y += $1 * share }
      }
    }
    return result
  }

  /// Some rows' light, brought together over the window of `FinishPass`.
  ///
  /// - Parameter light: that of all pixels.
  func gathered(_ rows: Range<Int>, from light: [SIMD2<Float>]) -> [SIMD2<Float>] {
    let (width, height) = (view.width, view.height)
    // Two columns to each side that count for nothing.
    var column = [SIMD2<Float>](repeating: .zero, count: width + 4)
    let shares = (0..<width).map { x in
      (max(-2, -x)...min(2, width - 1 - x)).reduce(Float(0)) { $0 + FinishPass.tap($1) }
    }
    var result = [SIMD2<Float>](repeating: .one, count: rows.count * width)
    result.withUnsafeMutableBufferPointer { result in
      light.withUnsafeBufferPointer { light in
        column.withUnsafeMutableBufferPointer { column in
          for row in rows {
            let around = max(row - 2, 0)...min(row + 2, height - 1)
            let all = light[around.lowerBound * width..<(around.upperBound + 1) * width]
            if all.allSatisfy({ $0 == .one }) { continue }
            for x in 0..<width { column[x + 2] = .zero }
            var weights: Float = 0
            for other in around {
              let tap = FinishPass.tap(other - row)
              for x in 0..<width { column[x + 2] += light[other * width + x] * tap }
              weights += tap
            }
            let start = (row - rows.lowerBound) * width
            for x in 0..<width {
              let sum =
                column[x] * 0.5 + column[x + 1] + column[x + 2] + column[x + 3]
                + column[x + 4] * 0.5
              result[start + x] = sum / (shares[x] * weights)
            }
          }
        }
      }
    }
    return result
  }

  /// The floor's place that a pixel's middle sees.
  @inline(__always) private func place(x: Int, y: Int) -> SIMD3<Float>? {
    let direction = view.direction(x: Float(x) + 0.5, y: Float(y) + 0.5)
    let height = view.position.y - lighting.studio.floorHeight
    guard height > 0, direction.y < 0 else { return nil }
    return view.position - direction * (height / direction.y)
  }

  /// The studio behind the figure at four pixels, its floor lit and shaded; linear.
  ///
  /// - Parameters:
  ///   - x: the first pixel's.
  ///   - key, ambient: the light there.
  @inline(__always)
  func background(x: Int, y: Int, key: SIMD4<Float>, ambient: SIMD4<Float>)
    -> (color: Quad, shade: SIMD4<Float>)
  {
    let studio = lighting.studio
    let sight = view.directions(
      x: Float(x) + SIMD4(0.5, 1.5, 2.5, 3.5), y: SIMD4(repeating: Float(y) + 0.5))
    let direction = unit(sight)
    let rise = (direction.y * 4.5).atLeast(0).atMost(1)
    let horizon = Quad(repeating: studio.horizonColor)
    let behind = horizon + Quad(repeating: studio.zenithColor - studio.horizonColor) * rise
    let height = view.position.y - studio.floorHeight
    let isFloor = sight.y .< 0
    guard height > 0, any(isFloor) else { return (behind, .one) }
    let eye = Quad(repeating: view.position)
    let place = eye - sight * (height / sight.y)
    let center = bounds.center
    let (dx, dz) = (place.x - center.x, place.z - center.z)
    let distance = (dx * dx + dz * dz).squareRoot()
    let size = max(bounds.size.y, 0.5)
    let nearness = ((3.2 * size - distance) / (2.8 * size)).atLeast(0).atMost(1)
    let fade = nearness * nearness * (3 - 2 * nearness)
    // Key and ambient light share the floor about evenly; the shadow never gets quite black.
    let shade = 1 - fade * (1 - (0.04 + 0.48 * key + 0.48 * ambient))
    let lines =
      studio.floorGrid > 0
      ? 1 - 0.16 * fade * line(at: place, away: place - eye, along: direction) : .one
    let floor = behind + (Quad(repeating: studio.floorColor) - behind) * fade
    return (
      behind.replacing(with: floor * (shade * lines), where: isFloor),
      SIMD4<Float>.one.replacing(with: shade * lines, where: isFloor)
    )
  }

  /// How much of each pixel the floor's lines cover.
  @inline(__always)
  private func line(at place: Quad, away: Quad, along direction: Quad) -> SIMD4<Float> {
    let pixel =
      dot(away, away).squareRoot() * 2 * view.halfHeight / Float(view.height)
      / (-direction.y).atLeast(0.05)
    let half: Float = 0.006
    func cover(_ value: SIMD4<Float>) -> SIMD4<Float> {
      let turns = value / lighting.studio.floorGrid
      // Adding what leaves no room for fractions rounds.
      let whole = (turns + 0x1.8p23) - 0x1.8p23
      let distance = (turns - whole).magnitudes * lighting.studio.floorGrid
      let most = (2 * half / pixel).atMost(1)
      let share = ((half + pixel / 2 - distance) / pixel).atLeast(0)
      return share.replacing(with: most, where: share .> most)
    }
    let (x, z) = (cover(place.x), cover(place.z))
    return x + z - x * z
  }
}
