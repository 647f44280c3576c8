/// The rows of a figure's pixels that a window sees, value by value.
struct SurfaceWindow: ~Copyable {
  private let lines: PixelLines
  /// As many rows are kept, the latest in the place of the earliest.
  private static let rowCount = 8
  private static let valueCount = 10

  init(width: Int) { lines = PixelLines(count: Self.rowCount * Self.valueCount, width: width) }

  /// Takes in a row; one without pixels has none that are hit.
  ///
  /// - Parameter columns: where the pixels lie.
  func load(_ y: Int, _ pixels: Slice<UnsafeBufferPointer<SurfacePixel>>, _ columns: Range<Int>) {
    let line = Self.line(y)
    lines.fill(line + 3, with: 0)
    for (x, pixel) in zip(columns, pixels) where pixel.place.w > 0 {
      (lines[line, x], lines[line + 1, x]) = (pixel.place.x, pixel.place.y)
      (lines[line + 2, x], lines[line + 3, x]) = (pixel.place.z, pixel.place.w)
      (lines[line + 4, x], lines[line + 5, x]) = (pixel.normal.x, pixel.normal.y)
      (lines[line + 6, x], lines[line + 7, x]) = (pixel.normal.z, pixel.normal.w)
      lines[line + 8, x] = pixel.direct.w
      lines[line + 9, x] = pixel.ambient.w
    }
  }

  @inline(__always) private static func line(_ y: Int) -> Int { (y & (rowCount - 1)) * valueCount }

  @inline(__always) private func quad(_ line: Int, _ x: Int) -> Quad {
    Quad(x: lines.four(line, x), y: lines.four(line + 1, x), z: lines.four(line + 2, x))
  }

  @inline(__always) func place(_ x: Int, _ y: Int) -> Quad { quad(Self.line(y), x) }

  /// How many samples meet the figure.
  @inline(__always) func hits(_ x: Int, _ y: Int) -> SIMD4<Float> {
    lines.four(Self.line(y) + 3, x)
  }

  @inline(__always) func normal(_ x: Int, _ y: Int) -> Quad { quad(Self.line(y) + 4, x) }

  /// How many rays asked for the key light.
  @inline(__always) func keyRays(_ x: Int, _ y: Int) -> SIMD4<Float> {
    lines.four(Self.line(y) + 7, x)
  }

  /// How many of them came through.
  @inline(__always) func keyOpen(_ x: Int, _ y: Int) -> SIMD4<Float> {
    lines.four(Self.line(y) + 8, x)
  }

  /// How many of the rays around came through.
  @inline(__always) func aroundOpen(_ x: Int, _ y: Int) -> SIMD4<Float> {
    lines.four(Self.line(y) + 9, x)
  }
}
