internal import CharacterCore
internal import Foundation

/// Standing, which is never standing still: the weight goes from leg to leg every few seconds, the body
/// sways over the feet, the trunk settles anew.
struct IdleModel: Sendable {
  /// Where the body has gone at one moment.
  struct Frame: Sendable {
    /// -1 on the right leg to 1 on the left.
    var weight: Double
    /// Degrees that the trunk is turned to the left, and bent forward.
    var turn, bend: Double
    /// Metres, to the left and ahead.
    var sway: SIMD2<Double>
    /// -1...1, for whatever drifts: each arm.
    var drift: SIMD2<Double>
  }

  private var shifts: SpringTrack
  private let sway: [Wander]
  private let energy: Double
  /// How far the hips go with the weight; 1 for the average person.
  private let ease: Double

  init(duration: Double, manner: Manner, stream: RandomStream) {
    (energy, ease) = (manner.headEnergy, manner.bodilyEase)
    sway = (0..<4).map {
      Wander(frequency: $0 < 2 ? 0.27 : 0.11, stream: stream.stream("sway").stream($0))
    }
    let energy = energy
    func stance(_ index: Int) -> (target: SIMD3<Double>, lasting: Double) {
      var draw = stream.stream("shift").stream(index)
      let side = index.isMultiple(of: 2) ? 1.0 : -1
      // Now and then on both legs.
      let weight = draw.uniform() < 0.2 ? draw.uniform(-0.2, 0.2) : side * draw.uniform(0.45, 1)
      let target = SIMD3(
        weight, energy * draw.normal(deviation: 1.6, limit: 3.5),
        energy * draw.normal(deviation: 0.7, limit: 1.5))
      let mean = 6.5 / (manner.jitter * manner.tempo)
      return (target, min(max(draw.logNormal(mean: mean, sigma: 0.45), 2.5), 14))
    }
    var draw = stream.stream("side")
    var index = draw.uniform() < 0.5 ? 0 : 1
    var (target, lasting) = stance(index)
    shifts = SpringTrack(at: target)
    var time = lasting * draw.uniform(0.3, 1)
    while time < duration {
      index += 1
      (target, lasting) = stance(index)
      shifts.pull(at: time, towards: target, rate: 4.6 * manner.tempo)
      time += lasting
    }
  }

  func frame(at time: Double) -> Frame {
    let held = shifts.state(at: time).position
    return Frame(
      weight: ease * held.x, turn: held.y + 0.25 * energy * sway[2].value(at: time),
      bend: held.z + 0.3 * energy * sway[3].value(at: time),
      sway: 0.0045 * SIMD2(sway[0].value(at: time), sway[1].value(at: time)),
      drift: SIMD2(sway[2].value(at: time + 3.7), sway[3].value(at: time + 1.9)))
  }
}
