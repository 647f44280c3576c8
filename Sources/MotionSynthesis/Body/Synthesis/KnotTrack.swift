/// A smooth path through knots: between two of them the quintic that meets their values and speeds and
/// has no acceleration at either, so that even motion stays even and acceleration never jumps.
struct KnotTrack<Value: SIMD & Sendable>: Sendable where Value.Scalar == Double {
  private struct Knot: Sendable {
    let time: Double
    let value: Value
    var speed: Value
    let isFree: Bool
  }

  private var knots: [Knot] = []

  /// Ends the path for now with a knot later than the last; an earlier one is left out. At a knot where
  /// the path rests or turns back its speed is 0, elsewhere that of the chord through its neighbours,
  /// or what is given.
  mutating func add(_ value: Value, at time: Double, speed: Value? = nil) {
    guard let last = knots.last else {
      knots.append(Knot(time: time, value: value, speed: .zero, isFree: true))
      return
    }
    guard time > last.time + 1e-6 else { return }
    if knots.count > 1, last.isFree {
      let before = knots[knots.count - 2]
      let (back, ahead) = (last.value - before.value, value - last.value)
      let chord = (value - before.value) / (time - before.time)
      knots[knots.count - 1].speed.replace(with: chord, where: back * ahead .> 0)
    }
    knots.append(Knot(time: time, value: value, speed: speed ?? .zero, isFree: speed == nil))
  }

  /// When the last knot is.
  var end: Double { knots.last?.time ?? -.infinity }
  var last: Value { knots.last?.value ?? .zero }

  func value(at time: Double) -> Value {
    guard let first = knots.first, let last = knots.last else { return .zero }
    guard time > first.time else { return first.value }
    guard time < last.time else { return last.value }
    let index = knots.lastIndex(ofSorted: time) { $0.time }
    let (start, end) = (knots[index], knots[index + 1])
    let span = end.time - start.time
    let u = (time - start.time) / span
    let cube = u * u * u
    let share = cube * (10 + u * (6 * u - 15))
    let leaving = span * (u + cube * (u * (8 - 3 * u) - 6))
    let arriving = span * cube * (u * (7 - 3 * u) - 4)
    return start.value + share * (end.value - start.value) + leaving * start.speed
      + arriving * end.speed
  }
}
