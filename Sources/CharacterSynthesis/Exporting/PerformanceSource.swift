public import CharacterCore
public import Foundation
internal import MotionSynthesis

/// What a character performs: a reel, or captures of people in place of the reel's face or body.
public struct PerformanceSource: Sendable {
  public var reel: Reel?
  /// A take of Live Link Face (CSV).
  public var faceCapture: URL?
  /// A motion (BVH) with the joints of CMU, Mixamo, MakeHuman or VRM.
  public var bodyCapture: URL?
  /// What a take's angles are counted in; by default what its note or its numbers say.
  public var captureUnit: CaptureAngleUnit?

  public init(
    reel: Reel? = nil, faceCapture: URL? = nil, bodyCapture: URL? = nil,
    captureUnit: CaptureAngleUnit? = nil
  ) {
    (self.reel, self.faceCapture, self.bodyCapture) = (reel, faceCapture, bodyCapture)
    self.captureUnit = captureUnit
  }

  /// What the result is called.
  public var name: String {
    reel?.name ?? (bodyCapture ?? faceCapture)?.deletingPathExtension().lastPathComponent ?? "rest"
  }
}

/// What a face capture's angles are counted in.
public enum CaptureAngleUnit: String, Sendable, CaseIterable { case radians, degrees }

/// A character's performance of a source, frame by frame: the face's and the body's, as many frames
/// each, with one head.
struct CharacterTake: Sendable {
  let face: FacePerformance
  let clip: MotionClip

  /// Where a capture stands in for the body, the head is the capture's; where a capture stands in for
  /// the face alone, the body stands and follows its head. Without a reel a capture lasts as long as
  /// it is.
  init(
    _ source: PerformanceSource, by character: ResolvedCharacter, body: SkinnedBody,
    at rate: FrameRate
  ) throws {
    var captured: MotionClip?
    if let url = source.bodyCapture {
      let limits = JointLimits(
        skeleton: body.rest.skeleton, ageYears: character.age, sex: character.sex)
      captured = try Retargeting(body.rest.skeleton, limits: limits).clip(
        BVH(url: url), name: url.lastPathComponent
      ).resampled(at: rate)
    }
    var faces: FacePerformance?
    if let url = source.faceCapture {
      let unit = source.captureUnit.flatMap { LiveLinkTake.AngleUnit(rawValue: $0.rawValue) }
      faces = try LiveLinkTake(url: url, unit: unit).performance(at: rate)
    }
    let frames = max(captured?.poses.count ?? 0, faces?.frames.count ?? 0)
    let length = rate.seconds(at: FrameIndex(max(frames, 1)))
    let reel =
      source.reel ?? Reel(name: source.name, beats: [Beat(duration: length)])
    let performed =
      try faces ?? PerformanceSynthesizer().perform(reel, by: Performer(character), at: rate)
    guard let captured else {
      face = performed
      clip = try MotionSynthesizer(body: body, performer: Performer(character)).perform(
        reel, face: performed)
      return
    }
    // Both last as long as the longer one; what ends first holds.
    let count = max(captured.poses.count, performed.frames.count)
    var (poses, expressions): ([Pose], [FacePose]) = ([], [])
    for index in 0..<count {
      var pose = captured.poses[min(index, captured.poses.count - 1)]
      var expression = performed.frames[min(index, performed.frames.count - 1)]
      expression.turnHead(as: pose, on: body.rest.skeleton)
      pose.turnEyes(yaw: expression.gazeYaw, pitch: expression.gazePitch)
      poses.append(pose)
      expressions.append(expression)
    }
    face = FacePerformance(rate: rate, frames: expressions)
    clip = MotionClip(rate: rate, poses: poses)
  }
}

extension FacePose {
  /// Takes the head's turn from a body, relative to where its hips face.
  fileprivate mutating func turnHead(as pose: Pose, on skeleton: Skeleton) {
    let world = skeleton.world(pose)
    let up = SIMD3<Double>(0, 1, 0)
    let heading = world.rotation(.hips).swingAndTwist(around: up).twist
    let turn = heading.inverse * world.rotation(.head)
    // R = Rz(roll) Ry(yaw) Rx(-pitch)
    let (ahead, aside) = (turn.turn(SIMD3(0, 0, 1)), turn.turn(SIMD3(1, 0, 0)))
    let yaw = asin(min(max(-aside.z, -1), 1))
    let roll = atan2(aside.y, aside.x)
    let unrolled = Quaternion(-roll, around: SIMD3(0, 0, 1)).turn(ahead)
    let pitch = atan2(unrolled.y, max(hypot(unrolled.x, unrolled.z), 1e-9))
    let degrees = 180 / Double.pi
    headYaw = min(max(yaw * degrees, -45), 45)
    headPitch = min(max(pitch * degrees, -25), 25)
    headRoll = min(max(roll * degrees, -15), 15)
  }
}

extension Pose {
  fileprivate mutating func turnEyes(yaw: Double, pitch: Double) {
    let unit = Double.pi / 180
    let turn =
      Quaternion(yaw * unit, around: SIMD3(0, 1, 0))
      * Quaternion(-pitch * unit, around: SIMD3(1, 0, 0))
    (self[.leftEye], self[.rightEye]) = (turn, turn)
  }
}
