internal import CharacterCore

/// A face as a direction in the space of its parameters, each in standard deviations of what seeds
/// draw: faces are alike as far as their directions are.
struct FaceSignature: Sendable {
  private let direction: [Float]

  /// The likeness from which two faces are held to be too much alike.
  static let limit: Float = 0.75

  init(_ character: ResolvedCharacter) {
    let (head, look) = (character.face.head, character.face.look)
    let mix = head.ancestry
    let skin = PerceptualColor(look.skinColor)
    let hair = PerceptualColor(look.hair.color)
    // What one sees first counts more than one coefficient of a hundred.
    let dials: [(value: Double, mean: Double, deviation: Double)] = [
      (head.ageYears, 36, 22), (head.sex, 0.5, 0.42), (mix.european, 0.29, 0.28),
      (mix.african, 0.26, 0.28), (mix.eastasian, 0.26, 0.28), (mix.southasian, 0.19, 0.25),
      (head.fat, 0, 0.5), (skin.lightness, 0.65, 0.11), (hair.lightness, 0.3, 0.15),
      (look.beard.length > 0 ? 1 : 0, 0.2, 0.4), (look.hair.grey, 0.1, 0.25),
    ]
    let cuts = HairParameters.Style.allCases.map { $0 == look.hair.style ? 2.0 : 0 }
    let values =
      dials.map { 3 * ($0.value - $0.mean) / $0.deviation } + cuts
      + head.identity.map { Double($0) / 0.78 }
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    direction = values.map { Float($0 / max(length, 1e-9)) }
  }

  /// The cosine: 1 for the same face.
  func likeness(to other: FaceSignature) -> Float {
    zip(direction, other.direction).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
