public import CharacterCore

/// Who performs: all that makes two characters play one reel differently.
public struct Performer: Sendable {
  public var temperament: Temperament
  public var ageYears: Double
  /// Presentation: 0 female to 1 male.
  public var sex: Double
  /// The face at rest; every expression starts from it. Its `eyeLook` weights are not used, as gaze
  /// drives those.
  public var resting: ExpressionWeights
  /// Multiplies the channels of every expression, but not of the resting face; 1 where missing.
  public var gains: [Blendshape: Double]
  /// How uneven the halves of the face are when they move: 0 not at all, 0.5 as most people, 1 a lot.
  public var asymmetry: Double
  /// Expressions of the character's own, at full strength; they hide presets of the same name and
  /// are played as written, whatever the temperament.
  public var customExpressions: [String: ExpressionWeights]
  /// The source of every chance in the performance.
  public var stream: RandomStream

  public init(
    temperament: Temperament = Temperament(BigFive()), ageYears: Double = 30, sex: Double = 0.5,
    resting: ExpressionWeights = .neutral, gains: [Blendshape: Double] = [:],
    asymmetry: Double = 0.5, customExpressions: [String: ExpressionWeights] = [:],
    stream: RandomStream
  ) {
    self.temperament = temperament
    self.ageYears = ageYears
    self.sex = sex
    self.resting = resting
    self.gains = gains
    self.asymmetry = asymmetry
    self.customExpressions = customExpressions
    self.stream = stream
  }

  var manner: Manner { Manner(temperament, ageYears: ageYears, sex: sex) }

  /// The face that shows these expressions at their height, as on an expression sheet: eyes open and
  /// ahead.
  public func pose(
    of expressions: [WeightedExpression]
  ) throws(MotionSynthesisError) -> ExpressionWeights {
    let physique = Physique(self)
    let mood = try Mood(expressions, of: self, physique: physique)
    var channels = physique.channels(of: mood)
    FaceRegion.reconcile(&channels)
    return ExpressionWeights(channels: channels)
  }
}

/// What stays the same in a performer's face through a performance, one number a channel.
struct Physique: Sendable {
  let rest: [Double]
  /// The author's gains.
  let gain: [Double]
  /// The uneven strength of the two halves, about 1.
  let lean: [Double]
  /// True where one-sided expressions are played on the other side than the presets'.
  let isMirrored: Bool

  init(_ performer: Performer) {
    let stream = performer.stream.stream("physique")
    var leans: [Double] = []
    for region in FaceRegion.allCases {
      var draw = stream.stream("asymmetry").stream(region.rawValue)
      let lean = draw.normal(deviation: 0.05, limit: 0.1)
      leans.append(region == .lid ? 0.2 * lean : lean)
    }
    var draw = stream.stream("side")
    isMirrored = draw.uniform() < 0.5
    let unevenness = 2 * min(max(performer.asymmetry, 0), 1)
    rest = Blendshape.allCases.map { shape in
      FaceRegion(of: shape) == .gaze ? 0 : min(max(Double(performer.resting[shape]), 0), 1)
    }
    gain = Blendshape.allCases.map { max(performer.gains[$0] ?? 1, 0) }
    lean = Blendshape.allCases.map { shape in
      let side = FaceRegion.sideOfChannel[shape.rawValue]
      return 1 + side * unevenness * leans[FaceRegion(of: shape).rawValue]
    }
  }

  /// The face at rest with a mood upon it; the two never add up past 1.
  func channels(of mood: Mood) -> [Double] {
    (0..<rest.count).map { index in
      let shown = min(max(mood.weights[index], 0), 1)
      return rest[index] + shown * (1 - rest[index])
    }
  }
}

extension ExpressionWeights {
  /// From `Blendshape` order, brought into 0...1; channels past the 52nd are left out.
  init(channels: [Double]) {
    self.init()
    for shape in Blendshape.allCases {
      self[shape] = Float(min(max(channels[shape.rawValue], 0), 1))
    }
  }
}
