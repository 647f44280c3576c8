public import CharacterCore

/// A face at one moment: what moves in it, where the eyes and the head are turned.
public struct FacePose: Sendable, Equatable, Codable {
  /// All 52 weights; the `eyeLook` shapes agree with the gaze, and the lids follow it by them.
  public var expression: ExpressionWeights
  /// The eyes in the head, degrees: +yaw to the subject's left, +pitch up; within ±32 and -22...15.
  public var gazeYaw, gazePitch: Double
  /// The head relative to the camera, degrees: +yaw to the subject's left, +pitch up, +roll
  /// counter-clockwise in the image; within ±45, ±25 and ±15.
  public var headYaw, headPitch, headRoll: Double
  /// 0 breathed out to 1 breathed in.
  public var breath: Double

  public init(
    expression: ExpressionWeights = .neutral, gazeYaw: Double = 0, gazePitch: Double = 0,
    headYaw: Double = 0, headPitch: Double = 0, headRoll: Double = 0, breath: Double = 0
  ) {
    self.expression = expression
    (self.gazeYaw, self.gazePitch) = (gazeYaw, gazePitch)
    (self.headYaw, self.headPitch, self.headRoll) = (headYaw, headPitch, headRoll)
    self.breath = breath
  }

  package var headOrientation: HeadOrientation {
    HeadOrientation(yaw: headYaw, pitch: headPitch, roll: headRoll)
  }

  /// Where the eyes look in the world, degrees relative to the camera: yaw, pitch.
  package var gazeInWorld: SIMD2<Double> { headOrientation.inWorld(SIMD2(gazeYaw, gazePitch)) }
}

/// A reel as one character's face performs it, frame by frame.
public struct FacePerformance: Sendable, Equatable {
  public let rate: FrameRate
  public let frames: [FacePose]

  public init(rate: FrameRate, frames: [FacePose]) { (self.rate, self.frames) = (rate, frames) }

  public subscript(frame: FrameIndex) -> FacePose { frames[frame.value] }
}
