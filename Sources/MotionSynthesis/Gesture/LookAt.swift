internal import CharacterCore
internal import Foundation

/// Turns a body's neck, head and eyes as the face performs them: one head, driven once.
///
/// The face's performance decides where the head is turned (Freedman and Sparks 1997: no head below 20
/// degrees, eyes against the head's turn). Neck and head share that turn 45 to 55, roll 55 to 45, and the
/// trunk follows a large look.
package struct LookAt: Sendable {
  private let limits: JointLimits

  package init(limits: JointLimits) { self.limits = limits }

  /// - Parameter heading: where the body's path looks, radians around +Y; the face's turn counts from
  ///   there.
  package func apply(to pose: inout Pose, face: FacePose, heading: Double) {
    let degree = Double.pi / 180
    let follow = 0.3 * Self.beyond(face.headYaw, 14) * degree
    let bow = 0.12 * Self.beyond(face.headPitch, 14) * degree
    for (joint, share) in [(Joint.spine, 0.25), (.chest, 0.35), (.upperChest, 0.4)] {
      let turn = Quaternion(rotationVector: SIMD3(-share * bow, share * follow, 0))
      pose[joint] = limits.clamped(pose[joint] * turn, at: joint)
    }
    let target =
      Quaternion(heading, around: SIMD3(0, 1, 0))
      * face.headOrientation.rotation
    var wanted = (pose[.hips] * pose[.spine] * pose[.chest] * pose[.upperChest]).inverse * target
    (pose[.neck], pose[.head]) = shared(wanted)
    // What neck and head cannot do, the trunk does.
    let missing = wanted * (pose[.neck] * pose[.head]).inverse
    if missing.rotationVector.length > 1e-6 {
      pose[.upperChest] = limits.clamped(pose[.upperChest] * missing, at: .upperChest)
      wanted = (pose[.hips] * pose[.spine] * pose[.chest] * pose[.upperChest]).inverse * target
      (pose[.neck], pose[.head]) = shared(wanted)
    }
    let eyes = HeadOrientation(yaw: face.gazeYaw, pitch: face.gazePitch, roll: 0).rotation
    pose[.leftEye] = limits.clamped(eyes, at: .leftEye)
    pose[.rightEye] = limits.clamped(eyes, at: .rightEye)
  }

  /// Neck and head for a turn of the head against the trunk, each within its limits; where one is at
  /// its end the other does more.
  private func shared(_ turn: Quaternion) -> (Quaternion, Quaternion) {
    let vector = turn.rotationVector
    var neck = limits.clamped(
      Quaternion(rotationVector: vector * SIMD3(0.45, 0.45, 0.55)), at: .neck)
    var head = limits.clamped(neck.inverse * turn, at: .head)
    for _ in 0..<2 {
      neck = limits.clamped(turn * head.inverse, at: .neck)
      head = limits.clamped(neck.inverse * turn, at: .head)
    }
    return (neck, head)
  }

  /// What of an angle lies beyond a bound, with a soft beginning.
  private static func beyond(_ angle: Double, _ bound: Double) -> Double {
    let rest = abs(angle) - bound
    guard rest > 0 else { return 0 }
    let soft = rest * rest / (rest + 8)
    return angle < 0 ? -soft : soft
  }
}
