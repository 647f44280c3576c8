internal import CharacterCore
internal import Foundation

/// The loss of JPEG without its file: each block of 8 x 8 pixels is taken to cosines, rounded by the
/// standard's table for lightness (ITU-T T.81, table K.1), and brought back.
enum BlockCompression {
  private static let table: [Float] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
  ]

  /// - Parameter scale: multiplies the table; 1 is a quality of 50, 1.7 one of 30.
  static func apply(to picture: Raster, scale: Float) -> Raster {
    let basis: [Float] = (0..<64).map { index in
      let (frequency, place) = (Float(index / 8), Float(index % 8))
      let norm: Float = index < 8 ? Float(0.125).squareRoot() : 0.5
      return norm * Foundation.cos((2 * place + 1) * frequency * .pi / 16)
    }
    var result = picture
    var (block, half) = ([Float](repeating: 0, count: 64), [Float](repeating: 0, count: 64))
    for top in stride(from: 0, to: picture.height - 7, by: 8) {
      for left in stride(from: 0, to: picture.width - 7, by: 8) {
        for channel in 0..<3 {
          for index in 0..<64 {
            let pixel = 4 * ((top + index / 8) * picture.width + left + index % 8) + channel
            block[index] = Float(picture.pixels[pixel]) - 128
          }
          transform(&block, &half, basis, isForward: true)
          for index in 0..<64 {
            let step = table[index] * scale
            block[index] = (block[index] / step).rounded() * step
          }
          transform(&block, &half, basis, isForward: false)
          for index in 0..<64 {
            let pixel = 4 * ((top + index / 8) * picture.width + left + index % 8) + channel
            result.pixels[pixel] = Raster.quantize((block[index] + 128) / 255)
          }
        }
      }
    }
    return result
  }

  /// Along rows, then along columns.
  private static func transform(
    _ block: inout [Float], _ half: inout [Float], _ basis: [Float], isForward: Bool
  ) {
    transformRows(of: block, into: &half, basis, isForward)
    transformRows(of: half, into: &block, basis, isForward)
  }

  /// Along rows, which come out as columns.
  private static func transformRows(
    of block: [Float], into turned: inout [Float], _ basis: [Float], _ isForward: Bool
  ) {
    for row in 0..<8 {
      for out in 0..<8 {
        var sum: Float = 0
        for index in 0..<8 {
          sum += block[8 * row + index] * basis[isForward ? 8 * out + index : 8 * index + out]
        }
        turned[8 * out + row] = sum
      }
    }
  }
}
