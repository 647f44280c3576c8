/// For each row of a picture the columns in which a figure may be seen: no ray need be sent elsewhere.
struct RowSpans: Sendable {
  /// The rows that the figure may cover, and the columns of all of them.
  let rows, columns: Range<Int>
  private let spans: [Range<Int>]

  /// Every pixel that a triangle touches lies in its row's span, with a pixel to spare. Where a
  /// corner lies behind the camera or is no number, all of the picture counts.
  init(_ geometry: SurfaceGeometry, _ view: View) {
    let (width, height) = (view.width, view.height)
    let all = [Range<Int>](repeating: 0..<width, count: height)
    var (lows, highs) = ([Int](repeating: width, count: height), [Int](repeating: 0, count: height))
    var points: [SIMD2<Float>] = []
    points.reserveCapacity(geometry.positions.count)
    for position in geometry.positions {
      guard let point = view.project(position), (point.x + point.y).isFinite else {
        (rows, columns, spans) = (0..<height, 0..<width, all)
        return
      }
      points.append(SIMD2(point.x, point.y))
    }
    let size = SIMD2(Float(width), Float(height))
    points.withUnsafeBufferPointer { points in
      lows.withUnsafeMutableBufferPointer { lows in
        highs.withUnsafeMutableBufferPointer { highs in
          for triangle in geometry.triangles {
            let (a, b, c) = (
              points[Int(triangle.x)], points[Int(triangle.y)], points[Int(triangle.z)]
            )
            let low = lower(a, lower(b, c)) - 1
            let high = upper(a, upper(b, c)) + 2
            guard low.x < size.x, low.y < size.y, high.x > 0, high.y > 0 else { continue }
            let (first, last) = (upper(low, .zero), lower(high, size))
            let (left, right) = (Int(first.x), Int(last.x))
            for row in Int(first.y)..<max(Int(last.y), Int(first.y)) {
              lows[row] = min(lows[row], left)
              highs[row] = max(highs[row], right)
            }
          }
        }
      }
    }
    let found = zip(lows, highs).map { $0 < $1 ? $0..<$1 : 0..<0 }
    spans = found
    let covered = found.indices.filter { !found[$0].isEmpty }
    guard let top = covered.first, let bottom = covered.last, let left = lows.min(),
      let right = highs.max()
    else {
      (rows, columns) = (0..<0, 0..<0)
      return
    }
    (rows, columns) = (top..<bottom + 1, left..<right)
  }

  subscript(row: Int) -> Range<Int> { spans[row] }
}
