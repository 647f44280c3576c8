/// A value that steps from level to level at given times, each step a path of least jerk that lasts as
/// long as every other; steps that overlap add up.
struct RampTrack: Sendable {
  typealias Value = SIMD8<Double>

  private var steps: [(time: Double, level: Value)]
  /// Seconds that a step takes.
  private let duration: Double

  init(at value: Value, duration: Double) {
    (steps, self.duration) = ([(-.infinity, value)], duration)
  }

  /// From `time` on, which is not before the last one, go to `level`.
  mutating func step(to level: Value, at time: Double) {
    guard level != steps[steps.count - 1].level else { return }
    steps.append((time, level))
  }

  func value(at time: Double) -> Value {
    let done = steps.lastIndex(ofSorted: time - duration) { $0.time }
    var value = steps[done].level
    var index = done + 1
    while index < steps.count, steps[index].time < time {
      let share = Ease.minimumJerk((time - steps[index].time) / duration)
      value += share * (steps[index].level - steps[index - 1].level)
      index += 1
    }
    return value
  }
}
