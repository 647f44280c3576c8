import CharacterCore
import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite struct DegradationTests {
  private func picture() -> Raster {
    var stream = RandomStream(seed: 3)
    var picture = Raster(width: 48, height: 40)
    for index in picture.pixels.indices {
      picture.pixels[index] = index % 4 == 3 ? 255 : UInt8(stream.uniform(0, 256))
    }
    return picture
  }

  @Test func `each degradation changes a picture and keeps a grey one grey`() {
    let (noise, grey) = (picture(), Raster(width: 48, height: 40, filling: RGBA8(120, 120, 120)))
    for kind in Degradation.allCases {
      #expect(kind.apply(to: noise) != noise)
      let after = kind.apply(to: grey)
      for y in 8..<min(16, after.height) {
        let pixel = after[8, y]
        for value in [pixel.red, pixel.green, pixel.blue] {
          #expect(abs(Int(value) - 120) <= 3, "\(kind)")
        }
        #expect(pixel.alpha == 255)
      }
    }
  }

  @Test func `a blur lowers contrast, halving keeps the mean`() {
    func spread(_ picture: Raster) -> Double {
      let values = stride(from: 0, to: picture.pixels.count, by: 4).map {
        Double(picture.pixels[$0])
      }
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
    let noise = picture()
    #expect(spread(Degradation.soft.apply(to: noise)) < 0.2 * spread(noise))
    let half = Degradation.small.apply(to: noise)
    #expect(half.width == 24 && half.height == 20)
    #expect(spread(half) < 0.5 * spread(noise))
  }
}
