internal import CharacterCore

/// A body that follows its skeleton by linear blend skinning.
///
/// A vertex goes to `sum_j w_j (R_j (v - rest_j) + p_j)`, with at most four joints.
package struct SkinnedBody: Sendable {
  package let shape: BodyShape
  package let rest: RestBody

  package init(_ rest: RestBody, of shape: BodyShape) {
    precondition(rest.vertices.count == shape.vertexCount, "the body is of another table")
    (self.shape, self.rest) = (shape, rest)
  }

  /// The surface in a pose, metres.
  package func vertices(_ pose: Pose) -> [SIMD3<Float>] {
    vertices(rest.skeleton.world(pose))
  }

  package func vertices(_ world: WorldPose) -> [SIMD3<Float>] {
    let bones = Joint.allCases.map { joint in
      Bone(
        world.rotation(joint), restedAt: rest.skeleton[joint], movedTo: world.position(joint))
    }
    return bones.withUnsafeBufferPointer { bones in
      [SIMD3<Float>](unsafeUninitializedCapacity: rest.vertices.count) { moved, count in
        for index in 0..<rest.vertices.count {
          let (joints, weights) = (shape.skinJoints[index], shape.skinWeights[index])
          let point = rest.vertices[index]
          var sum = SIMD3<Float>.zero
          for slot in 0..<4 where weights[slot] > 0 {
            let bone = bones[Int(joints[slot])]
            let turned = bone.x * point.x + bone.y * point.y + bone.z * point.z
            sum += weights[slot] * (turned + bone.shift)
          }
          moved.initializeElement(at: index, to: sum)
        }
        count = rest.vertices.count
      }
    }
  }

  /// The normals of a posed surface: of unit length, weighted by area, without the steps at the hems,
  /// so that a hem stays crisp.
  package func normals(of vertices: [SIMD3<Float>]) -> [SIMD3<Float>] {
    var sums = [SIMD3<Float>](repeating: .zero, count: vertices.count)
    sums.withUnsafeMutableBufferPointer { sums in
      for (index, triangle) in shape.triangles.enumerated() where !shape.isHem[index] {
        let (a, b, c) = (Int(triangle.x), Int(triangle.y), Int(triangle.z))
        let (u, v) = (vertices[b] - vertices[a], vertices[c] - vertices[a])
        let normal = SIMD3(
          u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x)
        sums[a] += normal
        sums[b] += normal
        sums[c] += normal
      }
    }
    return sums.map { $0 / max(($0 * $0).sum().squareRoot(), 1e-12) }
  }

  /// A joint's rigid motion as a matrix's columns and a shift.
  private struct Bone {
    let x, y, z, shift: SIMD3<Float>

    init(_ turn: Quaternion, restedAt rest: SIMD3<Double>, movedTo place: SIMD3<Double>) {
      x = SIMD3(turn.turn(SIMD3(1, 0, 0)))
      y = SIMD3(turn.turn(SIMD3(0, 1, 0)))
      z = SIMD3(turn.turn(SIMD3(0, 0, 1)))
      shift = SIMD3(place - turn.turn(rest))
    }
  }
}
