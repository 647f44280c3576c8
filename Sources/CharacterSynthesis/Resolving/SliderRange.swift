internal import CharacterCore

/// What the sliders of a spec run through: one table for the resolver, which turns sliders into
/// numbers, and for `CharacterSpec.init(stating:)`, which turns them back.
enum SliderRange {
  // MARK: Face

  /// The number at 1 of a slider that begins with 0.
  static let freckles = 1.2
  static let redness = 1.2
  static let asymmetry = 2.0
  static let square = 2.4
  /// A full face goes further than a lean one.
  static let fullness = 1.4
  static let shadow = 0.7

  static let blush = 0.35...1.0
  static let underEye = 0.25...0.75
  static let dryness = -0.07...0.08
  static let specular = 0.65...1.0
  static let brows = 0.6...1.7
  static let iris = 0.60...0.66
  static let pupil = 0.17...0.27
  static let irisBrightness: Float = 1.2

  static let yellowTeeth = LinearRGB(0.54, 0.45, 0.32)
  static let whiteTeeth = LinearRGB(0.70, 0.655, 0.57)

  static func blushFactor(age: Double) -> Double { age < 14 ? 1.15 : 1 }
  static func underEyeFactor(age: Double) -> Double { age < 16 ? 0.55 : 1 }
  static func teethFactor(age: Double) -> Double { 1 - 0.5 * Math.smoothstep(40, 80, age) }

  // MARK: Hair

  static let hairline = -0.6...0.75
  static let curls = 0.28...0.42
  static let tailWaves = 0.0...0.6
  static let knot = 2.0...3.0

  /// Strand lengths in cm; `nil` for styles that end at a height or have no length of their own.
  static func hairLength(_ style: HairParameters.Style, isMale: Bool) -> ClosedRange<Double>? {
    switch style {
    case .buzz: 0.35...0.7
    case .bald, .receding: 0.7...2.6
    case .crop: 2.6...4.4
    case .fringe: 4.5...6
    case .sidepart: 6...9
    case .swept: 7...10
    case .curly: isMale ? 4...6 : 6...13
    case .afro: 2...7.5
    case .ponytail: 12...26
    case .bun, .bob, .bobfringe, .shoulder, .long, .longfringe, .longwavy: nil
    }
  }

  /// How far roots stand up, where the style lets one say.
  static func hairVolume(_ style: HairParameters.Style) -> ClosedRange<Double>? {
    switch style {
    case .crop: 0.15...0.75
    case .sidepart: 0.4...0.9
    case .bob, .bobfringe, .shoulder, .long, .longfringe, .longwavy: 0.35...0.8
    case .buzz, .bald, .receding, .fringe, .swept, .curly, .afro, .bun, .ponytail: nil
    }
  }

  /// How far below the head's origin long hair ends.
  static func hang(_ style: HairParameters.Style) -> ClosedRange<Double> {
    switch style {
    case .bob, .bobfringe: 2.5...6.5
    case .shoulder: 7...10
    default: 11...17
    }
  }

  /// The waves that hair of a style has of itself.
  static func waves(_ style: HairParameters.Style) -> ClosedRange<Double> {
    switch style {
    case .longwavy: 0.45...0.9
    case .shoulder: 0...0.5
    default: 0...0.25
    }
  }

  /// The waves that an author may give it.
  static func givenWaves(_ style: HairParameters.Style) -> ClosedRange<Double> {
    waves(style).lowerBound...0.9
  }

  /// Lengths in cm; `nil` for no beard.
  static func beardLength(_ style: BeardParameters.Style) -> ClosedRange<Double>? {
    switch style {
    case .none: nil
    case .stubble: 0.10...0.22
    case .beard: 0.6...1.3
    case .longbeard: 2.2...4.5
    case .goatee: 0.5...1.3
    case .moustache: 0.7...1.0
    }
  }
}

extension ClosedRange<Double> {
  /// The number that a slider of 0...1 stands for.
  func value(at slider: Double) -> Double { Math.mix(lowerBound, upperBound, slider) }

  /// The slider that stands for a number, within 0...1.
  func slider(for value: Double) -> Double {
    ((value - lowerBound) / (upperBound - lowerBound)).clamped(to: 0...1)
  }
}
