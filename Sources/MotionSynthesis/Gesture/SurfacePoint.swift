internal import CharacterCore

/// A point of a body's surface that moves with it, where a hand may lie.
struct SurfacePoint: Sendable {
  /// A triangle's corners, and the point's shares of them.
  let corners: SIMD3<Int>
  let shares: SIMD3<Double>
  /// Where it is at rest, and which way is out there, of unit length.
  let rest, normal: SIMD3<Double>
  /// The joint that moves most of it.
  let joint: Joint
}

extension SkinnedBody {
  /// The first point of the surface at rest that a ray meets, among triangles that mostly belong to
  /// some joints.
  func surface(
    from origin: SIMD3<Double>, toward direction: SIMD3<Double>, of joints: Set<Joint>
  ) -> SurfacePoint? {
    var best: (distance: Double, corners: SIMD3<Int>, shares: SIMD3<Double>)?
    let owners = joints.reduce(into: [Bool](repeating: false, count: Joint.count)) {
      $0[$1.rawValue] = true
    }
    for triangle in shape.triangles {
      let corners = SIMD3<Int>(truncatingIfNeeded: triangle)
      guard owners[owner(corners.x)] || owners[owner(corners.y)] || owners[owner(corners.z)]
      else { continue }
      // Moeller and Trumbore 1997.
      let a = SIMD3<Double>(rest.vertices[corners.x])
      let u = SIMD3<Double>(rest.vertices[corners.y]) - a
      let v = SIMD3<Double>(rest.vertices[corners.z]) - a
      let p = direction.cross(v)
      let determinant = u.dot(p)
      guard abs(determinant) > 1e-14 else { continue }
      let s = (origin - a) / determinant
      let share = s.dot(p)
      let q = s.cross(u)
      let other = direction.dot(q)
      let distance = v.dot(q)
      guard share >= 0, other >= 0, share + other <= 1, distance > 0 else { continue }
      if distance < best?.distance ?? .infinity {
        best = (distance, corners, SIMD3(1 - share - other, share, other))
      }
    }
    return best.map { point($0.corners, $0.shares) }
  }

  /// A vertex of the surface.
  func surfacePoint(atVertex index: Int) -> SurfacePoint {
    point(SIMD3(repeating: index), SIMD3(1, 0, 0))
  }

  private func point(_ corners: SIMD3<Int>, _ shares: SIMD3<Double>) -> SurfacePoint {
    var (place, normal) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
    for corner in 0..<3 {
      place += shares[corner] * SIMD3<Double>(rest.vertices[corners[corner]])
    }
    // The mean normal nearby, so that a button or a fold does not turn the hand.
    let reach = 0.02 * rest.stature / 1.7
    for triangle in shape.triangles {
      let three = SIMD3<Int>(truncatingIfNeeded: triangle)
      let a = SIMD3<Double>(rest.vertices[three.x])
      guard (a - place).length < 2 * reach else { continue }
      let across = (SIMD3<Double>(rest.vertices[three.y]) - a)
        .cross(SIMD3<Double>(rest.vertices[three.z]) - a)
      normal += across * (1 - (a - place).length / (2 * reach))
    }
    let largest = (0..<3).max { shares[$0] < shares[$1] } ?? 0
    return SurfacePoint(
      corners: corners, shares: shares, rest: place, normal: normal.normalized,
      joint: Joint(rawValue: owner(corners[largest])) ?? .hips)
  }

  /// The joint that moves most of a vertex.
  func owner(_ vertex: Int) -> Int {
    let weights = shape.skinWeights[vertex]
    var best = 0
    for slot in 1..<4 where weights[slot] > weights[best] { best = slot }
    return Int(shape.skinJoints[vertex][best])
  }

  /// Where a point of the surface is in a posed skeleton.
  func position(of point: SurfacePoint, in world: WorldPose) -> SIMD3<Double> {
    var sum = SIMD3<Double>.zero
    for corner in 0..<3 {
      sum += point.shares[corner] * position(ofVertex: point.corners[corner], in: world)
    }
    return sum
  }

  private func position(ofVertex index: Int, in world: WorldPose) -> SIMD3<Double> {
    let (joints, weights) = (shape.skinJoints[index], shape.skinWeights[index])
    let place = SIMD3<Double>(rest.vertices[index])
    var sum = SIMD3<Double>.zero
    for slot in 0..<4 where weights[slot] > 0 {
      let joint = Int(joints[slot])
      let moved =
        world.positions[joint]
        + world.rotations[joint].turn(place - rest.skeleton.joints[joint])
      sum += Double(weights[slot]) * moved
    }
    return sum
  }
}
