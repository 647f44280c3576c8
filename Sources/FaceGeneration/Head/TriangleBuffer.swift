/// The nearest triangle at each pixel of an image, rows from the top.
package struct TriangleBuffer: Sendable {
  package let width, height: Int
  /// The triangle's index; -1 where there is none.
  package var triangle: [Int32]
  /// Weights of the triangle's first and second corner; the third's is what is missing to 1.
  package var bary: [SIMD2<Float>]
  /// Depth without bias; infinite where there is no triangle.
  package var depth: [Float]

  package init(width: Int, height: Int) {
    precondition(width > 0 && height > 0)
    (self.width, self.height) = (width, height)
    triangle = [Int32](repeating: -1, count: width * height)
    bary = [SIMD2<Float>](repeating: .zero, count: width * height)
    depth = [Float](repeating: .infinity, count: width * height)
  }

  /// The corners of a triangle with the weights of a point on it.
  package struct Blend: Sendable {
    package let a, b, c: Int
    package let weights: SIMD3<Float>

    /// The value of a vertex attribute at the point.
    @inline(__always)
    package func mix(_ attribute: [Float]) -> Float {
      attribute[a] * weights.x + attribute[b] * weights.y + attribute[c] * weights.z
    }

    /// The value of a vertex attribute of three channels at the point.
    @inline(__always)
    package func mix(_ attribute: [SIMD3<Float>]) -> SIMD3<Float> {
      let ab = attribute[a] * weights.x + attribute[b] * weights.y
      return ab + attribute[c] * weights.z
    }
  }

  /// The place on the triangle at a pixel (`y * width + x`); `nil` where there is none.
  @inline(__always)
  package func blend(at pixel: Int, _ triangles: [SIMD3<Int32>]) -> Blend? {
    let index = Int(triangle[pixel])
    if index < 0 { return nil }
    let (corner, weights) = (triangles[index], bary[pixel])
    return Blend(
      a: Int(corner.x), b: Int(corner.y), c: Int(corner.z),
      weights: SIMD3(weights.x, weights.y, 1 - weights.x - weights.y))
  }

  /// Calls `body` for each pixel that shows a triangle, row by row from the top, with the pixel's and
  /// the triangle's index and the place on it. `triangles` are those that were drawn.
  @inline(__always)
  package func visit(
    _ triangles: [SIMD3<Int32>], _ body: (_ pixel: Int, _ triangle: Int, Blend) -> Void
  ) {
    for pixel in triangle.indices {
      guard let blend = blend(at: pixel, triangles) else { continue }
      body(pixel, Int(triangle[pixel]), blend)
    }
  }
}
