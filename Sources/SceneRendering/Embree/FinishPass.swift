internal import CharacterCore
internal import Foundation

/// The second pass: brings the light of neighbouring pixels together and turns it into colour.
///
/// The window is a square of four pixels' side, laid over pixels' middles: five taps, the outer ones
/// half. It sees each of the pattern's sixteen places equally often. What lies on another surface or
/// turns elsewhere is left out.
struct FinishPass: Sendable {
  /// The part of the picture that `surface` covers.
  let rows, columns: Range<Int>
  let surface: [SurfacePixel]
  let floor: FloorPass
  /// Brought together over the window.
  let floorLight: [SIMD2<Float>]
  /// A pixel's height at a distance of 1 m.
  let footprint: Float

  let tone: ToneTable
  private let backgroundTone = ToneTable.sRGB

  static let taps: [Float] = [0.5, 1, 1, 1, 0.5]

  /// Premultiplied RGBA of some rows, sRGB-encoded.
  func pixels(_ band: Range<Int>) -> [Float] {
    let width = floor.view.width
    let light = band.flatMap { smoothFloor(row: $0) }
    return PremultipliedPicture.generate(band.count * width) { index in
      let (x, y) = (index % width, band.lowerBound + index / width)
      var value = SIMD4<Float>.zero
      if rows.contains(y) && columns.contains(x) { value = figure(x, y) }
      if value.w < 1 { value += background(x, y, light[index]) * (1 - value.w) }
      return value
    }
  }

  private func background(_ x: Int, _ y: Int, _ light: SIMD2<Float>) -> SIMD4<Float> {
    let (color, shade) = floor.background(x: x, y: y, light: light)
    if floor.lighting.studio.isTransparent {
      return SIMD4(0, 0, 0, 1 - backgroundTone(shade))
    }
    return SIMD4(backgroundTone(color), 1)
  }

  /// A row of the floor's light, brought together once more where the shadow is far from what
  /// throws it and thus soft: three windows across and three down.
  private func smoothFloor(row: Int) -> [SIMD2<Float>] {
    let (width, height) = (floor.view.width, floor.view.height)
    let starts = [-4, 0, 0, 4].map { min(max(row + $0, 0), height - 1) * width }
    if starts.allSatisfy({ floorLight[$0..<$0 + width].allSatisfy { $0.x == 1 } }) {
      return Array(floorLight[starts[1]..<starts[1] + width])
    }
    return (0..<width).map { x in
      let own = floorLight[starts[1] + x]
      guard own.y > 0.9 else { return own }
      let columns = [-4, 0, 0, 4].map { min(max(x + $0, 0), width - 1) }
      var sum: Float = 0
      for start in starts { for column in columns { sum += floorLight[start + column].x } }
      return SIMD2(own.x + (sum / 16 - own.x) * (own.y - 0.9) * 10, own.y)
    }
  }

  /// The figure's own colour at a pixel, encoded, times its coverage.
  private func figure(_ x: Int, _ y: Int) -> SIMD4<Float> {
    let stride = columns.count
    let center = (y - rows.lowerBound) * stride + x - columns.lowerBound
    let pixel = surface[center]
    guard pixel.place.w > 0 else { return .zero }
    let place = SIMD3(pixel.place.x, pixel.place.y, pixel.place.z)
    let normal = SIMD3(pixel.normal.x, pixel.normal.y, pixel.normal.z)
    let away = place - floor.view.position
    let tolerance = 4 * footprint * dot(away, away).squareRoot()
    var (key, keyRays, ambient, ambientRays): (Float, Float, Float, Float) = (0, 0, 0, 0)
    for dy in max(-2, rows.lowerBound - y)...min(2, rows.upperBound - 1 - y) {
      for dx in max(-2, columns.lowerBound - x)...min(2, columns.upperBound - 1 - x) {
        let other = surface[center + dy * stride + dx]
        guard other.place.w > 0 else { continue }
        let offset = SIMD3(other.place.x, other.place.y, other.place.z) - place
        let otherNormal = SIMD3(other.normal.x, other.normal.y, other.normal.z)
        let likeness = (dot(normal, otherNormal) - 0.7) / 0.3
        let nearness = 1 - abs(dot(offset, normal)) / tolerance
        guard likeness > 0, nearness > 0 else { continue }
        let weight = Self.taps[dx + 2] * Self.taps[dy + 2] * likeness * nearness
        key += weight * other.direct.w
        keyRays += weight * other.normal.w
        ambient += weight * other.ambient.w
        ambientRays += weight
      }
    }
    let visible = keyRays > 0 ? key / keyRays : 1
    // Where opposite sides of a thin surface share a pixel, not even its own normal may be like it.
    let open = ambientRays > 0 ? ambient / (ambientRays * Float(SamplePattern.count)) : 1
    let share = 1 / pixel.place.w
    let direct = SIMD3(pixel.direct.x, pixel.direct.y, pixel.direct.z) * share
    let around = SIMD3(pixel.ambient.x, pixel.ambient.y, pixel.ambient.z) * share
    // Light between near surfaces takes on their colour (after Jimenez et al. 2016).
    let tint = around.clamped(lowerBound: .zero, upperBound: SIMD3(repeating: 0.9))
    let opened = SIMD3(repeating: open) / (SIMD3(repeating: 1) - tint * (1 - open))
    let color = tone(direct * visible + around * opened)
    let coverage = pixel.place.w / 4
    return SIMD4(color * coverage, coverage)
  }
}
