internal import CharacterCore

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

  /// The window's weight so many pixels from its middle, -2...2.
  @inline(__always) static func tap(_ offset: Int) -> Float { abs(offset) == 2 ? 0.5 : 1 }

  /// Premultiplied RGBA of some rows, sRGB-encoded.
  func pixels(_ band: Range<Int>) -> [Float] {
    let width = floor.view.width
    let window = SurfaceWindow(width: width)
    let light = FloorRow(width: width)
    return [Float](unsafeUninitializedCapacity: 4 * band.count * width) { target, initialized in
      let bytes = UnsafeMutableRawBufferPointer(target)
      surface.withUnsafeBufferPointer { surface in
        for y in band.lowerBound - 2..<band.lowerBound + 2 {
          window.load(y, line(y, of: surface), columns)
        }
        for y in band {
          window.load(y + 2, line(y + 2, of: surface), columns)
          light.load(y, of: floorLight, height: floor.view.height)
          for x in stride(from: 0, to: width, by: 4) {
            let seen = figure(x, y, window, line(y, of: surface))
            let pixels = any(seen.coverage .< 1) ? over(background(x, y, light), seen) : seen
            for lane in 0..<min(4, width - x) {
              bytes.storeBytes(
                of: SIMD4(pixels.color[lane], pixels.coverage[lane]),
                toByteOffset: 16 * ((y - band.lowerBound) * width + x + lane),
                as: SIMD4<Float>.self)
            }
          }
        }
      }
      initialized = target.count
    }
  }

  /// Colours times coverage, and coverage.
  private typealias Four = (color: Quad, coverage: SIMD4<Float>)

  @inline(__always) private func over(_ behind: Four, _ seen: Four) -> Four {
    let open = 1 - seen.coverage
    return (seen.color + behind.color * open, seen.coverage + behind.coverage * open)
  }

  /// The pixels of a row of the figure; empty where it has none.
  @inline(__always)
  private func line(_ y: Int, of surface: UnsafeBufferPointer<SurfacePixel>)
    -> Slice<UnsafeBufferPointer<SurfacePixel>>
  {
    guard rows.contains(y) else { return surface[0..<0] }
    let start = (y - rows.lowerBound) * columns.count
    return surface[start..<start + columns.count]
  }

  @inline(__always)
  private func background(_ x: Int, _ y: Int, _ light: borrowing FloorRow) -> Four {
    let (color, shade) = floor.background(x: x, y: y, key: light.key(x), ambient: light.ambient(x))
    if floor.lighting.studio.isTransparent { return (.zero, 1 - backgroundTone(shade)) }
    return (backgroundTone(color), .one)
  }

  /// The figure's own colour at four pixels, encoded, times its coverage.
  ///
  /// - Parameter line: the row's pixels.
  @inline(__always)
  private func figure(
    _ x: Int, _ y: Int, _ window: borrowing SurfaceWindow,
    _ line: Slice<UnsafeBufferPointer<SurfacePixel>>
  ) -> Four {
    let hits = window.hits(x, y)
    let isSeen = hits .> 0
    if isSeen.isEmpty { return (.zero, .zero) }
    let (visible, open) = light(x, y, window)
    let share = 1 / hits
    @inline(__always) func pixel(_ lane: Int) -> SurfacePixel {
      isSeen[lane] ? line[line.startIndex + x + lane - columns.lowerBound] : SurfacePixel()
    }
    let (a, b, c, d) = (pixel(0), pixel(1), pixel(2), pixel(3))
    let direct = Quad(a.direct.xyz, b.direct.xyz, c.direct.xyz, d.direct.xyz) * share
    let around = Quad(a.ambient.xyz, b.ambient.xyz, c.ambient.xyz, d.ambient.xyz) * share
    // Light between near surfaces takes on their colour (after Jimenez et al. 2016).
    let tint = Quad(
      x: around.x.atLeast(0).atMost(0.9), y: around.y.atLeast(0).atMost(0.9),
      z: around.z.atLeast(0).atMost(0.9))
    let all = Quad(repeating: .one)
    let opened = Quad(x: open, y: open, z: open) / (all - tint * (1 - open))
    let color = tone(direct * visible + around * opened)
    let coverage = hits / 4
    return (Quad.zero.replacing(with: color * coverage, where: isSeen), coverage)
  }

  /// How much of the key light and of the light around comes to four pixels, brought together over the
  /// window.
  @inline(__always)
  private func light(_ x: Int, _ y: Int, _ window: borrowing SurfaceWindow)
    -> (key: SIMD4<Float>, around: SIMD4<Float>)
  {
    let (place, normal) = (window.place(x, y), window.normal(x, y))
    let away = place - Quad(repeating: floor.view.position)
    let tolerance = 4 * footprint * dot(away, away).squareRoot()
    var (key, keyRays) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
    var (ambient, ambientRays) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
    for dy in -2...2 {
      for dx in -2...2 {
        let (x, y) = (x + dx, y + dy)
        let likeness = (dot(normal, window.normal(x, y)) - 0.7) / 0.3
        let offset = window.place(x, y) - place
        let nearness = 1 - dot(offset, normal).magnitudes / tolerance
        let counts = (window.hits(x, y) .> 0) .& (likeness .> 0) .& (nearness .> 0)
        let weight = SIMD4<Float>.zero.replacing(
          with: Self.tap(dx) * Self.tap(dy) * likeness * nearness, where: counts)
        key += weight * window.keyOpen(x, y)
        keyRays += weight * window.keyRays(x, y)
        ambient += weight * window.aroundOpen(x, y)
        ambientRays += weight
      }
    }
    let (one, all) = (SIMD4<Float>.one, ambientRays * Float(SamplePattern.count))
    // Where opposite sides of a thin surface share a pixel, not even its own normal may be like it.
    return (
      one.replacing(with: key / keyRays, where: keyRays .> 0),
      one.replacing(with: ambient / all, where: ambientRays .> 0)
    )
  }
}
