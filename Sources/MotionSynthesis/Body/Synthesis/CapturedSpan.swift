internal import CharacterCore

/// A stretch of a performance in which a captured motion has the body: placed where the body stands as it
/// begins.
struct CapturedSpan: Sendable {
  /// Seconds of the reel; from `end` on the body goes on by itself.
  let start: Double
  var end = Double.infinity
  private let take: CapturedTake
  /// Seconds of the file at `start`, and how many of them pass in a second.
  private let from, tempo: Double
  /// How the file's floor lies on ours: turned around +Y, then moved.
  private let turn: Quaternion
  private let shift: SIMD3<Double>

  /// - Parameters:
  ///   - place, heading: where the body stands, between its feet, and where it faces.
  init(
    _ take: CapturedTake, from: Double, tempo: Double, start: Double,
    at place: SIMD2<Double>, facing heading: Double
  ) {
    (self.take, self.from, self.tempo) = (take, from, tempo)
    self.start = start
    let stance = take.stance(take.pose(at: from))
    turn = Quaternion(heading - stance.heading, around: SIMD3(0, 1, 0))
    let middle = turn.turn(SIMD3(stance.middle.x, 0, stance.middle.y))
    shift = SIMD3(place.x - middle.x, 0, place.y - middle.z)
  }

  /// When the file is over, seconds of the reel; one pose alone can be held for ever.
  var exhausted: Double {
    take.clip.poses.count > 1 ? start + max(take.duration - from, 0) / tempo : .infinity
  }

  func pose(at time: Double) -> Pose {
    let source = take.pose(at: from + tempo * (time - start))
    var pose = source
    pose[.hips] = turn * source[.hips]
    // The hips' place at rest lies on the axis of the floor's turn, but for a little ahead.
    let home = take.home
    pose.translation = turn.turn(home + source.translation) + shift - home
    return pose
  }

  /// The pose with the eyes of a face.
  func pose(at time: Double, face: FacePose) -> Pose {
    var pose = pose(at: time)
    let eyes = HeadOrientation(yaw: face.gazeYaw, pitch: face.gazePitch, roll: 0).rotation
    (pose[.leftEye], pose[.rightEye]) = (eyes, eyes)
    return pose
  }

  func stance(at time: Double) -> CapturedTake.Stance { take.stance(pose(at: time)) }
}
