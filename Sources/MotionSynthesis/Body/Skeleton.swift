internal import CharacterCore
internal import Foundation

/// A body's joints at rest: metres, Y up, facing +Z, the soles at y = 0, +X the subject's left.
package struct Skeleton: Sendable, Equatable {
  /// In `Joint` order.
  package let joints: [SIMD3<Double>]
  /// In `Joint.Tip` order.
  package let tips: [SIMD3<Double>]

  package init(joints: [SIMD3<Double>], tips: [SIMD3<Double>]) {
    precondition(joints.count == Joint.count && tips.count == Joint.Tip.allCases.count)
    (self.joints, self.tips) = (joints, tips)
  }

  package subscript(joint: Joint) -> SIMD3<Double> { joints[joint.rawValue] }
  package subscript(tip: Joint.Tip) -> SIMD3<Double> { tips[tip.rawValue] }

  /// From the parent to the joint at rest; for the hips from the world's origin.
  package func offset(of joint: Joint) -> SIMD3<Double> {
    guard let parent = joint.parent else { return self[joint] }
    return self[joint] - self[parent]
  }

  /// The distance between two joints at rest.
  package func distance(_ first: Joint, _ second: Joint) -> Double {
    (self[first] - self[second]).length
  }

  /// Forward kinematics: `R = R_parent L`, `p = p_parent + R_parent (rest - rest_parent)`.
  package func world(_ pose: Pose) -> WorldPose {
    var world = WorldPose(rotations: pose.rotations, positions: joints)
    for joint in Joint.allCases {
      let index = joint.rawValue
      if let parent = joint.parent?.rawValue {
        world.rotations[index] = world.rotations[parent] * pose.rotations[index]
        world.positions[index] =
          world.positions[parent] + world.rotations[parent].turn(joints[index] - joints[parent])
      } else {
        world.positions[index] = joints[index] + pose.translation
      }
    }
    return world
  }

  /// Where a tip is in a posed skeleton.
  package func position(of tip: Joint.Tip, in world: WorldPose) -> SIMD3<Double> {
    world.position(tip.joint) + world.rotation(tip.joint).turn(self[tip] - self[tip.joint])
  }

  /// The local rotations that turn frames in the world, given for some of the joints, stand for; a
  /// joint that is not given keeps its parent's frame.
  func pose(world given: [Joint: Quaternion]) -> Pose {
    var pose = Pose()
    var world = pose.rotations
    for joint in Joint.allCases {
      let parent = joint.parent.map { world[$0.rawValue] } ?? .identity
      world[joint.rawValue] = given[joint] ?? parent
      if let turn = given[joint] { pose[joint] = parent.inverse * turn }
    }
    return pose
  }

  /// VRM's T-pose: arms along ±X, palms down, fingers straight.
  package var tPose: Pose {
    var given: [Joint: Quaternion] = [:]
    for arm in Arm.both { stretch(arm, &given) }
    return pose(world: given)
  }

  private func stretch(_ arm: Arm, _ given: inout [Joint: Quaternion]) {
    let out = SIMD3<Double>(arm.side, 0, 0)
    func aim(_ joint: Joint, at next: Joint) -> Quaternion {
      Quaternion(from: (self[next] - self[joint]).normalized, to: out)
    }
    let hand = aim(arm.hand, at: arm.middle)
    let across = hand.turn(self[arm.fingers[0][0]] - self[arm.fingers[3][0]])
    // Around X, until the index finger lies in front of the little one.
    let turn = -atan2(-across.y, across.z)
    let axis = SIMD3<Double>(1, 0, 0)
    let flat = Quaternion(turn, around: axis) * hand
    given[arm.upper] = aim(arm.upper, at: arm.lower)
    given[arm.lower] = Quaternion(turn / 2, around: axis) * aim(arm.lower, at: arm.hand)
    given[arm.hand] = flat
    for (finger, tip) in zip(arm.fingers, arm.tips) {
      let points = finger.map { self[$0] } + [self[tip]]
      let level = (flat.turn(points[1] - points[0]) * SIMD3(1, 0, 1)).normalized
      for (index, joint) in finger.enumerated() {
        let bone = flat.turn(points[index + 1] - points[index]).normalized
        given[joint] = Quaternion(from: bone, to: level) * flat
      }
    }
  }
}

/// The joints of one arm by their part in it.
struct Arm: Sendable {
  /// +1 on the left, -1 on the right.
  let side: Double
  let shoulder, upper, lower, hand: Joint
  /// Index, middle, ring and little finger from the knuckle on.
  let fingers: [[Joint]]
  let tips: [Joint.Tip]
  let thumb: [Joint]
  let thumbTip: Joint.Tip

  var middle: Joint { fingers[1][0] }

  static let left = Arm(
    side: 1, shoulder: .leftShoulder, upper: .leftUpperArm, lower: .leftLowerArm, hand: .leftHand,
    fingers: [
      [.leftIndexProximal, .leftIndexIntermediate, .leftIndexDistal],
      [.leftMiddleProximal, .leftMiddleIntermediate, .leftMiddleDistal],
      [.leftRingProximal, .leftRingIntermediate, .leftRingDistal],
      [.leftLittleProximal, .leftLittleIntermediate, .leftLittleDistal],
    ],
    tips: [.leftIndex, .leftMiddle, .leftRing, .leftLittle],
    thumb: [.leftThumbMetacarpal, .leftThumbProximal, .leftThumbDistal], thumbTip: .leftThumb)

  static let right = Arm(
    side: -1, shoulder: .rightShoulder, upper: .rightUpperArm, lower: .rightLowerArm,
    hand: .rightHand,
    fingers: [
      [.rightIndexProximal, .rightIndexIntermediate, .rightIndexDistal],
      [.rightMiddleProximal, .rightMiddleIntermediate, .rightMiddleDistal],
      [.rightRingProximal, .rightRingIntermediate, .rightRingDistal],
      [.rightLittleProximal, .rightLittleIntermediate, .rightLittleDistal],
    ],
    tips: [.rightIndex, .rightMiddle, .rightRing, .rightLittle],
    thumb: [.rightThumbMetacarpal, .rightThumbProximal, .rightThumbDistal],
    thumbTip: .rightThumb)

  static let both = [left, right]
}

/// The joints of one leg by their part in it.
struct Leg: Sendable {
  /// +1 on the left, -1 on the right.
  let side: Double
  let upper, lower, foot, toes: Joint
  let tip: Joint.Tip

  static let left = Leg(
    side: 1, upper: .leftUpperLeg, lower: .leftLowerLeg, foot: .leftFoot, toes: .leftToes,
    tip: .leftToes)
  static let right = Leg(
    side: -1, upper: .rightUpperLeg, lower: .rightLowerLeg, foot: .rightFoot, toes: .rightToes,
    tip: .rightToes)
  static let both = [left, right]
}
