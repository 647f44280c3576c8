public import CharacterCore

/// An expression that every character knows: what it does to the face, the head, the eyes and the
/// pace of blinking and breathing.
///
/// The weights follow EMFACS' prototypes in ARKit's shapes (AU 1 browInnerUp, 2 browOuterUp, 4
/// browDown, 5 eyeWide, 6 cheekSquint, 7 eyeSquint, 9 noseSneer, 12 mouthSmile, 14 mouthDimple, 15
/// mouthFrown, 16 mouthLowerDown, 17 mouthShrugLower, 20 mouthStretch, 23 mouthPress, 26 jawOpen).
public struct ExpressionPreset: Sendable {
  public let name: String
  /// Other names that mean the same.
  public let synonyms: [String]
  /// The face at strength 0.5 and at 1: a strong expression is another one, not a louder one.
  let subtle, full: ExpressionWeights
  let bearing: Bearing

  /// What an expression does besides the face, at full strength.
  struct Bearing: Sendable {
    /// Seconds until the face has got there.
    var onset = 0.6
    /// -1 unpleasant to 1 pleasant.
    var valence = 0.0
    /// Degrees that the head turns by: yaw, pitch, roll.
    var head = SIMD3<Double>.zero
    /// Degrees that the eyes tend to, where they are free: yaw, pitch.
    var gaze = SIMD2<Double>.zero
    /// Scale the pace of blinks and of breath, the length of a blink, and how restless the eyes are.
    var blinks = 1.0
    var lids = 1.0
    var breath = 1.0
    var restlessness = 1.0
    /// The share of its height that a held expression settles to.
    var sustain = 0.9
    /// How much the mouth and the head are shaken by laughter.
    var laughter = 0.0
  }

  init(
    _ name: String, _ synonyms: [String] = [], subtle: ExpressionWeights, full: ExpressionWeights,
    _ bearing: Bearing = Bearing()
  ) {
    self.name = name
    self.synonyms = synonyms
    self.subtle = subtle
    self.full = full
    self.bearing = bearing
  }

  /// The preset with this name or synonym, matched without regard to case.
  public init?(named name: String) {
    let name = name.lowercased()
    guard let found = Self.all.first(where: { $0.name == name || $0.synonyms.contains(name) })
    else { return nil }
    self = found
  }

  /// Every name that a beat may use: the presets' own first, then their synonyms.
  public static let names: [String] = all.map(\.name) + all.flatMap(\.synonyms)

  /// The weights at a strength: through the subtle face at 0.5 to the full one at 1, and a little
  /// beyond it for characters that show much.
  public func weights(strength: Double) -> ExpressionWeights {
    let strength = Float(min(max(strength, 0), 1.2))
    if strength <= 0.5 { return subtle * (2 * strength) }
    let share = 2 * strength - 1
    return (subtle * (1 - share) + full * share).clamped()
  }
}

extension ExpressionWeights {
  /// `both` gives the left half, and the right half mirrors it; `only` adds shapes of one side.
  package init(both: KeyValuePairs<Blendshape, Float>, only: KeyValuePairs<Blendshape, Float> = [:])
  {
    self.init()
    for (shape, weight) in both {
      self[shape] = weight
      self[shape.mirrored] = weight
    }
    for (shape, weight) in only { self[shape] = weight }
  }
}
