internal import CharacterCore
internal import Foundation

/// One hand of one person at rest: which way it looks, how its fingers bend, where its palm is.
struct HandAnatomy: Sendable {
  /// Of unit length: along the hand, out of the palm, and to the thumb's side.
  let along, palm, toThumb: SIMD3<Double>
  /// From the hand's joint to the middle of the palm's surface, metres.
  let palmCentre: SIMD3<Double>
  let arm: Arm
  private let fingers: [Finger]
  private let thumb: [Segment]
  private let across: Double

  fileprivate struct Segment {
    let joint: Joint
    let bone, bend: SIMD3<Double>
    /// Radians of bend at rest.
    let used: Double
  }

  private struct Finger {
    let segments: [Segment]
    /// The sign of a tilt that goes toward the thumb.
    let toThumb: Double
  }

  init(_ arm: Arm, body: SkinnedBody) {
    let skeleton = body.rest.skeleton
    self.arm = arm
    let hand = skeleton[arm.hand]
    along = (skeleton[arm.middle] - hand).normalized
    let toLittle = skeleton[arm.fingers[3][0]] - skeleton[arm.fingers[0][0]]
    palm = (-arm.side * along.cross(toLittle)).normalized
    let radial = arm.side * palm.cross(along)
    toThumb = radial.dot(toLittle) < 0 ? radial : -radial
    let knuckles = arm.fingers.reduce(SIMD3<Double>.zero) { $0 + skeleton[$1[0]] } / 4
    let middle = hand + 0.62 * (knuckles - hand)
    let from = middle + 0.12 * palm
    let parts: Set<Joint> = [arm.hand]
    palmCentre = (body.surface(from: from, toward: -palm, of: parts)?.rest ?? middle) - hand

    let side = toThumb
    fingers = arm.fingers.enumerated().map { number, joints in
      let points = [hand] + joints.map { skeleton[$0] } + [skeleton[arm.tips[number]]]
      let first = points[2] - points[1]
      let axis = first.cross(points[4] - points[2]).normalized
      let segments = joints.enumerated().map { place, joint in
        let before = (points[place + 1] - points[place]).normalized
        return Segment(
          joint, (points[place + 2] - points[place + 1]).normalized, axis, after: before)
      }
      return Finger(segments: segments, toThumb: segments[0].bend.dot(side) < 0 ? -1 : 1)
    }
    let points = arm.thumb.map { skeleton[$0] } + [skeleton[arm.thumbTip]]
    let axis = (points[1] - points[0]).cross(points[3] - points[1]).normalized
    thumb = arm.thumb.enumerated().map { place, joint in
      Segment(joint, (points[place + 1] - points[place]).normalized, axis, after: nil)
    }
    across = thumb[0].bend.dot(palm) < 0 ? -1 : 1
  }

  /// The rotation in the world of a hand that lies along one direction and shows its palm to another.
  func rotation(along direction: SIMD3<Double>, palm normal: SIMD3<Double>) -> Quaternion {
    Quaternion(
      takingFrame: (along, palm), to: (direction.normalized, normal.perpendicular(to: direction)))
  }

  /// The fingers' rotations in a shape.
  func rotations(_ shape: HandShape) -> [(joint: Joint, turn: Quaternion)] {
    let degree = Double.pi / 180
    var result: [(joint: Joint, turn: Quaternion)] = []
    result.reserveCapacity(15)
    for (number, finger) in fingers.enumerated() {
      for (place, segment) in finger.segments.enumerated() {
        let tilt = place == 0 ? finger.toThumb * shape.spread[number] * degree : 0
        let bend = shape.fingers[number][place] * degree - segment.used
        result.append((segment.joint, segment.turn(bend, tilt)))
      }
    }
    let bends = SIMD3(shape.thumb.x, shape.thumb.z, shape.thumb.w) * degree
    for (place, segment) in thumb.enumerated() {
      let tilt = place == 0 ? across * shape.thumb.y * degree : 0
      result.append((segment.joint, segment.turn(bends[place], tilt)))
    }
    return result
  }

  /// From the hand's joint to a fingertip in a shape, in the hand's frame at rest.
  func tip(_ tip: Joint.Tip, _ shape: HandShape, _ skeleton: Skeleton) -> SIMD3<Double> {
    var pose = Pose.rest
    for (joint, turn) in rotations(shape) { pose[joint] = turn }
    return skeleton.position(of: tip, in: skeleton.world(pose)) - skeleton[arm.hand]
  }
}

extension HandAnatomy.Segment {
  fileprivate init(
    _ joint: Joint, _ bone: SIMD3<Double>, _ axis: SIMD3<Double>, after before: SIMD3<Double>?
  ) {
    self.joint = joint
    self.bone = bone
    bend = axis.perpendicular(to: bone)
    used =
      before.map { before in
        let turn = before.cross(bone)
        return atan2(turn.length, before.dot(bone)) * (turn.dot(axis) < 0 ? -1 : 1)
      } ?? 0
  }

  fileprivate func turn(_ angle: Double, _ tilt: Double) -> Quaternion {
    Quaternion(rotationVector: angle * bend + tilt * bone.cross(bend))
  }
}

extension Quaternion {
  /// The rotation that takes two perpendicular directions of unit length to two others.
  init(
    takingFrame from: (SIMD3<Double>, SIMD3<Double>), to: (SIMD3<Double>, SIMD3<Double>)
  ) {
    let first = Quaternion(from: from.0, to: to.0)
    let second = first.turn(from.1)
    let angle = atan2(to.0.dot(second.cross(to.1)), second.dot(to.1))
    self = Quaternion(angle, around: to.0) * first
  }
}

extension SIMD3<Double> {
  /// The part across a direction, of unit length.
  func perpendicular(to direction: Self) -> Self {
    let unit = direction.normalized
    let part = self - dot(unit) * unit
    guard part.length > 1e-9 else {
      let other = Swift.abs(unit.y) < 0.9 ? Self(0, 1, 0) : Self(1, 0, 0)
      return (other - other.dot(unit) * unit).normalized
    }
    return part.normalized
  }
}
