internal import CharacterCore
internal import MotionSynthesis

/// A part of the body's surface at rest, onto which points are laid.
struct BodySurface {
  private struct Face {
    let corners: SIMD3<Int32>
    let zone: BodyShape.Zone
    let a, ab, ac, normal: SIMD3<Float>
  }

  private let faces: [Face]
  private let joints: [SIMD4<UInt8>]
  private let weights: [SIMD4<Float>]

  /// - Parameter isNear: true of the places that count; a triangle needs one such corner.
  init(
    vertices: [SIMD3<Float>], triangles: [SIMD3<Int32>], zones: [BodyShape.Zone],
    joints: [SIMD4<UInt8>], weights: [SIMD4<Float>], where isNear: (SIMD3<Float>) -> Bool
  ) {
    (self.joints, self.weights) = (joints, weights)
    faces = zip(triangles, zones).compactMap { corners, zone in
      let (a, b, c) = (
        vertices[Int(corners.x)], vertices[Int(corners.y)], vertices[Int(corners.z)]
      )
      guard isNear(a) || isNear(b) || isNear(c) else { return nil }
      let (ab, ac) = (b - a, c - a)
      let normal = SIMD3(
        ab.y * ac.z - ab.z * ac.y, ab.z * ac.x - ab.x * ac.z, ab.x * ac.y - ab.y * ac.x)
      let length = (normal * normal).sum().squareRoot()
      guard length > 1e-9 else { return nil }
      return Face(
        corners: corners, zone: zone, a: a, ab: ab, ac: ac, normal: normal / length)
    }
  }

  /// How a point is held: laid `share` of the way to the nearest place of the surface (a hair above it),
  /// and `following` of the way from the head's movement to that place's.
  func binding(of point: SIMD3<Float>, share: Float, following: Float) -> HeadGraft.NeckBinding {
    var binding = HeadGraft.NeckBinding()
    var (best, shares): (Face?, SIMD3<Float>) = (nil, .zero)
    var distance = Float.infinity
    for face in faces {
      let near = Self.nearest(face, to: point)
      let offset = face.a + face.ab * near.y + face.ac * near.z - point
      let squared = (offset * offset).sum()
      if squared < distance { (best, shares, distance) = (face, near, squared) }
    }
    guard let face = best else { return binding }
    binding.share = share
    binding.zone = face.zone
    binding.target = face.a + face.ab * shares.y + face.ac * shares.z + face.normal * 0.06
    var sums = [Float](repeating: 0, count: Joint.count)
    sums[Joint.head.rawValue] = 1 - following
    for corner in 0..<3 {
      let vertex = Int(face.corners[corner])
      for slot in 0..<4 {
        sums[Int(joints[vertex][slot])] += following * shares[corner] * weights[vertex][slot]
      }
    }
    let order = sums.indices.sorted { (sums[$1], $0) < (sums[$0], $1) }
    var total: Float = 0
    for slot in 0..<4 {
      binding.joints[slot] = UInt8(order[slot])
      binding.weights[slot] = sums[order[slot]]
      total += sums[order[slot]]
    }
    binding.weights /= total
    return binding
  }

  /// The shares of a triangle's corners at its place nearest to a point (Ericson 2005, 5.1.5).
  private static func nearest(_ face: Face, to point: SIMD3<Float>) -> SIMD3<Float> {
    func dot(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Float { (a * b).sum() }
    let ap = point - face.a
    let (d1, d2) = (dot(face.ab, ap), dot(face.ac, ap))
    if d1 <= 0 && d2 <= 0 { return SIMD3(1, 0, 0) }
    let bp = ap - face.ab
    let (d3, d4) = (dot(face.ab, bp), dot(face.ac, bp))
    if d3 >= 0 && d4 <= d3 { return SIMD3(0, 1, 0) }
    let vc = d1 * d4 - d3 * d2
    if vc <= 0 && d1 >= 0 && d3 <= 0 {
      let v = d1 / (d1 - d3)
      return SIMD3(1 - v, v, 0)
    }
    let cp = ap - face.ac
    let (d5, d6) = (dot(face.ab, cp), dot(face.ac, cp))
    if d6 >= 0 && d5 <= d6 { return SIMD3(0, 0, 1) }
    let vb = d5 * d2 - d1 * d6
    if vb <= 0 && d2 >= 0 && d6 <= 0 {
      let w = d2 / (d2 - d6)
      return SIMD3(1 - w, 0, w)
    }
    let va = d3 * d6 - d5 * d4
    if va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0 {
      let w = (d4 - d3) / ((d4 - d3) + (d5 - d6))
      return SIMD3(0, 1 - w, w)
    }
    let share = 1 / (va + vb + vc)
    let (v, w) = (vb * share, vc * share)
    return SIMD3(1 - v - w, v, w)
  }
}
