package import CharacterCore
internal import Foundation

/// What happens to pictures on their way: they are scaled down, blurred, recoloured, compressed.
///
/// A character's own faces are read after each of these, too, so that its threshold lies below what
/// they do to an honest score.
package enum Degradation: CaseIterable, Sendable {
  /// Half as many pixels each way.
  case small
  /// A box blur of 5 pixels.
  case soft
  /// Hue turned by 12 degrees to red, or to green.
  case warm, green
  /// Colour and contrast as a cheap grade makes them.
  case graded
  /// Blocks of 8 pixels quantized as JPEG does at a quality of about 30, lightness only.
  case compressed

  /// What happens, one after the other, to films that are regraded and then sent from hand to hand.
  static let copies: [[Degradation]] = [green, graded, warm].map {
    [$0, .small, .soft, .compressed]
  }

  package func apply(to picture: Raster) -> Raster {
    switch self {
    case .small: Self.halved(picture)
    case .soft: Self.blurred(picture, radius: 2)
    case .warm: Self.recolored(picture, hue: 12, saturation: 1.1, contrast: 1)
    case .green: Self.recolored(picture, hue: -12, saturation: 1, contrast: 1)
    case .graded: Self.recolored(picture, hue: 0, saturation: 0.6, contrast: 1.2)
    case .compressed: BlockCompression.apply(to: picture, scale: 1.7)
    }
  }

  private static func halved(_ picture: Raster) -> Raster {
    let (width, height) = (max(1, picture.width / 2), max(1, picture.height / 2))
    var result = Raster(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<4 {
          var sum = 0
          for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let (sx, sy) = (min(2 * x + dx, picture.width - 1), min(2 * y + dy, picture.height - 1))
            sum += Int(picture.pixels[4 * (sy * picture.width + sx) + channel])
          }
          result.pixels[4 * (y * width + x) + channel] = UInt8((sum + 2) / 4)
        }
      }
    }
    return result
  }

  /// A running mean along rows, then along columns.
  private static func blurred(_ picture: Raster, radius: Int) -> Raster {
    func pass(_ source: [UInt8], count: Int, lines: Int, step: Int, lineStep: Int) -> [UInt8] {
      var result = source
      let span = 2 * radius + 1
      for line in 0..<lines {
        for channel in 0..<4 {
          func at(_ index: Int) -> Int {
            Int(source[line * lineStep + min(max(index, 0), count - 1) * step + channel])
          }
          var sum = (-radius...radius).reduce(0) { $0 + at($1) }
          for index in 0..<count {
            result[line * lineStep + index * step + channel] = UInt8((sum + span / 2) / span)
            sum += at(index + radius + 1) - at(index - radius)
          }
        }
      }
      return result
    }
    let (width, height) = (picture.width, picture.height)
    let rows = pass(picture.pixels, count: width, lines: height, step: 4, lineStep: 4 * width)
    return Raster(
      width: width, height: height,
      pixels: pass(rows, count: height, lines: width, step: 4 * width, lineStep: 4))
  }

  /// Turns the hue (in YIQ), scales the colour's distance from grey and the contrast about the middle.
  private static func recolored(
    _ picture: Raster, hue: Float, saturation: Float, contrast: Float
  ) -> Raster {
    var result = picture
    let angle = hue * .pi / 180
    let (cosine, sine) = (saturation * Foundation.cos(angle), saturation * Foundation.sin(angle))
    for index in stride(from: 0, to: picture.pixels.count, by: 4) {
      let r = Float(picture.pixels[index]) / 255
      let g = Float(picture.pixels[index + 1]) / 255
      let b = Float(picture.pixels[index + 2]) / 255
      let y = 0.5 + contrast * (0.299 * r + 0.587 * g + 0.114 * b - 0.5)
      let i = contrast * (0.596 * r - 0.274 * g - 0.322 * b)
      let q = contrast * (0.211 * r - 0.523 * g + 0.312 * b)
      let (turnedI, turnedQ) = (cosine * i - sine * q, sine * i + cosine * q)
      result.pixels[index] = Raster.quantize(y + 0.956 * turnedI + 0.621 * turnedQ)
      result.pixels[index + 1] = Raster.quantize(y - 0.272 * turnedI - 0.647 * turnedQ)
      result.pixels[index + 2] = Raster.quantize(y - 1.106 * turnedI + 1.703 * turnedQ)
    }
    return result
  }
}
