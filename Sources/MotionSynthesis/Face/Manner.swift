package import CharacterCore
internal import Foundation

/// How a temperament, an age and a sex show in motion: the one place where they become numbers.
///
/// Each is monotone in the traits that it names. Extraversion widens expression and head motion and
/// draws the eyes to the partner, stability stills the eyes (Ruhland and others 2015, Neff and others
/// 2010, 2011), arousability speeds everything up.
package struct Manner: Sendable, Equatable {
  /// Divides every duration; 1 for the average person.
  package let tempo: Double
  /// Spontaneous blinks a minute at rest: 19 women, 11 men (Sforza 2008).
  package let blinksPerMinute: Double
  /// Stretches blinks; lids slow down from fifty on (Sforza 2008).
  package let lidSlowness: Double
  /// Scales how long a look at the partner lasts.
  package let contact: Double
  /// Scales fixational wandering.
  package let jitter: Double
  /// Scales head motion.
  package let headEnergy: Double
  /// Share of a gaze shift beyond 20° that the head takes over.
  package let headShare: Double
  /// Chin up where the character is dominant, outgoing and sure, down where not; degrees.
  package let chin: Double
  package let breathsPerMinute: Double
  /// Scales how far the weight goes from leg to leg: loose in the outgoing, stiff in the closed.
  package let bodilyEase: Double
  private let expressiveness: Double
  private let pleasure: Double

  package init(_ temperament: Temperament, ageYears: Double, sex: Double) {
    func trait(_ value: Double) -> Double { min(max(value, -1), 1) }
    let extraversion = trait(temperament.traits.extraversion)
    let stability = trait(temperament.traits.stability)
    let arousal = trait(temperament.arousal)
    let old = Math.smoothstep(50, 85, ageYears)
    tempo = exp(0.2 * arousal + 0.06 * extraversion) * (1 - 0.2 * old)
    blinksPerMinute = Math.mix(19, 11, min(max(sex, 0), 1)) * exp(0.25 * arousal)
    lidSlowness = 1 + 0.4 * old
    contact = exp(0.35 * extraversion + 0.2 * stability)
    jitter = exp(-0.45 * stability)
    headEnergy = exp(0.33 * extraversion)
    headShare = 0.84 + 0.06 * extraversion
    chin =
      1.5 * trait(temperament.dominance) + 4 * extraversion + 1.5 * stability
    breathsPerMinute = 15 + 2.2 * arousal
    bodilyEase = exp(0.5 * extraversion)
    expressiveness = 1 + 0.11 * extraversion + 0.04 * arousal
    pleasure = trait(temperament.pleasure)
  }

  /// Scales the strength of an expression whose pleasantness is `valence`, -1...1: a pleasant nature
  /// shows pleasant feelings more, and unpleasant ones less.
  package func strength(valence: Double) -> Double { expressiveness + 0.05 * pleasure * valence }
}
