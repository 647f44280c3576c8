internal import CharacterCore
internal import MotionSynthesis

extension Performer {
  /// The performer that a character is.
  init(_ character: ResolvedCharacter) {
    self.init(
      temperament: character.temperament, ageYears: character.age, sex: character.sex,
      resting: character.expression.resting, gains: character.expression.gains,
      asymmetry: character.expression.asymmetry,
      customExpressions: character.expression.customExpressions, stream: character.motion)
  }
}
