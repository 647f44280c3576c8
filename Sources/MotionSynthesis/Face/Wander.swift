internal import CharacterCore
internal import Foundation

/// A slow motion without aim: three sines of unrelated frequencies, together within -1...1.
struct Wander: Sendable {
  private let waves: [(frequency: Double, phase: Double, share: Double)]

  /// `frequency` is the middle one of the three, in Hz.
  init(frequency: Double, stream: RandomStream) {
    var stream = stream
    waves = [(0.43, 0.3), (1, 0.45), (1.61, 0.25)].map { ratio, share in
      (frequency * ratio * stream.uniform(0.9, 1.1), 2 * .pi * stream.uniform(), share)
    }
  }

  func value(at time: Double) -> Double {
    waves.reduce(0) { $0 + $1.share * sin(2 * .pi * $1.frequency * time + $1.phase) }
  }
}
