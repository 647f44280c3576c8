extension TriangleBuffer {
  /// The value of a vertex attribute at a pixel that shows a triangle of `triangles`.
  @inline(__always)
  package func value(of attribute: [SIMD3<Float>], at pixel: Int, in triangles: [SIMD3<Int32>])
    -> SIMD3<Float>
  {
    let (corner, share) = (triangles[Int(triangle[pixel])], bary[pixel])
    let sum = attribute[Int(corner.x)] * share.x + attribute[Int(corner.y)] * share.y
    return sum + attribute[Int(corner.z)] * (1 - share.x - share.y)
  }

  /// The value of a vertex attribute at a pixel that shows a triangle of `triangles`.
  @inline(__always)
  package func value(of attribute: [Float], at pixel: Int, in triangles: [SIMD3<Int32>]) -> Float {
    let (corner, share) = (triangles[Int(triangle[pixel])], bary[pixel])
    let sum = attribute[Int(corner.x)] * share.x + attribute[Int(corner.y)] * share.y
    return sum + attribute[Int(corner.z)] * (1 - share.x - share.y)
  }
}

/// Draws triangles into depth buffers: a pixel takes the nearest triangle that covers its centre.
///
/// Corners are brought to a grid of 1/4096 pixel and edges are tested in integers, inclusively, so
/// that triangles which share an edge leave no pixel between them. Both sides of a triangle are
/// drawn. Of triangles that are equally near the first wins. A triangle with a corner that is not
/// finite, or farther than 65536 pixels from the image's corner, is left out.
package enum Rasterizer {
  /// Draws with perspective: `points` are pixel x, pixel y and a positive depth along the camera's
  /// axis; triangles with a corner at or behind the camera are left out.
  ///
  /// - Parameter bias: a triangle's handicap: added to its depth when depths are compared, never to
  ///   the depth that is stored. Empty means none.
  package static func rasterize(
    points: [SIMD3<Float>], triangles: [SIMD3<Int32>], bias: [Float] = [], width: Int, height: Int
  ) -> TriangleBuffer {
    precondition(bias.isEmpty || bias.count == triangles.count)
    var buffer = TriangleBuffer(width: width, height: height)
    var keys = buffer.depth
    keys.withUnsafeMutableBufferPointer { key in
      buffer.triangle.withUnsafeMutableBufferPointer { triangle in
        buffer.bary.withUnsafeMutableBufferPointer { bary in
          buffer.depth.withUnsafeMutableBufferPointer { depth in
            scan(points: points, triangles: triangles, width: width, height: height) {
              index, a, b, c, row in
              guard a > 0, b > 0, c > 0 else { return }
              let handicap = bias.isEmpty ? 0 : bias[index]
              let near = SIMD3<Float>(1 / a, 1 / b, 1 / c)
              for pixel in row.pixels {
                if row.isCovered {
                  let share = row.shares
                  let (u, v) = (share.x * near.x, share.y * near.y)
                  let z = 1 / (u + v + share.z * near.z)
                  if z + handicap < key[pixel] {
                    key[pixel] = z + handicap
                    depth[pixel] = z
                    triangle[pixel] = Int32(truncatingIfNeeded: index)
                    bary[pixel] = SIMD2(u * z, v * z)
                  }
                }
                row.advance()
              }
            }
          }
        }
      }
    }
    return buffer
  }

  /// Draws the depth alone, without perspective, as a distant light sees it: `points` are pixel x,
  /// pixel y and any depth, which is linear across a triangle. Infinite where nothing is.
  package static func rasterizeDepth(
    points: [SIMD3<Float>], triangles: [SIMD3<Int32>], width: Int, height: Int
  ) -> [Float] {
    precondition(width > 0 && height > 0)
    var depth = [Float](repeating: .infinity, count: width * height)
    depth.withUnsafeMutableBufferPointer { depth in
      scan(points: points, triangles: triangles, width: width, height: height) {
        _, a, b, c, row in
        for pixel in row.pixels {
          if row.isCovered {
            let share = row.shares
            let z = share.x * a + share.y * b + share.z * c
            if z < depth[pixel] { depth[pixel] = z }
          }
          row.advance()
        }
      }
    }
    return depth
  }

  /// The pixels of one row that a triangle's bounding box covers, walked from left to right.
  fileprivate struct Row {
    /// Indices into the image.
    let pixels: Range<Int>
    /// Edge functions at the present pixel: twice the areas opposite the three corners.
    private var a, b, c: Int
    private let stepA, stepB, stepC: Int
    private let inverseArea: Float

    @inline(__always)
    init(pixels: Range<Int>, areas: (Int, Int, Int), steps: (Int, Int, Int), inverseArea: Float) {
      self.pixels = pixels
      (a, b, c) = areas
      (stepA, stepB, stepC) = steps
      self.inverseArea = inverseArea
    }

    @inline(__always) var isCovered: Bool { a | b | c >= 0 }

    /// Shares of the corners in the image plane; they add up to 1.
    @inline(__always) var shares: SIMD3<Float> {
      SIMD3(Float(a) * inverseArea, Float(b) * inverseArea, Float(c) * inverseArea)
    }

    @inline(__always) mutating func advance() {
      a &+= stepA
      b &+= stepB
      c &+= stepC
    }
  }

  private static let gridBits = 12
  private static let outside = SIMD2<Int>(.min, .min)

  /// Calls `draw` with each triangle's index, its corners' depths and each of its rows.
  @inline(__always)
  private static func scan(
    points: [SIMD3<Float>], triangles: [SIMD3<Int32>], width: Int, height: Int,
    draw: (_ triangle: Int, Float, Float, Float, _ row: inout Row) -> Void
  ) {
    let corners = points.map(snapped)
    let (unit, half) = (1 << gridBits, 1 << (gridBits - 1))
    for (index, triangle) in triangles.enumerated() {
      let (i, j, k) = (Int(triangle.x), Int(triangle.y), Int(triangle.z))
      let (a, b, c) = (corners[i], corners[j], corners[k])
      if a.x == .min || b.x == .min || c.x == .min { continue }
      let left = max((min(a.x, b.x, c.x) &- half &+ unit &- 1) >> gridBits, 0)
      let right = min((max(a.x, b.x, c.x) &- half) >> gridBits, width - 1)
      let top = max((min(a.y, b.y, c.y) &- half &+ unit &- 1) >> gridBits, 0)
      let bottom = min((max(a.y, b.y, c.y) &- half) >> gridBits, height - 1)
      if left > right || top > bottom { continue }
      let area = (b.x &- a.x) &* (c.y &- a.y) &- (b.y &- a.y) &* (c.x &- a.x)
      if area == 0 { continue }
      let sign = area > 0 ? 1 : -1
      let start = SIMD2(left << gridBits &+ half, top << gridBits &+ half)
      // The edge function of p -> q at s, made positive inside whichever way the triangle turns.
      func edge(_ p: SIMD2<Int>, _ q: SIMD2<Int>) -> (value: Int, right: Int, down: Int) {
        let (dx, dy) = ((q.x &- p.x) &* sign, (q.y &- p.y) &* sign)
        let value = dx &* (start.y &- p.y) &- dy &* (start.x &- p.x)
        return (value, (0 &- dy) << gridBits, dx << gridBits)
      }
      var (ea, eb, ec) = (edge(b, c), edge(c, a), edge(a, b))
      let inverseArea = 1 / Float(area &* sign)
      for y in top...bottom {
        let first = y &* width
        var row = Row(
          pixels: first &+ left..<first &+ right &+ 1, areas: (ea.value, eb.value, ec.value),
          steps: (ea.right, eb.right, ec.right), inverseArea: inverseArea)
        draw(index, points[i].z, points[j].z, points[k].z, &row)
        ea.value &+= ea.down
        eb.value &+= eb.down
        ec.value &+= ec.down
      }
    }
  }

  private static func snapped(_ point: SIMD3<Float>) -> SIMD2<Int> {
    let limit: Float = 65536
    guard abs(point.x) <= limit, abs(point.y) <= limit, point.z.isFinite else { return outside }
    let unit = Float(1 << gridBits)
    return SIMD2(Int((point.x * unit).rounded()), Int((point.y * unit).rounded()))
  }
}
