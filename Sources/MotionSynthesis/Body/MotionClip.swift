package import CharacterCore

/// A motion as one pose a frame.
package struct MotionClip: Sendable, Equatable {
  package let rate: FrameRate
  package let poses: [Pose]

  package init(rate: FrameRate, poses: [Pose]) { (self.rate, self.poses) = (rate, poses) }

  /// Seconds.
  package var duration: Double { rate.seconds(at: FrameIndex(poses.count)) }
}
