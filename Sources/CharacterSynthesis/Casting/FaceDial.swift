internal import CharacterCore

/// A part of a face that can be held while the rest is varied.
public enum FacePart: String, CaseIterable, Sendable {
  case shape, skin, hair, beard, brows, eyes, makeup, age, sex, ancestry
}

/// A number of a spec that can be turned without a jump.
struct FaceDial: Sendable {
  let part: FacePart
  /// Addresses the dial's chances.
  let name: String
  let path: any WritableKeyPath<CharacterSpec, Double?> & Sendable
  let range: ClosedRange<Double>
  /// The standard deviation among people, roughly.
  let spread: Double
  /// Whether 0 means that there is none of it, so that no variation brings it up.
  let isAbsentAtZero: Bool
  let decimals: Int

  init(
    _ part: FacePart, _ name: String,
    _ path: any WritableKeyPath<CharacterSpec, Double?> & Sendable,
    _ range: ClosedRange<Double> = 0...1, spread: Double, isAbsentAtZero: Bool = false,
    decimals: Int = 4
  ) {
    (self.part, self.name, self.path) = (part, name, path)
    (self.range, self.spread) = (range, spread)
    (self.isAbsentAtZero, self.decimals) = (isAbsentAtZero, decimals)
  }

  static let all: [FaceDial] = [
    FaceDial(.age, "age", \.age, 4...95, spread: 15, decimals: 2),
    FaceDial(.sex, "sex", \.sex, spread: 0.25, decimals: 3),
    FaceDial(.shape, "fullness", \.face.fullness, -1...1, spread: 0.45),
    FaceDial(.shape, "asymmetry", \.face.asymmetry, spread: 0.3),
    FaceDial(.shape, "squareness", \.face.squareness, spread: 0.25),
    FaceDial(.skin, "skin", \.face.skin, spread: 0.14),
    FaceDial(.skin, "redness", \.face.redness, -1...1, spread: 0.4),
    FaceDial(.skin, "freckles", \.face.freckles, spread: 0.35, isAbsentAtZero: true),
    FaceDial(.skin, "wrinkles", \.face.wrinkles, 0...1.25, spread: 0.2, isAbsentAtZero: true),
    FaceDial(.skin, "blush", \.face.blush, spread: 0.3),
    FaceDial(.skin, "underEye", \.face.underEye, spread: 0.3),
    FaceDial(.skin, "shine", \.face.shine, spread: 0.3),
    FaceDial(.skin, "gloss", \.face.gloss, spread: 0.3),
    FaceDial(.skin, "teeth", \.face.teeth, spread: 0.3),
    FaceDial(.hair, "hair.grey", \.face.hair.grey, spread: 0.3, isAbsentAtZero: true),
    FaceDial(.hair, "hair.length", \.face.hair.length, spread: 0.35),
    FaceDial(.hair, "hair.curl", \.face.hair.curl, spread: 0.3),
    FaceDial(.hair, "hair.volume", \.face.hair.volume, spread: 0.35),
    FaceDial(.hair, "hair.hairline", \.face.hair.hairline, spread: 0.2),
    FaceDial(.hair, "hair.sweep", \.face.hair.sweep, -1...1, spread: 0.3, isAbsentAtZero: true),
    FaceDial(.beard, "beard.length", \.face.beard.length, spread: 0.35),
    FaceDial(.beard, "beard.shadow", \.face.beard.shadow, spread: 0.3, isAbsentAtZero: true),
    FaceDial(.beard, "beard.grey", \.face.beard.grey, spread: 0.3, isAbsentAtZero: true),
    FaceDial(.brows, "brows.thickness", \.face.brows.thickness, spread: 0.22),
    FaceDial(.eyes, "eyes.iris", \.face.eyes.iris, spread: 0.3),
    FaceDial(.eyes, "eyes.pupil", \.face.eyes.pupil, spread: 0.3),
    FaceDial(.makeup, "makeup", \.face.makeup.strength, spread: 0.3, isAbsentAtZero: true),
  ]
}

/// A colour of a spec that can be turned without a jump.
struct ColorDial: Sendable {
  let part: FacePart
  /// Addresses the dial's chances; colours of one name turn together.
  let name: String
  let get: @Sendable (CharacterSpec) -> HexColor?
  let set: @Sendable (inout CharacterSpec, HexColor) -> Void

  init<Names: Palette>(
    _ part: FacePart, _ name: String,
    _ path: any WritableKeyPath<CharacterSpec, ColorChoice<Names>?> & Sendable
  ) {
    (self.part, self.name) = (part, name)
    get = { $0[keyPath: path]?.color }
    set = { $0[keyPath: path] = .hex($1) }
  }

  static let all: [ColorDial] = [
    ColorDial(.hair, "hair.color", \.face.hair.color),
    ColorDial(.beard, "hair.color", \.face.beard.color),
    ColorDial(.brows, "hair.color", \.face.brows.color),
    ColorDial(.eyes, "eyes.color", \.face.eyes.color),
    ColorDial(.makeup, "makeup.lips", \.face.makeup.lips),
    ColorDial(.makeup, "makeup.eyeshadow", \.face.makeup.eyeshadow),
  ]
  static let garment = ColorDial(.skin, "garment", \.face.garment.color)
}
