internal import CharacterCore

/// How one motion passes over into another: the second one is shown from the start, with what it differs
/// by laid upon it and led to nothing (Bollo, *Inertialization*, 2018).
///
/// The offset of each joint and of the hips' place is a quintic that begins with the difference of both
/// motions' values and speeds and ends level.
struct Inertialization: Sendable {
  private let turns: [(value: SIMD3<Double>, speed: SIMD3<Double>)]
  private let place, placeSpeed: SIMD3<Double>
  private let duration: Double

  /// Seconds over which speeds are taken.
  static let step = 1.0 / 60

  /// - Parameters:
  ///   - before: the first motion's poses a `step` before the seam and at it.
  ///   - after: the second motion's at the seam and a `step` behind it.
  ///   - limit: the most seconds that the passage may take; it takes the longer the farther apart both
  ///     motions are.
  init(before: (Pose, Pose), after: (Pose, Pose), within limit: Double) {
    place = before.1.translation - after.0.translation
    placeSpeed =
      (before.1.translation - before.0.translation - after.1.translation + after.0.translation)
      / Self.step
    turns = Joint.allCases.map { joint in
      func speed(_ poses: (Pose, Pose)) -> SIMD3<Double> {
        (poses.1[joint] * poses.0[joint].inverse).rotationVector / Self.step
      }
      return (
        (before.1[joint] * after.0[joint].inverse).rotationVector, speed(before) - speed(after)
      )
    }
    let farthest = turns.map { $0.value.length }.max() ?? 0
    duration = min(0.4 + 0.3 * farthest, limit)
  }

  /// The second motion's pose as it is shown, some seconds after the seam.
  func applied(to pose: Pose, after time: Double) -> Pose {
    guard time < duration else { return pose }
    var result = pose
    for joint in Joint.allCases {
      let (value, speed) = turns[joint.rawValue]
      let offset = Self.offset(value, speed, time, duration)
      result[joint] = Quaternion(rotationVector: offset) * pose[joint]
    }
    result.translation += Self.offset(place, placeSpeed, time, duration)
    return result
  }

  /// The quintic that leaves a value with a speed and comes to rest at 0.
  static func offset<Value: SIMD>(
    _ value: Value, _ speed: Value, _ time: Double, _ duration: Double
  ) -> Value where Value.Scalar == Double {
    let u = min(max(time / duration, 0), 1)
    let cube = u * u * u
    let share = cube * (10 + u * (6 * u - 15))
    let leaving = duration * (u + cube * (u * (8 - 3 * u) - 6))
    return value * (1 - share) + speed * leaving
  }
}
