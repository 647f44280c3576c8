/// A map of activations: NHWC with a border of one zero pixel, so that a 3x3 kernel never asks whether it
/// has left the map.
///
/// Kernels write whole tiles of 4x4 pixels: the storage is as wide and high as the next multiples of 4,
/// and what lies beyond the map must be zero whenever a kernel reads it (`clearMargin`).
final class FeatureMap {
  /// Pixels, without border and margin.
  let width: Int
  let height: Int
  let channels: Int
  /// Pixels of the storage, without the border: multiples of 4.
  let storedWidth: Int
  let storedHeight: Int
  /// Floats from one row to the next.
  let row: Int
  private let buffer: FloatBuffer

  /// A kernel of stride 2 may read this many pixels beyond the border's end.
  private static let slack = 8

  /// `channels` are a multiple of 16, or 4 for a picture.
  init(width: Int, height: Int, channels: Int) {
    precondition(width > 0 && height > 0 && (channels % 16 == 0 || channels == 4))
    (self.width, self.height, self.channels) = (width, height, channels)
    storedWidth = (width + 3) / 4 * 4
    storedHeight = (height + 3) / 4 * 4
    row = (storedWidth + 2) * channels
    buffer = FloatBuffer(count: (storedHeight + 2) * row + Self.slack * channels)
  }

  /// A square map.
  convenience init(size: Int, channels: Int) {
    precondition(size >= 4 && size % 4 == 0)
    self.init(width: size, height: size, channels: channels)
  }

  /// Pixels across a square map.
  var size: Int {
    precondition(width == height)
    return width
  }

  /// The border's upper left pixel.
  var corner: UnsafeMutablePointer<Float> { buffer.start }

  /// A pixel; -1 and the stored size lie on the border.
  func pixel(_ y: Int, _ x: Int) -> UnsafeMutablePointer<Float> {
    buffer.start + (y + 1) * row + (x + 1) * channels
  }

  /// Makes everything beyond the map zero, after tiles were written that reach over its edge.
  func clearMargin() {
    if storedWidth > width {
      let count = (storedWidth - width) * channels
      for y in 0..<height { pixel(y, width).update(repeating: 0, count: count) }
    }
    for y in height..<storedHeight {
      pixel(y, 0).update(repeating: 0, count: storedWidth * channels)
    }
  }

  /// The values without the border, as PyTorch lays them out: channels, then rows, then columns.
  var planar: [Float] {
    get {
      var values = [Float](repeating: 0, count: channels * width * height)
      forEach { index, address in values[index] = address.pointee }
      return values
    }
    set {
      precondition(newValue.count == channels * width * height)
      forEach { index, address in address.pointee = newValue[index] }
    }
  }

  private func forEach(_ visit: (Int, UnsafeMutablePointer<Float>) -> Void) {
    for channel in 0..<channels {
      for y in 0..<height {
        for x in 0..<width {
          visit((channel * height + y) * width + x, pixel(y, x) + channel)
        }
      }
    }
  }
}
