internal import CharacterCore

/// The outer skin of a head as a triangle mesh that strands are rooted on.
///
/// It is the part of the head table outside the mouth and the lids (triangle part 0). Build one on
/// the neutral head to bind roots; growing scalp hair builds another on the identity's rest head.
package struct SkinSurface: Sendable {
  /// A point of the skin: three vertices of the head and their shares, which follow every pose.
  package struct Root: Sendable, Equatable {
    package var corners: SIMD3<Int32>
    package var weights: SIMD3<Float>
    package init(corners: SIMD3<Int32>, weights: SIMD3<Float>) {
      self.corners = corners
      self.weights = weights
    }

    /// The value of a field of the vertices at the root.
    @inline(__always) package func value(_ field: [SIMD3<Float>]) -> SIMD3<Float> {
      field[Int(corners.x)] * weights.x + field[Int(corners.y)] * weights.y
        + field[Int(corners.z)] * weights.z
    }

    @inline(__always) package func value(_ field: [Float]) -> Float {
      field[Int(corners.x)] * weights.x + field[Int(corners.y)] * weights.y
        + field[Int(corners.z)] * weights.z
    }
  }

  package let vertices: [SIMD3<Float>]
  /// Triangles of the outer skin alone, counter-clockwise seen from outside.
  package let triangles: [SIMD3<Int32>]
  /// Area-weighted normals from those triangles; zero where a vertex has none.
  package let normals: [SIMD3<Float>]
  /// The vertices that the triangles use, ascending.
  let used: [Int32]

  package init(vertices: [SIMD3<Float>], triangles: [SIMD3<Int32>]) {
    precondition(!triangles.isEmpty)
    self.vertices = vertices
    self.triangles = triangles
    normals = Self.normals(vertices, triangles)
    var isUsed = [Bool](repeating: false, count: vertices.count)
    for triangle in triangles { for corner in 0..<3 { isUsed[Int(triangle[corner])] = true } }
    used = isUsed.indices.filter { isUsed[$0] }.map { Int32($0) }
  }

  static func normals(_ vertices: [SIMD3<Float>], _ triangles: [SIMD3<Int32>]) -> [SIMD3<Float>] {
    var sums = [SIMD3<Float>](repeating: .zero, count: vertices.count)
    for t in triangles {
      let (a, b, c) = (vertices[Int(t.x)], vertices[Int(t.y)], vertices[Int(t.z)])
      let normal = (b - a).cross(c - a)
      sums[Int(t.x)] += normal
      sums[Int(t.y)] += normal
      sums[Int(t.z)] += normal
    }
    return sums.map(\.normalized)
  }

  /// Binds points to the nearest point of the skin: the nearest vertex is found first, then the
  /// nearest of the triangles within two edges of it.
  package func bind(_ points: [SIMD3<Float>]) -> [Root] {
    let grid = PointGrid(used.map { vertices[Int($0)] }, cellSize: 1)
    let around = trianglesAtVertices()
    var last = 0
    return points.map { point in
      last = grid.nearest(to: point, hint: last)
      var best = Root(corners: triangles[0], weights: SIMD3(1, 0, 0))
      var bestDistance = Float.infinity
      for near in around[Int(used[last])] {
        for corner in 0..<3 {
          for index in around[Int(triangles[near][corner])] {
            let root = nearestPoint(of: triangles[index], to: point)
            let offset = root.value(vertices) - point
            if offset.dot(offset) < bestDistance {
              best = root
              bestDistance = offset.dot(offset)
            }
          }
        }
      }
      return best
    }
  }

  private func trianglesAtVertices() -> [[Int]] {
    var lists = [[Int]](repeating: [], count: vertices.count)
    for (index, triangle) in triangles.enumerated() {
      for corner in 0..<3 { lists[Int(triangle[corner])].append(index) }
    }
    return lists
  }

  /// The nearest point of a triangle (Ericson, *Real-Time Collision Detection*, 5.1.5).
  private func nearestPoint(of triangle: SIMD3<Int32>, to p: SIMD3<Float>) -> Root {
    let a = vertices[Int(triangle.x)]
    let ab = vertices[Int(triangle.y)] - a
    let ac = vertices[Int(triangle.z)] - a
    func root(_ b: Float, _ c: Float) -> Root {
      Root(corners: triangle, weights: SIMD3(1 - b - c, b, c))
    }
    let ap = p - a
    let (d1, d2) = (ab.dot(ap), ac.dot(ap))
    if d1 <= 0, d2 <= 0 { return root(0, 0) }
    let bp = ap - ab
    let (d3, d4) = (ab.dot(bp), ac.dot(bp))
    if d3 >= 0, d4 <= d3 { return root(1, 0) }
    let vc = d1 * d4 - d3 * d2
    if vc <= 0, d1 >= 0, d3 <= 0 { return root(d1 / (d1 - d3), 0) }
    let cp = ap - ac
    let (d5, d6) = (ab.dot(cp), ac.dot(cp))
    if d6 >= 0, d5 <= d6 { return root(0, 1) }
    let vb = d5 * d2 - d1 * d6
    if vb <= 0, d2 >= 0, d6 <= 0 { return root(0, d2 / (d2 - d6)) }
    let va = d3 * d6 - d5 * d4
    if va <= 0, d4 >= d3, d5 >= d6 {
      let share = (d4 - d3) / ((d4 - d3) + (d5 - d6))
      return root(1 - share, share)
    }
    let sum = va + vb + vc
    return root(vb / sum, vc / sum)
  }
}

/// Draws points of a mesh in proportion to area times a weight of each triangle.
struct SurfaceSampler {
  private let triangles: [SIMD3<Int32>]
  private let cumulative: [Double]

  init(_ surface: SkinSurface, weight: (SIMD3<Int32>) -> Float) {
    triangles = surface.triangles
    var sum = 0.0
    cumulative = surface.triangles.map { t in
      let a = surface.vertices[Int(t.x)]
      let b = surface.vertices[Int(t.y)]
      let c = surface.vertices[Int(t.z)]
      sum += Double((b - a).cross(c - a).length * 0.5 * max(weight(t), 0))
      return sum
    }
  }

  /// Weighs triangles by the mean of a mask that lives on the vertices.
  init(_ surface: SkinSurface, mask: [Float]) {
    self.init(surface) { (mask[Int($0.x)] + mask[Int($0.y)] + mask[Int($0.z)]) / 3 }
  }

  /// Whether no triangle has any weight, so that nothing can be drawn.
  var isEmpty: Bool { (cumulative.last ?? 0) <= 0 }

  /// One point; draws three numbers.
  func draw(_ random: inout RandomStream) -> SkinSurface.Root {
    let target = random.uniform() * (cumulative.last ?? 0)
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > target { high = middle } else { low = middle + 1 }
    }
    let (u, v) = (random.uniform(), random.uniform())
    let (small, large) = (Float(min(u, v)), Float(max(u, v)))
    return SkinSurface.Root(
      corners: triangles[low], weights: SIMD3(small, large - small, 1 - large))
  }
}
