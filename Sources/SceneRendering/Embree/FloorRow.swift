/// A row of the floor's light, brought together once more where the shadow is far from what throws it
/// and thus soft: three windows across and three down.
struct FloorRow: ~Copyable {
  /// The key light of the rows four above, at, and four below; what comes of it; and the light around.
  private let lines: PixelLines
  private let width: Int

  init(width: Int) {
    self.width = width
    lines = PixelLines(count: 5, width: width)
  }

  @inline(__always) func key(_ x: Int) -> SIMD4<Float> { lines.four(3, x) }

  @inline(__always) func ambient(_ x: Int) -> SIMD4<Float> { lines.four(4, x) }

  /// - Parameter light: of all pixels of a picture of so many rows.
  func load(_ row: Int, of light: [SIMD2<Float>], height: Int) {
    let starts = [-4, 0, 4].map { min(max(row + $0, 0), height - 1) * width }
    let isOpen = light.withUnsafeBufferPointer { light in
      for x in 0..<width { lines[4, x] = light[starts[1] + x].y }
      if starts.allSatisfy({ light[$0..<$0 + width].allSatisfy { $0.x == 1 } }) { return true }
      for (line, start) in starts.enumerated() {
        for x in -PixelLines.margin..<width + PixelLines.margin {
          lines[line, x] = light[start + min(max(x, 0), width - 1)].x
        }
      }
      return false
    }
    if isOpen { return lines.fill(3, with: 1) }
    for x in stride(from: 0, to: width, by: 4) {
      var sum = SIMD4<Float>.zero
      for line in [0, 1, 1, 2] {
        for shift in [-4, 0, 0, 4] { sum += lines.four(line, x + shift) }
      }
      let (own, ambient) = (lines.four(1, x), lines.four(4, x))
      let soft = own + (sum / 16 - own) * (ambient - 0.9) * 10
      let value = own.replacing(with: soft, where: ambient .> 0.9)
      for lane in 0..<4 where x + lane < width { lines[3, x + lane] = value[lane] }
    }
  }
}
