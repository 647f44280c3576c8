internal import CharacterCore

/// A gesture laid on one body and set in time: what each arm does, and how the trunk goes along.
struct Gesture: Sendable {
  /// How an arm is held at one moment of a gesture.
  struct Key: Sendable {
    var angles: ArmReach.Angles
    var shape: HandShape
    /// What the hand lies on.
    var contact: Contact?
    /// Metres by which the solver missed what it was to reach.
    var error: Double
    /// How deep the arm is in the trunk or the head, metres, added up over its length.
    var depth: Double
  }

  /// A hand on the body.
  struct Contact: Sendable {
    let point: SurfacePoint
    /// Metres between the surface and the hand.
    let gap: Double
    /// The hand's rotation relative to the point's joint.
    let turn: Quaternion
    /// From the hand's joint to what touches, in the hand's frame at rest.
    let hold: SIMD3<Double>
  }

  /// The keys of one arm by their times in seconds, which ascend; the arm comes to rest at each.
  struct Track: Sendable {
    let arm: Arm
    var keys: [(time: Double, key: Key)]
  }

  /// Degrees by which the trunk and the hips turn: forward, to the left, to the right shoulder; and
  /// metres by which the hips move.
  struct Lean: Sendable {
    var trunk = SIMD3<Double>.zero
    var hips = SIMD3<Double>.zero
    var shift = SIMD3<Double>.zero
    /// The share of the forward turn that arms make up for, so that they hang.
    var hang = 0.0
  }

  /// The action, or `nil` for what a body does by itself.
  let known: BodyAction.Known?
  var timing: GestureTiming
  var tracks: [Track]
  var lean = Lean()
}

extension Gesture.Track {
  /// Goes from one key to another and back as often as the gesture is done, the other at `share` of
  /// each period.
  init(
    arm: Arm, from first: Gesture.Key, over second: Gesture.Key, at share: Double,
    _ timing: GestureTiming
  ) {
    self.arm = arm
    keys = [(timing.stroke, first)]
    for time in 0..<timing.times {
      let start = timing.stroke + Double(time) * timing.period
      keys.append((start + share * timing.period, second))
      keys.append((start + timing.period, first))
    }
  }

  /// The pair of keys around a time and how far it is from the first to the second.
  func span(at time: Double) -> (Gesture.Key, Gesture.Key, Double) {
    let index = keys.lastIndex(ofSorted: time) { $0.time }
    let (start, first) = keys[index]
    guard index + 1 < keys.count, time > start else { return (first, first, 0) }
    let (end, second) = keys[index + 1]
    return (first, second, Ease.minimumJerk((time - start) / (end - start)))
  }
}
