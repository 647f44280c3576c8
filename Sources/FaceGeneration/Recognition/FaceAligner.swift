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
}
