import CharacterCore
import TestSupport
import Testing

@testable import SceneRendering

struct PictureTests {
  static func noise(_ stream: inout RandomStream, _ width: Int, _ height: Int) -> Raster {
    Raster(
      width: width, height: height,
      pixels: (0..<4 * width * height).map { _ in UInt8(truncatingIfNeeded: stream.next()) })
  }

  static func distance(_ a: RGBA8, _ b: RGBA8) -> Int {
    [(a.red, b.red), (a.green, b.green), (a.blue, b.blue), (a.alpha, b.alpha)]
      .map { abs(Int($0) - Int($1)) }.max() ?? 0
  }

  @Test func `straight alpha comes back from premultiplied floats`() {
    forAll(count: 10) { stream in
      let raster = Self.noise(&stream, 13, 7)
      let back = PremultipliedPicture(raster).raster()
      for y in 0..<7 {
        for x in 0..<13 {
          let expected = raster[x, y].alpha == 0 ? RGBA8(0, 0, 0, 0) : raster[x, y]
          #expect(back[x, y] == expected)
        }
      }
    }
  }

  @Test(arguments: [Resampler.Filter.lanczos3, .mitchell])
  func `one colour stays one colour at every size`(filter: Resampler.Filter) {
    forAll(count: 20) { stream in
      let color = RGBA8(
        UInt8(stream.uniform(0, 256)), UInt8(stream.uniform(0, 256)), 7,
        UInt8(stream.uniform(1, 256)))
      let sizes = (0..<4).map { _ in Int(stream.uniform(1, 40)) }
      let scaled = Resampler(
        sourceWidth: sizes[0], sourceHeight: sizes[1], width: sizes[2], height: sizes[3],
        filter: filter
      ).resample(PremultipliedPicture(width: sizes[0], height: sizes[1], filling: color)).raster()
      for y in 0..<sizes[3] {
        for x in 0..<sizes[2] { #expect(scaled[x, y] == color) }
      }
    }
  }

  @Test func `a ramp stays a ramp, half a pixel where it was`() {
    var ramp = PremultipliedPicture(width: 64, height: 4, filling: RGBA8(0, 0, 0))
    for index in 0..<64 * 4 { ramp.pixels[4 * index] = (Float(index % 64) + 0.5) / 64 }
    let resampler = Resampler(sourceWidth: 64, sourceHeight: 4, width: 128, height: 8)
    let scaled = resampler.resample(ramp)
    for x in 8..<120 {
      let expected = (Float(x) + 0.5) / 128
      #expect(abs(scaled.pixels[4 * (3 * 128 + x)] - expected) < 0.004)
    }
  }

  @Test func `the same size leaves a picture as it is`() {
    var stream = RandomStream(seed: 4)
    let picture = PremultipliedPicture(Self.noise(&stream, 20, 15))
    let resampler = Resampler(sourceWidth: 20, sourceHeight: 15, width: 20, height: 15)
    let same = resampler.resample(picture)
    for (a, b) in zip(picture.pixels, same.pixels) { #expect(abs(a - b) < 1e-6) }
  }

  @Test func `shrinking averages instead of picking`() {
    var checks = PremultipliedPicture(width: 64, height: 64, filling: RGBA8(0, 0, 0))
    for index in 0..<64 * 64 where (index + index / 64) % 2 == 0 { checks.pixels[4 * index] = 1 }
    let small = Resampler(sourceWidth: 64, sourceHeight: 64, width: 8, height: 8).resample(checks)
    for index in 0..<64 { #expect(abs(small.pixels[4 * index] - 0.5) < 0.02) }
  }

  @Test func `colours never exceed their alpha, and alpha never 1`() {
    forAll(count: 5) { stream in
      let source = PremultipliedPicture(Self.noise(&stream, 12, 12))
      let resampler = Resampler(sourceWidth: 12, sourceHeight: 12, width: 31, height: 29)
      let scaled = resampler.resample(source)
      for index in 0..<31 * 29 {
        let alpha = scaled.pixels[4 * index + 3]
        #expect((0...1).contains(alpha))
        for channel in 0..<3 { #expect((0...alpha).contains(scaled.pixels[4 * index + channel])) }
      }
    }
  }

  @Test func `a layer covers, shows through and is cut off at the edge`() {
    var picture = PremultipliedPicture(width: 4, height: 4, filling: RGBA8(0, 0, 255))
    picture.draw(PremultipliedPicture(width: 3, height: 3, filling: RGBA8(255, 0, 0)), x: 2, y: 2)
    picture.draw(
      PremultipliedPicture(width: 3, height: 3, filling: RGBA8(0, 255, 0, 51)), x: -2, y: -2)
    picture.draw(PremultipliedPicture(width: 2, height: 2, filling: RGBA8(9, 9, 9)), x: 9, y: 0)
    let raster = picture.raster()
    #expect(raster[3, 3] == RGBA8(255, 0, 0))
    #expect(raster[1, 1] == RGBA8(0, 0, 255))
    #expect(raster[0, 0] == RGBA8(0, 51, 204))
  }

  @Test func `a backdrop picture covers the frame, evenly cut`() {
    var wide = Raster(width: 30, height: 10, filling: RGBA8(255, 0, 0))
    for y in 0..<10 { for x in 10..<20 { wide[x, y] = RGBA8(0, 255, 0) } }
    let frame = Backdrop.image(wide).picture(width: 40, height: 40).raster()
    #expect(frame[20, 20] == RGBA8(0, 255, 0))
    #expect(frame[3, 3] == RGBA8(0, 255, 0))
    #expect(
      Backdrop.color(RGBA8(1, 2, 3)).picture(width: 2, height: 2).raster()[1, 1] == RGBA8(1, 2, 3))
    let gradient = Backdrop.gradient(RGBA8(0, 0, 0), RGBA8(200, 200, 200))
      .picture(width: 1, height: 100).raster()
    #expect(gradient[0, 0].red < 3)
    #expect(gradient[0, 99].red > 197)
  }
}
