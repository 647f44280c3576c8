internal import CharacterCore
public import MotionSynthesis

extension ResolvedCharacter {
  /// The character as an actor of reels.
  public var performer: Performer {
    Performer(
      temperament: temperament, ageYears: age, sex: sex, resting: expression.resting,
      gains: expression.gains, asymmetry: expression.asymmetry,
      customExpressions: expression.customExpressions, stream: motion)
  }
}
