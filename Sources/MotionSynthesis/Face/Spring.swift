internal import Foundation

/// A fourth-order critically damped motion towards a target, in closed form.
///
/// Two critically damped springs in a row: unlike one alone it starts without a jolt, and its speed
/// is a bell. The error to the target is `P(t) exp(-rate t)` with a cubic `P`, so that the state
/// after any time is exact and no step size enters.
package struct Spring: Sendable, Equatable {
  package var position: SIMD3<Double>
  package var velocity = SIMD3<Double>.zero
  var acceleration = SIMD3<Double>.zero
  var jerk = SIMD3<Double>.zero

  package init(at position: SIMD3<Double>) { self.position = position }

  /// The state after `time` seconds of pull towards `target`; `rate` is in 1/s, and nine tenths of
  /// the way are done after `6.7 / rate` seconds.
  package func after(_ time: Double, towards target: SIMD3<Double>, rate y: Double) -> Spring {
    let error = position - target
    // The derivatives of P at 0, by (d/dt + y) applied again and again.
    let p0 = error
    let p1 = velocity + y * error
    let p2 = acceleration + 2 * y * velocity + y * y * error
    let p3 = jerk + 3 * y * acceleration + 3 * y * y * velocity + y * y * y * error
    let q3 = p3
    let q2 = p2 + time * q3
    let q1 = p1 + time * (p2 + time / 2 * p3)
    let q0 = p0 + time * (p1 + time / 2 * (p2 + time / 3 * p3))
    let decay = exp(-y * time)
    var result = Spring(at: target + decay * q0)
    result.velocity = decay * (q1 - y * q0)
    result.acceleration = decay * (q2 - 2 * y * q1 + y * y * q0)
    result.jerk = decay * (q3 - 3 * y * q2 + 3 * y * y * q1 - y * y * y * q0)
    return result
  }
}

/// A spring whose target jumps at given times: a smooth path through them, at any time in closed form.
struct SpringTrack: Sendable {
  private var segments: [(time: Double, target: SIMD3<Double>, rate: Double, state: Spring)]

  init(at position: SIMD3<Double>) {
    segments = [(-.infinity, position, 1, Spring(at: position))]
  }

  /// From `time` on, which is not before the last one, pull towards `target`.
  mutating func pull(at time: Double, towards target: SIMD3<Double>, rate: Double) {
    guard target != segments[segments.count - 1].target else { return }
    segments.append((time, target, rate, state(at: time)))
  }

  func state(at time: Double) -> Spring {
    let segment = segments[segments.lastIndex(ofSorted: time) { $0.time }]
    guard segment.time > -.infinity else { return segment.state }
    return segment.state.after(time - segment.time, towards: segment.target, rate: segment.rate)
  }
}

extension Array {
  /// The last element whose key is not above `value`, by bisection; 0 where all are above.
  func lastIndex(ofSorted value: Double, by key: (Element) -> Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if key(self[middle]) <= value { low = middle + 1 } else { high = middle }
    }
    return Swift.max(low - 1, 0)
  }
}
