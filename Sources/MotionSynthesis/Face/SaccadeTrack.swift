/// A path of the eyes made of jumps and rests: yaw and pitch in degrees, at any time in closed form.
package struct SaccadeTrack: Sendable {
  private struct Saccade {
    let time, duration: Double
    let from, to: SIMD2<Double>
  }

  private let origin: SIMD2<Double>
  private var saccades: [Saccade] = []

  package init(from origin: SIMD2<Double>) { self.origin = origin }

  /// The main sequence: 21 ms and 2.2 ms more for each degree.
  package static func duration(degrees: Double) -> Double { 0.021 + 0.0022 * degrees }

  /// Looks at `target` from `time` on, which is not before the last one; returns the jump's size in
  /// degrees.
  @discardableResult
  package mutating func look(at target: SIMD2<Double>, from time: Double) -> Double {
    let start = value(at: time)
    let way = target - start
    let degrees = (way * way).sum().squareRoot()
    guard degrees > 0 else { return 0 }
    saccades.append(
      Saccade(time: time, duration: Self.duration(degrees: degrees), from: start, to: target))
    return degrees
  }

  package func value(at time: Double) -> SIMD2<Double> {
    let index = saccades.lastIndex(ofSorted: time) { $0.time }
    guard index < saccades.count, saccades[index].time <= time else { return origin }
    let saccade = saccades[index]
    let share = Ease.saccade((time - saccade.time) / saccade.duration)
    return saccade.from + (saccade.to - saccade.from) * share
  }
}
