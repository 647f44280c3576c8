/// The layers that a body's motion is made of, in the order in which they act on a pose. Each can be
/// left out; where the root goes and where the feet stand is always planned.
package struct MotionLayers: OptionSet, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// How a mood, a temperament and an age hold the trunk and the arms.
  package static let posture = MotionLayers(rawValue: 1 << 0)
  package static let breath = MotionLayers(rawValue: 1 << 1)
  /// The weight's wandering from leg to leg, and the sway of who stands.
  package static let idle = MotionLayers(rawValue: 1 << 2)
  /// What the trunk and the arms do while the feet step.
  package static let gait = MotionLayers(rawValue: 1 << 3)
  package static let gesture = MotionLayers(rawValue: 1 << 4)
  /// Neck, head and eyes as the face's performance has them.
  package static let lookAt = MotionLayers(rawValue: 1 << 5)
  /// The clamp to what an age allows.
  package static let limits = MotionLayers(rawValue: 1 << 6)

  package static let all: MotionLayers = [
    .posture, .breath, .idle, .gait, .gesture, .lookAt, .limits,
  ]
}
