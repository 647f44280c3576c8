package import CharacterCore

/// A face's performance as Live Link Face records it: rows of a CSV file with a timecode, the 52
/// blendshapes, and how head and eyes are turned.
///
/// In memory angles are degrees: +yaw to the subject's left, +pitch up, +roll counter-clockwise in the
/// image. A file holds radians, as the app's own do, or degrees; it does not say which, so that a note
/// goes beside it (`LiveLinkNote`).
package struct LiveLinkTake: Sendable, Equatable {
  package struct Frame: Sendable, Equatable {
    package var timecode: Timecode
    package var expression: ExpressionWeights
    /// Yaw, pitch, roll in degrees.
    package var head, leftEye, rightEye: SIMD3<Double>

    package init(
      timecode: Timecode, expression: ExpressionWeights, head: SIMD3<Double> = .zero,
      leftEye: SIMD3<Double> = .zero, rightEye: SIMD3<Double> = .zero
    ) {
      (self.timecode, self.expression) = (timecode, expression)
      (self.head, self.leftEye, self.rightEye) = (head, leftEye, rightEye)
    }
  }

  /// What a file's angles are counted in.
  package enum AngleUnit: String, CaseIterable, Sendable, Codable { case radians, degrees }

  package let rate: FrameRate
  /// At least one; their times ascend, but not evenly: a camera drops frames, and a face is lost.
  package let frames: [Frame]
  /// The unit of the file that it was read from or will be written to.
  package var angleUnit: AngleUnit
  /// False where the column of eyes is missing, so that the gaze lies in the blendshapes alone.
  let hasEyes: Bool

  package init(
    rate: FrameRate, frames: [Frame], angleUnit: AngleUnit = .radians, hasEyes: Bool = true
  ) {
    precondition(!frames.isEmpty, "a take has a frame")
    (self.rate, self.frames) = (rate, frames)
    (self.angleUnit, self.hasEyes) = (angleUnit, hasEyes)
  }

  /// The rate's nearest whole number: how many frames a second of timecode has.
  static func count(_ rate: FrameRate) -> Int { max(Int(rate.framesPerSecond.rounded()), 1) }

  /// Seconds from the first frame to each; it may pass midnight once.
  package var times: [Double] {
    let count = Self.count(rate)
    let start = frames[0].timecode.frames(countingTo: count)
    return frames.map { frame in
      var since = frame.timecode.frames(countingTo: count) - start
      if since < 0 { since += Double(24 * 3600 * count) }
      return since / rate.framesPerSecond
    }
  }
}

extension LiveLinkTake {
  /// A performance as a take that begins at midnight.
  package init(_ performance: FacePerformance, angleUnit: AngleUnit = .radians) {
    let count = Self.count(performance.rate)
    let frames = performance.frames.enumerated().map { index, pose in
      let eyes = SIMD3(pose.gazeYaw, pose.gazePitch, 0)
      return Frame(
        timecode: Timecode(frame: index, countingTo: count), expression: pose.expression,
        head: SIMD3(pose.headYaw, pose.headPitch, pose.headRoll), leftEye: eyes, rightEye: eyes)
    }
    self.init(rate: performance.rate, frames: frames, angleUnit: angleUnit)
  }

  /// The take as a character's face performs it, at a rate of its own: mixed linearly between its
  /// frames, with head and gaze within what a rendered face can do.
  package func performance(at rate: FrameRate) throws(MotionSynthesisError) -> FacePerformance {
    let times = times
    let length = (times.last ?? 0) + 1 / self.rate.framesPerSecond
    guard length * rate.framesPerSecond <= Double(PerformanceSynthesizer.frameLimit) else {
      throw MotionSynthesisError(
        .reelTooLong,
        "The take lasts \(Int(length)) s, more than \(PerformanceSynthesizer.frameLimit) frames at "
          + "\(rate.framesPerSecond) a second; cut it into shorter files.")
    }
    let poses = (0..<max(rate.frames(in: length), 1)).map { index in
      pose(at: rate.seconds(at: FrameIndex(index)), times)
    }
    return FacePerformance(rate: rate, frames: poses)
  }

  /// The face some seconds after the first frame, within what a rendered face can do.
  ///
  /// - Parameter times: the take's own `times`, which cost a walk through it.
  func pose(at time: Double, _ times: [Double]) -> FacePose {
    let lower = times.lastIndex(ofSorted: time) { $0 }
    guard lower + 1 < frames.count, time > times[lower] else { return pose(frames[lower]) }
    let share = (time - times[lower]) / (times[lower + 1] - times[lower])
    return pose(Self.mix(frames[lower], frames[lower + 1], min(share, 1)))
  }

  private static func mix(_ a: Frame, _ b: Frame, _ share: Double) -> Frame {
    var frame = a
    for shape in Blendshape.allCases {
      frame.expression[shape] = Math.mix(a.expression[shape], b.expression[shape], Float(share))
    }
    frame.head += share * (b.head - a.head)
    frame.leftEye += share * (b.leftEye - a.leftEye)
    frame.rightEye += share * (b.rightEye - a.rightEye)
    return frame
  }

  private func pose(_ frame: Frame) -> FacePose {
    let limit = FaceScore.gazeLimit
    let gaze = hasEyes ? (frame.leftEye + frame.rightEye) / 2 : frame.expression.gaze
    let (yaw, pitch) = (
      (-limit.yaw...limit.yaw).nearest(to: gaze.x), (limit.down...limit.up).nearest(to: gaze.y)
    )
    var expression = frame.expression.clamped()
    expression.look(yaw: yaw, pitch: pitch)
    return FacePose(
      expression: expression, gazeYaw: yaw, gazePitch: pitch,
      headYaw: (-45...45).nearest(to: frame.head.x),
      headPitch: (-25...25).nearest(to: frame.head.y),
      headRoll: (-15...15).nearest(to: frame.head.z))
  }
}

extension ExpressionWeights {
  /// The gaze that the `eyeLook` shapes stand for, yaw and pitch in degrees: the inverse of `look`.
  var gaze: SIMD3<Double> {
    func both(_ a: Blendshape, _ b: Blendshape) -> Double { Double(self[a] + self[b]) / 2 }
    let yaw =
      35 * (both(.eyeLookOutLeft, .eyeLookInRight) - both(.eyeLookInLeft, .eyeLookOutRight))
    let up = 28 * both(.eyeLookUpLeft, .eyeLookUpRight)
    return SIMD3(yaw, up - 36 * both(.eyeLookDownLeft, .eyeLookDownRight), 0)
  }
}
