internal import CharacterCore
internal import Foundation

/// The transitions from 0 to 1 that motion is made of; each takes the share of time gone by.
enum Ease {
  /// The path of least jerk (Flash and Hogan 1985): speed and acceleration vanish at both ends.
  static func minimumJerk(_ share: Double) -> Double {
    guard share > 0 else { return 0 }
    guard share < 1 else { return 1 }
    return share * share * share * (10 + share * (6 * share - 15))
  }

  /// The path of a muscle that takes up an expression: of least jerk, a little hurried, so that it
  /// comes quickly and arrives slowly.
  static func onset(_ share: Double) -> Double {
    guard share > 0, share < 1 else { return share > 0 ? 1 : 0 }
    return minimumJerk(share * (1.25 - 0.25 * share))
  }

  /// The path of a saccade, whose peak speed is 1.65 times its mean.
  static func saccade(_ share: Double) -> Double {
    0.6 * Math.smoothstep(0, 1, share) + 0.4 * minimumJerk(share)
  }

  /// The path of a lid that opens: off quickly, home slowly.
  static func lidOpening(_ share: Double) -> Double {
    guard share > 0 else { return 0 }
    return Math.smoothstep(0, 1, pow(share, 0.8))
  }

  /// `value` kept within ±`bound`: exact up to nine tenths of it, then bending towards it.
  static func limit(_ value: Double, to bound: Double) -> Double {
    let share = abs(value) / bound
    guard share > 0.9 else { return value }
    let bent = bound * (0.9 + 0.1 * tanh((share - 0.9) / 0.1))
    return value < 0 ? -bent : bent
  }
}

extension RandomStream {
  /// A log-normal number with this mean; `sigma` is the deviation of its logarithm.
  mutating func logNormal(mean: Double, sigma: Double) -> Double {
    mean * exp(sigma * normal() - sigma * sigma / 2)
  }

  /// A normal number around 0, brought within ±`limit`.
  mutating func normal(deviation: Double, limit: Double) -> Double {
    min(max(deviation * normal(), -limit), limit)
  }
}
