internal import CharacterCore

/// What a mood is to the body: how much of a few feelings is in it, each 0...1.
///
/// Gait and posture tell far fewer feelings apart than faces do (Gross, Crane and Fredrickson 2012;
/// Halovic and Kroos 2018), so that every expression is one or two of these.
struct Affect: Sendable, Equatable {
  var values = SIMD8<Double>.zero

  var sadness: Double { values[0] }
  var joy: Double { values[1] }
  var anger: Double { values[2] }
  var fear: Double { values[3] }
  /// Chest out, chin up: pride, contempt, resolve.
  var pride: Double { values[4] }
  var weariness: Double { values[5] }
  var shyness: Double { values[6] }
  /// Calm and at ease.
  var ease: Double { values[7] }

  static let none = Affect()

  init(_ values: SIMD8<Double> = .zero) { self.values = values }

  init(
    sadness: Double = 0, joy: Double = 0, anger: Double = 0, fear: Double = 0, pride: Double = 0,
    weariness: Double = 0, shyness: Double = 0, ease: Double = 0
  ) {
    values = SIMD8(sadness, joy, anger, fear, pride, weariness, shyness, ease)
  }

  /// What expressions shown together come to; a performer's own expressions say nothing to the body.
  init(_ expressions: [WeightedExpression]) {
    for expression in expressions {
      guard let preset = ExpressionPreset(named: expression.name) else { continue }
      let weight = expression.weight.isFinite ? min(max(expression.weight, 0), 1) : 0
      values += weight * Self.feeling(of: preset.name).values
    }
    values.clamp(lowerBound: .zero, upperBound: .one)
  }

  private static func feeling(of preset: String) -> Affect {
    switch preset {
    case "happy": Affect(joy: 1)
    case "sad": Affect(sadness: 1)
    case "angry": Affect(anger: 0.85)
    case "furious": Affect(anger: 1)
    case "afraid": Affect(fear: 1)
    case "surprised": Affect(joy: 0.1, fear: 0.25)
    case "disgusted": Affect(anger: 0.2, fear: 0.2)
    case "contempt": Affect(pride: 0.9)
    case "amused": Affect(joy: 0.5, ease: 0.3)
    case "laugh": Affect(joy: 0.9)
    case "polite": Affect(joy: 0.2)
    case "tender": Affect(joy: 0.3, ease: 0.6)
    case "relaxed": Affect(ease: 1)
    case "shy": Affect(shyness: 1)
    case "worried": Affect(sadness: 0.25, fear: 0.4)
    case "doubt": Affect(pride: 0.2)
    case "thoughtful": Affect(sadness: 0.15, ease: 0.3)
    case "determined": Affect(anger: 0.25, pride: 0.7)
    case "tired": Affect(sadness: 0.2, weariness: 1)
    case "crying": Affect(sadness: 1, fear: 0.15)
    default: .none
    }
  }

  /// How it changes through a performance; a flash of expression does not reach the body.
  static func track(of reel: Reel, tempo: Double) -> RampTrack {
    let held = reel.beats.filter { !$0.isMicroExpression }
    var track = RampTrack(at: Affect(held.first?.expressions ?? []).values, duration: 1.4 / tempo)
    var time = 0.0
    for beat in reel.beats {
      // The trunk begins a little after the face.
      if !beat.isMicroExpression { track.step(to: Affect(beat.expressions).values, at: time + 0.1) }
      time += beat.duration
    }
    return track
  }
}
