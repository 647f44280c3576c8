package import CharacterCore
internal import Foundation

/// How a temperament and an age show in gestures: the one place where they become numbers.
///
/// Two axes carry it (Neff, Wang, Abbott and Walker 2010, 2011): *plasticity*, from extraversion and
/// openness, makes gestures wider, more frequent, faster and farther from the body; *stability*, from
/// stability, agreeableness and conscientiousness, takes away what hands do to their own body.
package struct GestureStyle: Sendable, Equatable {
  /// -1...1.
  package let plasticity, stability: Double
  /// Scales how far a gesture goes; 1 for the average person.
  package let extent: Double
  /// Scales the speed of arms and hands.
  package let speed: Double
  /// The strength of a gesture of which the author says nothing, 0...1.
  package let strength: Double
  /// Gestures that come by themselves with speech, a minute.
  package let beatsPerMinute: Double
  /// How often a hand goes to the own body while nothing else is done, a minute.
  package let adaptorsPerMinute: Double
  /// How ready one is to cross one's arms: dominance without warmth.
  let hauteur: Double
  /// How far the elbows are held out, radians.
  package let elbowOut: Double
  /// How much the fingers stir while they rest, degrees.
  package let fingerLife: Double

  package init(_ temperament: Temperament, ageYears: Double) {
    func trait(_ value: Double) -> Double { min(max(value, -1), 1) }
    let traits = temperament.traits
    plasticity = trait((2 * traits.extraversion + traits.openness) / 3)
    stability = trait((3 * traits.stability + traits.agreeableness + traits.conscientiousness) / 5)
    let arousal = trait(temperament.arousal)
    let old = Math.smoothstep(50, 85, ageYears)
    let young = Math.smoothstep(16, 5, ageYears)
    extent = exp(0.5 * plasticity) * (1 - 0.15 * old)
    speed = exp(0.2 * plasticity + 0.12 * arousal) * (1 - 0.22 * old) * (1 + 0.1 * young)
    strength = 0.55 + 0.3 * plasticity
    beatsPerMinute = 16 * exp(0.9 * plasticity)
    adaptorsPerMinute =
      2.6 * exp(-2.8 * stability - 0.8 * plasticity + 0.25 * arousal) * (1 + 0.5 * young)
    hauteur = trait(temperament.dominance) - trait(traits.agreeableness)
    elbowOut = 0.45 + 0.4 * plasticity
    fingerLife = 2.4 * exp(0.3 * plasticity - 0.35 * stability)
  }
}
