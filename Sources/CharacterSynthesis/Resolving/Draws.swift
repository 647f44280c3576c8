internal import CharacterCore

/// The random numbers of one character, each from a stream addressed by the name of what it decides.
///
/// A number depends on the seed and its name alone, so a parameter that is given, or one that the
/// format learns later, changes no other.
struct Draws {
  private let root: RandomStream

  init(_ root: RandomStream) { self.root = root }

  /// The draws of a part of the character.
  func part(_ name: String) -> Draws { Draws(root.stream(name)) }

  func stream(_ name: String) -> RandomStream { root.stream(name) }

  func uniform(_ name: String, _ range: ClosedRange<Double>) -> Double {
    var stream = root.stream(name)
    return stream.uniform(range.lowerBound, range.upperBound)
  }

  func normal(_ name: String, _ mean: Double = 0, _ deviation: Double = 1) -> Double {
    var stream = root.stream(name)
    return stream.normal(mean, deviation)
  }

  func chance(_ name: String, _ probability: Double) -> Bool {
    uniform(name, 0...1) < probability
  }

  func choose<Item>(_ name: String, _ items: [(Item, Double)]) -> Item {
    var stream = root.stream(name)
    return items[stream.choose(items.map(\.1))].0
  }

  /// A point of a range: where the author put the slider, or where the stream does.
  func slide(_ name: String, _ slider: Double?, _ range: ClosedRange<Double>) -> Double {
    guard let slider else { return uniform(name, range) }
    return Math.mix(range.lowerBound, range.upperBound, slider)
  }

  /// Shares that add up to 1, from Dirichlet's distribution.
  func dirichlet(_ name: String, _ concentrations: [Double]) -> [Double] {
    let parts = concentrations.enumerated().map { index, concentration in
      var stream = root.stream(name).stream(index)
      return stream.gamma(concentration)
    }
    let sum = parts.reduce(0, +)
    return sum > 0 ? parts.map { $0 / sum } : parts.map { _ in 1 / Double(parts.count) }
  }

  /// A number in 0...1 from the beta distribution.
  func beta(_ name: String, _ a: Double, _ b: Double) -> Double { dirichlet(name, [a, b])[0] }
}

extension RandomStream {
  /// A number from the gamma distribution of scale 1 (Marsaglia and Tsang 2000).
  mutating func gamma(_ shape: Double) -> Double {
    guard shape >= 1 else {
      let boost = Math.exp(Math.log(max(uniform(), .leastNormalMagnitude)) / shape)
      return gamma(shape + 1) * boost
    }
    let d = shape - 1 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = 1 + c * x
      guard v > 0 else { continue }
      let cube = v * v * v
      if Math.log(max(uniform(), .leastNormalMagnitude)) < 0.5 * x * x + d - d * cube + d
        * Math.log(cube)
      {
        return d * cube
      }
    }
  }
}

extension Comparable {
  func clamped(to range: ClosedRange<Self>) -> Self {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
