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
