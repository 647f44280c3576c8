package import CharacterCore
internal import Foundation

/// The upper part of a garment: the skin of neck and shoulders moved outwards, and a torso hung
/// from its lower border.
///
/// The mesh reaches up to the jaw; `neckline` tells cloth from skin. It follows the posed head's
/// neck and shoulders, so the torso turns as they do.
package struct Garment: Sendable {
  /// The garment of one frame: a vertex and a normal for each of `neckline`.
  package struct Posed: Sendable {
    package var vertices: [SIMD3<Float>]
    package var normals: [SIMD3<Float>]
  }

  package let kind: LookParameters.Garment
  /// Triangles of this mesh's own vertices, counter-clockwise seen from outside.
  package let triangles: [SIMD3<Int32>]
  /// Height above the neckline in cm, a value a vertex: interpolated over a triangle, a point is
  /// cloth where it is at most 0. The hem's seam lies between -1.15 and -1.
  package let neckline: [Float]
  /// The garment on the mean head: a place in it that keeps its pattern whatever the pose.
  package let neutral: [SIMD3<Float>]

  /// Head vertices below the vertices of the covering part, in their order.
  private let source: [Int32]
  private let sourceTriangles: [SIMD3<Int32>]
  /// The covering part's lower border, vertices in the order of its outline.
  private let border: [Int32]
  private static let ringCount = 7
  /// How far cloth stands off the skin, cm.
  private var offset: Float { kind == .turtle ? 0.45 : 0.30 }

  /// A garment cut to the skin of the mean head.
  package init(_ kind: LookParameters.Garment, neutral skin: SkinSurface) {
    self.kind = kind
    let kept = skin.triangles.filter { triangle in
      (0..<3).allSatisfy { skin.vertices[Int(triangle[$0])].y < -5 }
    }
    var isUsed = [Bool](repeating: false, count: skin.vertices.count)
    for triangle in kept { for corner in 0..<3 { isUsed[Int(triangle[corner])] = true } }
    source = isUsed.indices.filter { isUsed[$0] }.map { Int32($0) }
    var place = [Int32](repeating: -1, count: skin.vertices.count)
    for (index, vertex) in source.enumerated() { place[Int(vertex)] = Int32(index) }
    sourceTriangles = kept.map { triangle in
      SIMD3(place[Int(triangle.x)], place[Int(triangle.y)], place[Int(triangle.z)])
    }
    let heights = source.map { skin.vertices[Int($0)].y }
    border = Self.border(of: sourceTriangles, count: source.count) { heights[Int($0)] < -13 }
    triangles =
      sourceTriangles
      + Self.rings(border: border, firstVertex: Int32(source.count), count: Self.ringCount)
    // The pattern is drawn at one offset for every kind, so that necklines do not depend on it.
    let pattern = Self.vertices(
      source.map { skin.vertices[Int($0)] }, sourceTriangles, border, offset: 0.35)
    neutral = pattern
    neckline = pattern.map { Self.height($0, kind) - Self.line(kind) }
  }

  /// The garment on a posed head; `vertices` are all of the head table's.
  package func posed(vertices: [SIMD3<Float>]) -> Posed {
    let positions = Self.vertices(
      source.map { vertices[Int($0)] }, sourceTriangles, border, offset: offset)
    return Posed(vertices: positions, normals: SkinSurface.normals(positions, triangles))
  }

  /// Height of a point over a plane that is tilted from the pit of the throat to the nape.
  private static func height(_ p: SIMD3<Float>, _ kind: LookParameters.Garment) -> Float {
    let level = p.y + 0.46 * (p.z + 1.5)
    switch kind {
    case .tee, .turtle: return level
    case .vneck:
      return level + min(max(1 - abs(p.x) / 4.5, 0), 1) * 3.2 * Ease.smooth(0, 4, p.z)
    case .tank:
      return level + 1.2 * Ease.smooth(9, 3, abs(p.x)) * Ease.smooth(-2, 5, p.z)
    }
  }

  private static func line(_ kind: LookParameters.Garment) -> Float {
    switch kind {
    case .tee, .vneck: -11.7
    case .turtle: -7.2
    case .tank: -12.2
    }
  }

  /// The covering part moved along its normals, then the torso's rings.
  private static func vertices(
    _ skin: [SIMD3<Float>], _ triangles: [SIMD3<Int32>], _ border: [Int32], offset: Float
  ) -> [SIMD3<Float>] {
    let normals = SkinSurface.normals(skin, triangles)
    var result = zip(skin, normals).map { $0 + $1 * offset }
    let edge = border.map { result[Int($0)] }
    let centre = edge.reduce(.zero, +) / Float(max(edge.count, 1))
    for ring in 1...ringCount {
      let t = Float(ring) / Float(ringCount)
      let wide = 1 + 0.62 * sin(min(t * 1.5, 1) * .pi / 2)
      for point in edge {
        let (dx, dz) = (point.x - centre.x, point.z - centre.z)
        let arm = abs(dx) / 12.4
        let drop = 1.2 * t + (4.5 * t + 22 * pow(t, 2.2)) * (0.55 + 0.45 * arm)
        let chest = dz > 0 ? 2.2 * sin(t * 2.2) * (1 - arm * arm) : 0
        result.append(
          SIMD3(
            centre.x + dx * wide, point.y - drop, centre.z + dz * (1 + 0.28 * t) - t + chest))
      }
    }
    return result
  }

  /// Follows the edges that have one triangle and pass `isLow`, in the triangles' own direction.
  private static func border(
    of triangles: [SIMD3<Int32>], count: Int, where isLow: (Int32) -> Bool
  ) -> [Int32] {
    var directed: Set<SIMD2<Int32>> = []
    for t in triangles {
      for (a, b) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)] { directed.insert(SIMD2(a, b)) }
    }
    var next = [Int32](repeating: -1, count: count)
    var first: Int32?
    for t in triangles {
      for (a, b) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)]
      where isLow(a) && isLow(b) && !directed.contains(SIMD2(b, a)) {
        next[Int(a)] = b
        first = min(first ?? a, a)
      }
    }
    guard let first else { return [] }
    var loop = [first]
    while let last = loop.last, next[Int(last)] >= 0, next[Int(last)] != first,
      loop.count < count
    {
      loop.append(next[Int(last)])
    }
    return loop
  }

  private static func rings(border: [Int32], firstVertex: Int32, count: Int) -> [SIMD3<Int32>] {
    var triangles: [SIMD3<Int32>] = []
    let length = Int32(border.count)
    for ring in 0..<Int32(count) {
      for index in 0..<length {
        let after = (index + 1) % length
        let above = firstVertex + (ring - 1) * length
        let below = firstVertex + ring * length
        let a = ring == 0 ? border[Int(index)] : above + index
        let b = ring == 0 ? border[Int(after)] : above + after
        // The triangle above runs from a to b, so the one below runs from b to a.
        triangles.append(SIMD3(b, a, below + index))
        triangles.append(SIMD3(b, below + index, below + after))
      }
    }
    return triangles
  }
}
