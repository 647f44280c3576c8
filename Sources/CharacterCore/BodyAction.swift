/// What the body does through a beat of a reel.
public struct BodyAction: Sendable, Equatable {
  /// A side of the character's own body.
  public enum Side: String, CaseIterable, Sendable, NamedChoice { case left, right, both }

  /// The name of a `Known` action, or of a motion that was brought along.
  public var name: String
  /// The hand, arm or foot that does it; `nil` leaves it to the character.
  public var side: Side?
  /// 0 hinted at to 1 with all one's heart; `nil` leaves it to the temperament.
  public var strength: Double?
  /// A factor on the speed, 0.5...2.
  public var tempo: Double
  /// How often a repeated movement comes; `nil` leaves it to the temperament and the beat's length.
  public var times: Int?
  /// Where to go, metres from where the reel began: toward the character's left, and ahead.
  public var destination: SIMD2<Double>?
  /// How far to turn on the spot, degrees, positive to the left.
  public var turn: Double?
  /// The motion that was brought along; `nil` of built-in actions.
  public var motion: CapturedMotion?

  public init(
    _ name: String, side: Side? = nil, strength: Double? = nil, tempo: Double = 1,
    times: Int? = nil, destination: SIMD2<Double>? = nil, turn: Double? = nil,
    motion: CapturedMotion? = nil
  ) {
    (self.name, self.side, self.strength, self.tempo) = (name, side, strength, tempo)
    (self.times, self.destination, self.turn) = (times, destination, turn)
    self.motion = motion
  }

  /// The built-in action of this name, `nil` for any other.
  public var known: Known? { motion == nil ? Known(rawValue: name) : nil }
}

extension BodyAction: ExpressibleByStringLiteral {
  public init(stringLiteral name: String) { self.init(name) }
}

extension BodyAction {
  /// An action that every character can do.
  public enum Known: String, CaseIterable, Sendable, NamedChoice {
    case nod, shake, shrug, wave, point, beckon, bow, beat
    case handOnHeart = "hand on heart"
    case armsCrossed = "arms crossed"
    case handsOnHips = "hands on hips"
    case chinTouch = "chin touch"
    case faceCover = "face cover"
    case fist, clap
    case stepBack = "step back"
    case stand, walk, stroll, hurry, run, turn

    /// What an author may say about it.
    public enum Option: String, CaseIterable, Sendable { case side, strength, tempo, times, by, to }

    /// True where the legs carry the body elsewhere.
    public var isLocomotion: Bool { options.contains(.to) }

    public var options: [Option] {
      switch self {
      case .nod, .shake: [.strength, .tempo, .times]
      case .wave, .beckon, .beat: [.side, .strength, .tempo, .times]
      case .clap: [.strength, .tempo, .times]
      case .bow: [.strength, .tempo]
      case .shrug, .point, .handOnHeart, .armsCrossed, .handsOnHips, .chinTouch, .faceCover, .fist,
        .stepBack:
        [.side, .strength, .tempo]
      case .stand: []
      case .walk, .stroll, .hurry, .run: [.tempo, .to]
      case .turn: [.side, .tempo, .by]
      }
    }

    /// Other words for it.
    public var synonyms: [String] {
      switch self {
      case .nod: ["nods", "nod head"]
      case .shake: ["shake head", "head shake"]
      case .beat: ["beat gesture"]
      case .handOnHeart: ["hand to heart"]
      case .armsCrossed: ["cross arms"]
      case .handsOnHips: ["akimbo"]
      case .chinTouch: ["touch chin"]
      case .faceCover: ["cover face", "facepalm"]
      case .fist: ["make a fist"]
      case .stand: ["stop", "stand still"]
      default: []
      }
    }
  }
}
