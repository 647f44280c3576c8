/// Big Five personality factors, each -1 (far below the average person) to 1 (far above).
public struct BigFive: Sendable, Equatable, Codable {
  public var openness, conscientiousness, extraversion, agreeableness: Double
  /// Emotional *stability*, the opposite of neuroticism.
  public var stability: Double

  public init(
    openness: Double = 0, conscientiousness: Double = 0, extraversion: Double = 0,
    agreeableness: Double = 0, stability: Double = 0
  ) {
    self.openness = openness
    self.conscientiousness = conscientiousness
    self.extraversion = extraversion
    self.agreeableness = agreeableness
    self.stability = stability
  }
}

/// Temperament in Mehrabian's space: trait pleasure, arousability and dominance, each -1 to 1.
public struct Temperament: Sendable, Equatable, Codable {
  public var pleasure, arousal, dominance: Double
  public var traits: BigFive

  public init(pleasure: Double, arousal: Double, dominance: Double, traits: BigFive) {
    (self.pleasure, self.arousal, self.dominance) = (pleasure, arousal, dominance)
    self.traits = traits
  }

  /// Big Five to PAD (Mehrabian 1996, Australian Journal of Psychology 48:86-92), written in
  /// emotional stability as the paper does; with neuroticism both of its signs turn round.
  public init(_ traits: BigFive) {
    let (e, a, s) = (traits.extraversion, traits.agreeableness, traits.stability)
    self.init(
      pleasure: 0.21 * e + 0.59 * a + 0.19 * s,
      arousal: 0.15 * traits.openness + 0.30 * a - 0.57 * s,
      dominance: 0.25 * traits.openness + 0.17 * traits.conscientiousness + 0.60 * e - 0.32 * a,
      traits: traits)
  }
}

extension Temperament {
  /// A temperament by name: the four humours, and the octants of Mehrabian's space.
  public enum Preset: String, CaseIterable, Sendable, NamedChoice {
    case sanguine, choleric, melancholic, phlegmatic
    case exuberant, dependent, relaxed, docile, hostile, anxious, disdainful, bored

    /// The Big Five values that it stands for.
    ///
    /// Humours follow Eysenck's quarters of extraversion and stability. An octant is the point with
    /// P, A, D = +-0.4, carried back to the five factors by the pseudo-inverse of Mehrabian's matrix:
    /// of all personalities at that point the one nearest to the average.
    public var traits: BigFive {
      switch self {
      case .sanguine: BigFive(openness: 0.4, extraversion: 0.7, agreeableness: 0.5, stability: 0.15)
      case .choleric:
        BigFive(
          openness: 0.1, conscientiousness: 0.1, extraversion: 0.6, agreeableness: -0.5,
          stability: -0.6)
      case .melancholic:
        BigFive(
          openness: 0.3, conscientiousness: 0.4, extraversion: -0.6, agreeableness: 0.1,
          stability: -0.6)
      case .phlegmatic:
        BigFive(
          openness: -0.2, conscientiousness: 0.2, extraversion: -0.5, agreeableness: 0.4,
          stability: 0.7)
      case .exuberant: Self.octant(1, 1, 1)
      case .dependent: Self.octant(1, 1, -1)
      case .relaxed: Self.octant(1, -1, 1)
      case .docile: Self.octant(1, -1, -1)
      case .hostile: Self.octant(-1, 1, 1)
      case .anxious: Self.octant(-1, 1, -1)
      case .disdainful: Self.octant(-1, -1, 1)
      case .bored: Self.octant(-1, -1, -1)
      }
    }

    private static func octant(_ pleasure: Double, _ arousal: Double, _ dominance: Double)
      -> BigFive
    {
      let (p, a, d) = (0.4 * pleasure, 0.4 * arousal, 0.4 * dominance)
      return BigFive(
        openness: 0.007177 * p + 0.408058 * a + 0.495345 * d,
        conscientiousness: 0.040493 * p + 0.035816 * a + 0.315345 * d,
        extraversion: 0.652322 * p + 0.053089 * a + 1.163004 * d,
        agreeableness: 1.250223 * p + 0.437365 * a - 0.389852 * d,
        stability: 0.659901 * p - 1.416810 * a - 0.074831 * d)
    }
  }
}
