/// A character as its author wrote it: a name, and whatever else the author cared to say.
///
/// Everything that is `nil` or empty is *open*: it is drawn once from the seed, from a stream addressed
/// by the parameter's own name. A spec says what the author asked; `CharacterResolver` says what that is.
public struct CharacterSpec: Sendable, Equatable {
  public var name: String
  /// Draws all that is open; without it the name does. At most 2^53 - 1, so that JSON keeps it exact.
  public var seed: UInt64?
  /// Years, 4...95.
  public var age: Double?
  /// Presentation: 0 female to 1 male.
  public var sex: Double?
  public var temperament: TemperamentSpec
  public var face: FaceSpec
  public var body: BodySpec
  public var expression: ExpressionSpec

  public init(
    name: String, seed: UInt64? = nil, age: Double? = nil, sex: Double? = nil,
    temperament: TemperamentSpec = TemperamentSpec(), face: FaceSpec = FaceSpec(),
    body: BodySpec = BodySpec(), expression: ExpressionSpec = ExpressionSpec()
  ) {
    self.name = name
    self.seed = seed
    self.age = age
    self.sex = sex
    self.temperament = temperament
    self.face = face
    self.body = body
    self.expression = expression
  }
}

/// Temperament as written: a preset, Big Five values, or a preset that single values correct.
///
/// Values run from 0 (far below the average person) through 0.5 (average) to 1 (far above).
public struct TemperamentSpec: Sendable, Equatable {
  public var preset: Temperament.Preset?
  public var openness, conscientiousness, extraversion, agreeableness: Double?
  /// Emotional stability; a file may give its opposite, neuroticism, instead.
  public var stability: Double?

  public init(
    preset: Temperament.Preset? = nil, openness: Double? = nil, conscientiousness: Double? = nil,
    extraversion: Double? = nil, agreeableness: Double? = nil, stability: Double? = nil
  ) {
    self.preset = preset
    self.openness = openness
    self.conscientiousness = conscientiousness
    self.extraversion = extraversion
    self.agreeableness = agreeableness
    self.stability = stability
  }
}

/// The body as written.
public struct BodySpec: Sendable, Equatable {
  /// Metres, 0.8...2.2.
  public var height: Double?
  /// 0 thin to 1 heavy.
  public var build: Double?
  /// 0 slack to 1 muscular.
  public var muscle: Double?

  public init(height: Double? = nil, build: Double? = nil, muscle: Double? = nil) {
    (self.height, self.build, self.muscle) = (height, build, muscle)
  }
}

/// How a character's face expresses itself.
public struct ExpressionSpec: Sendable, Equatable {
  /// What the face shows when nothing happens.
  public var resting: ExpressionWeights
  /// Factors 0...2 on single blendshapes; 1 where absent.
  public var gain: [Blendshape: Double]
  /// How unevenly the halves of the face move: 0 not at all, 0.5 as most people's, 1 a lot.
  public var asymmetry: Double?
  /// Expressions of this character's own, in the order of the file.
  public var named: [NamedExpression]

  public init(
    resting: ExpressionWeights = .neutral, gain: [Blendshape: Double] = [:],
    asymmetry: Double? = nil, named: [NamedExpression] = []
  ) {
    self.resting = resting
    self.gain = gain
    self.asymmetry = asymmetry
    self.named = named
  }
}

/// An expression that a character brings along, for reels to call by name; it hides a built-in one of
/// the same name.
public struct NamedExpression: Sendable, Equatable, Codable {
  public var name: String
  public var weights: ExpressionWeights
  public init(_ name: String, _ weights: ExpressionWeights) {
    (self.name, self.weights) = (name, weights)
  }
}
