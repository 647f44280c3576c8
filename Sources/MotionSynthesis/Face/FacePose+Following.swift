internal import CharacterCore
internal import Foundation

extension FacePose {
  /// The face with the head of a body, seen from where the body faces: within what a rendered face can
  /// do, and the eyes still on what they looked at where they reach it.
  ///
  /// - Parameters:
  ///   - head: how the head is turned in the world.
  ///   - heading: where the body faces, radians to the left of +z.
  func following(_ head: Quaternion, heading: Double) -> FacePose {
    let turn = Quaternion(-heading, around: SIMD3(0, 1, 0)) * head
    // R = Rz(roll) Ry(yaw) Rx(-pitch)
    let (ahead, aside) = (turn.turn(SIMD3(0, 0, 1)), turn.turn(SIMD3(1, 0, 0)))
    let yaw = asin(min(max(-aside.z, -1), 1))
    let roll = atan2(aside.y, aside.x)
    let unrolled = Quaternion(-roll, around: SIMD3(0, 0, 1)).turn(ahead)
    let pitch = atan2(unrolled.y, max(hypot(unrolled.x, unrolled.z), 1e-9))
    let degrees = 180 / Double.pi
    var pose = self
    pose.headYaw = (-45...45).nearest(to: yaw * degrees)
    pose.headPitch = (-25...25).nearest(to: pitch * degrees)
    pose.headRoll = (-15...15).nearest(to: roll * degrees)

    let wanted = pose.headOrientation.inHead(gazeInWorld)
    // Eyes let go of what they would have to look back at.
    let hold = Math.smoothstep(60, 35, max(abs(wanted.x), abs(wanted.y)))
    let limit = FaceScore.gazeLimit
    pose.gazeYaw = (-limit.yaw...limit.yaw).nearest(to: hold * wanted.x)
    pose.gazePitch = (limit.down...limit.up).nearest(to: hold * wanted.y)
    pose.expression.look(yaw: pose.gazeYaw, pitch: pose.gazePitch)
    return pose
  }
}
