public import CharacterCore
package import MotionSynthesis

/// What one frame shows, as a pure value: everything before it needs no network and no codec,
/// everything after it is a function of it.
public struct FramePlan: Sendable, Equatable {
  public var frame: FrameIndex
  public var state: FaceState
  /// The face's part of the performance.
  package var face: FacePose
  /// The whole person's.
  package var body: Pose

  init(
    _ frame: FrameIndex, _ pose: FacePose, _ body: Pose, of face: FaceParameters, light: LightRig
  ) {
    self.frame = frame
    (self.face, self.body) = (pose, body)
    state = FaceState(
      expression: pose.expression, gazeYaw: pose.gazeYaw, gazePitch: pose.gazePitch,
      view: HeadView(yaw: pose.headYaw, pitch: pose.headPitch, roll: pose.headRoll),
      torsoCounter: face.torsoCounter, light: light)
  }
}

extension FaceParameters {
  /// How much of a turn of the head the torso leaves to the neck: little under hair that lies on the
  /// shoulders, which would else pass through them.
  package var torsoCounter: Double {
    switch look.hair.style {
    case .long, .longwavy, .longfringe, .shoulder: 0.12
    case .curly, .ponytail: head.sex < 0.5 ? 0.12 : 0.55
    default: 0.55
    }
  }
}
