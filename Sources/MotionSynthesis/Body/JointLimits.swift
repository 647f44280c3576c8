package import CharacterCore
internal import Foundation

/// How far one person's joints go, and the clamp that keeps a pose within.
///
/// A joint's turn is taken apart into a *twist* around its bone and a *swing* of the bone; the swing's
/// two parts are a bend (flexion positive) and a tilt to the side (abduction positive). Ball joints
/// hold the swing within an ellipse, hinges each part by itself. Adult ranges are the AAOS's (Norkin and
/// White) with the usual ones of hip, knee and ankle; all shrink with age, and children and women are
/// more mobile, as in the CDC's measurements of 674 people. They are counted from the anatomical zero,
/// so that arms that hang and elbows that are bent at rest have used up a part of their range.
package struct JointLimits: Sendable {
  /// One joint's ranges in radians from the rest pose, and the axes that they are about.
  struct Range: Sendable {
    let bone, bendAxis, tiltAxis: SIMD3<Double>
    let bend, tilt, twist: ClosedRange<Double>
    let isHinge: Bool
  }

  /// In `Joint` order; `nil` for the hips, which turn with the whole body.
  let ranges: [Range?]

  package init(skeleton: Skeleton, ageYears: Double, sex: Double) {
    let mobility = Self.mobility(ageYears: ageYears, sex: sex)
    ranges = Joint.allCases.map { Anatomy(skeleton, mobility).range(of: $0) }
  }

  /// The factor on every range: 1 in the middle of life; a child's hip then bends by 134° and its knee
  /// by 150°. Falls with age throughout.
  package static func mobility(ageYears: Double, sex: Double) -> Double {
    Math.interpolate(ageYears, [2, 8, 19, 45, 70, 90], [1.08, 1.07, 1.02, 1, 0.93, 0.84])
      * Math.mix(1.015, 0.985, sex)
  }

  /// The nearest rotation within the joint's limits, by its twist, bend and tilt; a rotation within
  /// them comes back as it is.
  package func clamped(_ rotation: Quaternion, at joint: Joint) -> Quaternion {
    guard let range = ranges[joint.rawValue] else { return rotation }
    let (swing, twist) = rotation.swingAndTwist(around: range.bone)
    let turn = twist.rotationVector.dot(range.bone)
    let vector = swing.rotationVector
    var (bend, tilt) = (vector.dot(range.bendAxis), vector.dot(range.tiltAxis))
    let kept = range.twist.nearest(to: turn)
    if range.isHinge {
      (bend, tilt) = (range.bend.nearest(to: bend), range.tilt.nearest(to: tilt))
    } else {
      let bound = bend < 0 ? -range.bend.lowerBound : range.bend.upperBound
      let sideBound = tilt < 0 ? -range.tilt.lowerBound : range.tilt.upperBound
      let share = hypot(bend / bound, tilt / sideBound)
      if share > 1 { (bend, tilt) = (bend / share, tilt / share) }
    }
    let held = bend * range.bendAxis + tilt * range.tiltAxis
    // What is within its limits keeps its very bits.
    guard (held - vector).length > 1e-9 || abs(kept - turn) > 1e-9 else { return rotation }
    return Quaternion(rotationVector: held) * Quaternion(kept, around: range.bone)
  }

  /// The pose with every joint within its limits.
  package func clamped(_ pose: Pose) -> Pose {
    var pose = pose
    for joint in Joint.allCases { pose[joint] = clamped(pose[joint], at: joint) }
    return pose
  }

  /// By how much a joint is beyond its limits, in radians; 0 within them.
  package func excess(_ rotation: Quaternion, at joint: Joint) -> Double {
    (rotation.inverse * clamped(rotation, at: joint)).rotationVector.length
  }

  /// The joint that is farthest beyond its limits and by how many radians; `nil` where all are within.
  package func worstExcess(in pose: Pose) -> (joint: Joint, radians: Double)? {
    let worst = Joint.allCases.map { ($0, excess(pose[$0], at: $0)) }.max { $0.1 < $1.1 }
    return worst.flatMap { $0.1 > 1e-6 ? ($0.0, $0.1) : nil }
  }
}

extension ClosedRange<Double> {
  func nearest(to value: Double) -> Double { Swift.min(Swift.max(value, lowerBound), upperBound) }
}
