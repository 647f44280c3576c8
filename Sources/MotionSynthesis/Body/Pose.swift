package import CharacterCore

/// How a skeleton is held: a rotation a joint, and where the hips have gone.
package struct Pose: Sendable, Equatable {
  /// Each joint's rotation relative to its parent, in `Joint` order. At rest every joint's frame is
  /// the world's, so that the identity everywhere is the rest pose.
  package var rotations: [Quaternion]
  /// Metres from the hips' place at rest.
  package var translation: SIMD3<Double>

  package static let rest = Pose()

  package init(
    rotations: [Quaternion] = Array(repeating: .identity, count: Joint.count),
    translation: SIMD3<Double> = .zero
  ) {
    precondition(rotations.count == Joint.count, "a rotation a joint")
    (self.rotations, self.translation) = (rotations, translation)
  }

  package subscript(joint: Joint) -> Quaternion {
    get { rotations[joint.rawValue] }
    set { rotations[joint.rawValue] = newValue }
  }

  /// The pose in a mirror: left and right exchanged.
  package var mirrored: Pose {
    var pose = self
    for joint in Joint.allCases {
      let turn = self[joint.mirrored]
      pose[joint] = Quaternion(
        vector: turn.vector * SIMD3(1, -1, -1), scalar: turn.scalar)
    }
    pose.translation.x = -translation.x
    return pose
  }

  /// `share` of the way to another pose, each joint along its shortest arc.
  package func mixed(with end: Pose, _ share: Double) -> Pose {
    Pose(
      rotations: zip(rotations, end.rotations).map { $0.mixed(with: $1, share) },
      translation: translation + share * (end.translation - translation))
  }
}

/// A pose in the world: where each joint is and how its frame is turned, in `Joint` order.
package struct WorldPose: Sendable, Equatable {
  package var rotations: [Quaternion]
  /// Metres.
  package var positions: [SIMD3<Double>]

  package func rotation(_ joint: Joint) -> Quaternion { rotations[joint.rawValue] }
  package func position(_ joint: Joint) -> SIMD3<Double> { positions[joint.rawValue] }
}
