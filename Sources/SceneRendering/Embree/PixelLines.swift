/// Lines of numbers, one for each of a picture's columns and a few beyond both its edges, that are read
/// four at a time.
struct PixelLines: ~Copyable {
  private let values: UnsafeMutablePointer<Float>
  private let stride: Int
  private let count: Int
  /// How far beyond the edges there is something.
  static let margin = 4

  /// All zero.
  init(count: Int, width: Int) {
    self.count = count
    // Where a line's last four columns begin within it, they and their margin may end beyond.
    stride = width + 2 * Self.margin + 3
    values = .allocate(capacity: count * stride)
    values.initialize(repeating: 0, count: count * stride)
  }

  deinit { values.deallocate() }

  @inline(__always) subscript(line: Int, x: Int) -> Float {
    get { values[place(line, x)] }
    nonmutating set { values[place(line, x)] = newValue }
  }

  /// The values of four columns.
  @inline(__always) func four(_ line: Int, _ x: Int) -> SIMD4<Float> {
    UnsafeRawPointer(values + place(line, x)).loadUnaligned(as: SIMD4<Float>.self)
  }

  /// Makes a whole line the same.
  func fill(_ line: Int, with value: Float) {
    (values + line * stride).update(repeating: value, count: stride)
  }

  @inline(__always) private func place(_ line: Int, _ x: Int) -> Int {
    assert(line < count && x >= -Self.margin && x < stride - Self.margin)
    return line * stride + Self.margin + x
  }
}
