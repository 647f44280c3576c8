internal import CharacterCore

/// What a beat's expressions come to for one performer: the weights, and what goes with them.
struct Mood: Sendable {
  /// Shown on top of the resting face, gains and sides applied, in `Blendshape` order.
  var weights = [Double](repeating: 0, count: Blendshape.allCases.count)
  var laughter = 0.0
  /// Seconds until the face has got there, before the temperament's tempo.
  var onset = 0.75
  /// Degrees: yaw, pitch, roll.
  var head = SIMD3<Double>.zero
  /// Degrees that the eyes tend to, and degrees by which a custom expression turns them.
  var gaze = SIMD2<Double>.zero
  var glance = SIMD2<Double>.zero
  var blinks = 1.0
  var lids = 1.0
  var breath = 1.0
  var restlessness = 1.0

  static let neutral = Mood()

  private init() {}

  /// With `isSettled` the expressions as they are held, after their height has passed.
  init(
    _ expressions: [WeightedExpression], of performer: Performer, physique: Physique,
    isSettled: Bool = false
  ) throws(MotionSynthesisError) {
    var total = 0.0
    var onsets = 0.0
    for expression in expressions {
      guard expression.weight.isFinite else {
        throw MotionSynthesisError(
          .invalidReel,
          "The weight of expression '\(expression.name)' is not a finite number; write 0 to 1.")
      }
      let weight = min(max(expression.weight, 0), 1)
      total += weight
      if let custom = performer.customExpressions[expression.name] {
        add(custom, weight, physique)
        onsets += weight * 0.6
      } else if let preset = ExpressionPreset(named: expression.name) {
        add(preset, weight, performer, physique, isSettled)
        onsets += weight * preset.bearing.onset
      } else {
        throw MotionSynthesisError(
          .unknownExpression,
          "There is no expression '\(expression.name)'; use one of the presets "
            + "(\(ExpressionPreset.all.map(\.name).joined(separator: ", "))) or give the "
            + "character one of that name.")
      }
    }
    if total > 0 { onset = onsets / total }
  }

  private mutating func add(_ custom: ExpressionWeights, _ weight: Double, _ physique: Physique) {
    for index in weights.indices {
      let shown = min(max(Double(custom.values[index]), 0), 1)
      weights[index] += physique.gain[index] * weight * shown
    }
    func share(_ shape: Blendshape) -> Double { weight * Double(custom[shape]) }
    let left = share(.eyeLookOutLeft) + share(.eyeLookInRight)
    let right = share(.eyeLookInLeft) + share(.eyeLookOutRight)
    let up = share(.eyeLookUpLeft) + share(.eyeLookUpRight)
    let down = share(.eyeLookDownLeft) + share(.eyeLookDownRight)
    glance += SIMD2(35 * (left - right) / 2, (28 * up - 36 * down) / 2)
  }

  private mutating func add(
    _ preset: ExpressionPreset, _ weight: Double, _ performer: Performer, _ physique: Physique,
    _ isSettled: Bool
  ) {
    let bearing = preset.bearing
    let strength =
      weight * performer.manner.strength(valence: bearing.valence)
      * (isSettled ? bearing.sustain : 1)
    let face = preset.weights(strength: strength)
    let shown = physique.isMirrored ? face.mirrored() : face
    for index in weights.indices {
      weights[index] += physique.gain[index] * physique.lean[index] * Double(shown.values[index])
    }
    laughter += strength * bearing.laughter
    let side = physique.isMirrored ? -1.0 : 1.0
    head += strength * bearing.head * SIMD3(side, 1, side)
    gaze += strength * bearing.gaze * SIMD2(side, 1)
    func scale(_ value: inout Double, by factor: Double) { value *= Math.mix(1, factor, weight) }
    scale(&blinks, by: bearing.blinks)
    scale(&lids, by: bearing.lids)
    scale(&breath, by: bearing.breath)
    scale(&restlessness, by: bearing.restlessness)
  }
}
