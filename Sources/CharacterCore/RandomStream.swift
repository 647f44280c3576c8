/// A random source whose children are addressed by name, never drawn.
///
/// A stream is a 64-bit state. `stream("blink").stream(frame: 12)` derives a child from the parent's
/// *seed* and the address alone, so drawing from one stream moves no other, and a new address added
/// later changes nothing that exists. Derivation hashes with FNV-1a and SplitMix64's finalizer; the
/// numbers are SplitMix64 (Steele, Lea, Flood 2014). Not for cryptography.
public struct RandomStream: Sendable, RandomNumberGenerator {
  private let seed: UInt64
  private var state: UInt64

  public init(seed: UInt64) {
    self.seed = seed
    state = Self.mix(seed &+ 0x9e37_79b9_7f4a_7c15)
  }

  /// The child with this name.
  public func stream(_ name: String) -> RandomStream {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return RandomStream(seed: Self.mix(seed ^ Self.mix(hash)))
  }

  /// The child with this number.
  public func stream(_ index: Int) -> RandomStream {
    RandomStream(
      seed: Self.mix(seed &+ Self.mix(UInt64(bitPattern: Int64(index)) ^ 0xa5a5_5a5a_c3c3_3c3c)))
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mix(state)
  }

  /// A number in 0..<1, from 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in the half-open interval from `low` to `high`.
  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// A standard normal number (Box and Muller 1958; one of the pair is dropped).
  public mutating func normal() -> Double {
    let radius = (-2 * Math.log(1 - uniform())).squareRoot()
    return radius * Math.cos(2 * .pi * uniform())
  }

  public mutating func normal(_ mean: Double, _ deviation: Double) -> Double {
    mean + deviation * normal()
  }

  /// An index drawn in proportion to `weights`, which are not negative and not all zero.
  public mutating func choose(_ weights: [Double]) -> Int {
    var left = uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return index }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
