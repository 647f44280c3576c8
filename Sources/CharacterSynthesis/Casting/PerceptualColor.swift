internal import CharacterCore
internal import Foundation

/// A colour in Oklab (Ottosson 2020), where equal steps look equal: lightness of 0...1 and two
/// opponent axes, green to red and blue to yellow.
struct PerceptualColor: Sendable, Equatable {
  var lightness, greenRed, blueYellow: Double

  init(lightness: Double, greenRed: Double, blueYellow: Double) {
    (self.lightness, self.greenRed, self.blueYellow) = (lightness, greenRed, blueYellow)
  }

  init(_ color: LinearRGB) {
    let (r, g, b) = (Double(color.red), Double(color.green), Double(color.blue))
    let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    greenRed = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    blueYellow = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
  }

  init(_ color: HexColor) { self.init(color.linear) }

  /// The colour in linear light; outside 0...1 where no screen shows it.
  var linear: LinearRGB {
    let l = lightness + 0.3963377774 * greenRed + 0.2158037573 * blueYellow
    let m = lightness - 0.1055613458 * greenRed - 0.0638541728 * blueYellow
    let s = lightness - 0.0894841775 * greenRed - 1.2914855480 * blueYellow
    let (l3, m3, s3) = (l * l * l, m * m * m, s * s * s)
    return LinearRGB(
      Float(4.0767416621 * l3 - 3.3077115913 * m3 + 0.2309699292 * s3),
      Float(-1.2684380046 * l3 + 2.6097574011 * m3 - 0.3413193965 * s3),
      Float(-0.0041960863 * l3 - 0.7034186147 * m3 + 1.7076147010 * s3))
  }

  static func mix(_ a: Self, _ b: Self, _ share: Double) -> Self {
    Self(
      lightness: Math.mix(a.lightness, b.lightness, share),
      greenRed: Math.mix(a.greenRed, b.greenRed, share),
      blueYellow: Math.mix(a.blueYellow, b.blueYellow, share))
  }
}

extension HexColor {
  /// The nearest colour that an author can write (IEC 61966-2-1).
  init(encoding color: LinearRGB) {
    func encode(_ value: Float) -> UInt8 {
      UInt8((255 * SRGB.encode(Double(value).clamped(to: 0...1))).rounded().clamped(to: 0...255))
    }
    self.init(encode(color.red), encode(color.green), encode(color.blue))
  }

  /// A colour between two, in perceptual space.
  static func mix(_ a: HexColor, _ b: HexColor, _ share: Double) -> HexColor {
    HexColor(encoding: PerceptualColor.mix(PerceptualColor(a), PerceptualColor(b), share).linear)
  }
}
