package import CharacterCore
internal import Foundation

/// Brings a face into the place in which the identity encoder expects it.
package enum FaceAligner {
  /// Pixels along a crop's side.
  package static let size = 112

  /// Where the five points come to lie; symmetric, so that the crop of a mirrored picture is the
  /// mirrored crop.
  package static let template = FacePoints(
    leftEye: SIMD2(38.4, 51.6), rightEye: SIMD2(73.6, 51.6), nose: SIMD2(56, 71.7),
    leftMouth: SIMD2(41.4, 92.3), rightMouth: SIMD2(70.6, 92.3))

  /// The crop around a face; `nil` where the points coincide or are not finite.
  package static func crop(_ picture: OpaquePicture, _ points: FacePoints) -> FaceCrop? {
    guard points.all.allSatisfy({ $0.x.isFinite && $0.y.isFinite }),
      let transform = SimilarityTransform(from: points.all, to: template.all),
      transform.scale.isFinite, 1e-3...1e3 ~= transform.scale
    else { return nil }
    return FaceCrop(
      picture: picture.sampled(size, through: transform), interocular: points.interocular,
      turn: atan2(transform.b, transform.a) * 180 / .pi)
  }
}

/// A face in its place, ready for the encoder.
package struct FaceCrop: Sendable {
  /// 112 x 112.
  package let picture: OpaquePicture
  /// The distance between the eyes in the picture that it came from.
  package let interocular: Float
  /// By how many degrees the picture was turned clockwise.
  package let turn: Float

  /// The contrast between neighbouring pixels over that between pixels eight apart, in the middle of the
  /// face: about 0.15 and more where the picture is sharp, near 0.05 where it is blurred.
  package var sharpness: Float {
    let size = picture.width
    let pixels = picture.pixels
    func luma(_ x: Int, _ y: Int) -> Float {
      let at = 3 * (y * size + x)
      return 0.299 * Float(pixels[at]) + 0.587 * Float(pixels[at + 1])
        + 0.114 * Float(pixels[at + 2])
    }
    var (fine, coarse): (Float, Float) = (0, 0)
    for y in size / 4..<size - size / 8 {
      for x in size / 5..<size - size / 5 {
        let here = luma(x, y)
        fine += abs(here - luma(x + 1, y)) + abs(here - luma(x, y + 1))
        coarse += abs(here - luma(x + 8, y)) + abs(here - luma(x, y + 8))
      }
    }
    return coarse > 0 ? fine / coarse : 0
  }

  /// How the face is drawn; `response` is the encoder's.
  package func style(response: Float) -> DrawingStyle {
    let size = picture.width
    let pixels = picture.pixels
    let (rows, columns) = (size * 5 / 28..<size * 25 / 28, size * 5 / 28..<size * 23 / 28)
    var light = [Float](repeating: 0, count: size * size)
    for index in light.indices {
      light[index] =
        0.299 * Float(pixels[3 * index]) + 0.587 * Float(pixels[3 * index + 1])
        + 0.114 * Float(pixels[3 * index + 2])
    }
    var (flat, outlined) = (0, 0)
    var tones = [Int](repeating: 0, count: 64)
    for y in rows {
      for x in columns {
        let at = y * size + x
        let (right, down) = (light[at + 1] - light[at], light[at + size] - light[at])
        let step = (right * right + down * down).squareRoot()
        if step < 1.5 { flat += 1 }
        if step > 51 { outlined += 1 }
        tones[min(63, Int(light[at] / 4))] += 1
      }
    }
    let count = Float(rows.count * columns.count)
    let bits = tones.reduce(Float(0)) { sum, number in
      let share = Float(number) / count
      return number == 0 ? sum : sum - share * log2(share)
    }
    return DrawingStyle(
      flat: Float(flat) / count, outlined: Float(outlined) / count, tones: bits,
      response: response)
  }
}
