/// A square map of activations: NHWC with a border of one zero pixel, so that a 3x3 kernel never asks
/// whether it has left the map.
final class FeatureMap {
  /// Pixels across, without the border.
  let size: Int
  let channels: Int
  /// Floats from one row to the next.
  let row: Int
  private let buffer: FloatBuffer

  init(size: Int, channels: Int) {
    precondition(size >= 4 && size % 4 == 0 && channels % 16 == 0)
    (self.size, self.channels) = (size, channels)
    row = (size + 2) * channels
    buffer = FloatBuffer(count: (size + 2) * row)
  }

  /// The border's upper left pixel.
  var corner: UnsafeMutablePointer<Float> { buffer.start }

  /// A pixel; -1 and `size` lie on the border.
  func pixel(_ y: Int, _ x: Int) -> UnsafeMutablePointer<Float> {
    buffer.start + (y + 1) * row + (x + 1) * channels
  }

  /// The values without the border, as PyTorch lays them out: channels, then rows, then columns.
  var planar: [Float] {
    get {
      var values = [Float](repeating: 0, count: channels * size * size)
      forEach { index, address in values[index] = address.pointee }
      return values
    }
    set {
      precondition(newValue.count == channels * size * size)
      forEach { index, address in address.pointee = newValue[index] }
    }
  }

  private func forEach(_ visit: (Int, UnsafeMutablePointer<Float>) -> Void) {
    for channel in 0..<channels {
      for y in 0..<size {
        for x in 0..<size {
          visit((channel * size + y) * size + x, pixel(y, x) + channel)
        }
      }
    }
  }
}
