public import CharacterCore

/// Turns a spec into a character with nothing left open.
///
/// What the author gave is kept; the rest is drawn from the seed with the distributions of the people
/// that the face generator learnt from, so that no spec leaves what it knows.
public struct CharacterResolver: Sendable {
  private let features: FeatureTable

  /// - Throws: `SynthesisError` where the table of facial features cannot be read.
  public init() throws(SynthesisError) { features = try FeatureTable() }

  public func resolve(_ spec: CharacterSpec) -> ResolvedCharacter {
    let seed = spec.seed ?? Self.seed(fromName: spec.name)
    let draws = Draws(RandomStream(seed: seed))
    let age = spec.age ?? Self.drawAge(draws)
    let sex = spec.sex ?? draws.beta("sex", 0.22, 0.22)
    let body = Self.body(spec.body, age: age, sex: sex, draws.part("body"))
    let face = FaceResolver(
      spec: spec.face, age: age, sex: sex, build: body.build, features: features,
      draws: draws.part("face"))
    return ResolvedCharacter(
      name: spec.name, seed: seed, face: face.resolved,
      temperament: Temperament(Self.traits(spec.temperament, draws.part("temperament"))),
      body: body,
      expression: Self.expression(spec.expression, draws.part("expression")))
  }

  /// Whether the person that a seed alone draws meets a call; what costs least is looked at first.
  func admits(_ seed: UInt64, _ call: CastCall) -> Bool {
    let draws = Draws(RandomStream(seed: seed))
    if let age = call.age, !age.contains(Self.drawAge(draws)) { return false }
    if let sex = call.sex, !sex.contains(draws.beta("sex", 0.22, 0.22)) { return false }
    return call.admits(resolve(CharacterSpec(name: "\(seed)", seed: seed)).face)
  }

  /// The seed of a character whose author gave none: 53 bits, as a file may hold.
  package static func seed(fromName name: String) -> UInt64 {
    var stream = RandomStream(seed: 0).stream("name").stream(name)
    return stream.next() >> 11
  }

  private static func drawAge(_ draws: Draws) -> Double {
    let range = draws.choose(
      "age.group", [(4.0...14, 0.12), (14.0...45, 0.56), (45.0...65, 0.19), (65.0...88, 0.13)])
    return draws.uniform("age", range)
  }

  /// Big Five values of -1...1: those given, else the preset's, else drawn.
  private static func traits(_ spec: TemperamentSpec, _ draws: Draws) -> BigFive {
    let preset = spec.preset?.traits
    func trait(_ name: String, _ given: Double?, _ path: KeyPath<BigFive, Double>) -> Double {
      if let given { return 2 * given - 1 }
      return preset?[keyPath: path] ?? draws.normal(name, 0, 0.35).clamped(to: -1...1)
    }
    return BigFive(
      openness: trait("openness", spec.openness, \.openness),
      conscientiousness: trait("conscientiousness", spec.conscientiousness, \.conscientiousness),
      extraversion: trait("extraversion", spec.extraversion, \.extraversion),
      agreeableness: trait("agreeableness", spec.agreeableness, \.agreeableness),
      stability: trait("stability", spec.stability, \.stability))
  }

  private static func body(_ spec: BodySpec, age: Double, sex: Double, _ draws: Draws)
    -> ResolvedCharacter.Body
  {
    let ages: [Double] = [4, 5, 8, 12, 15, 18, 25, 70, 95]
    let male = Math.interpolate(age, ages, [1.02, 1.09, 1.28, 1.49, 1.68, 1.76, 1.77, 1.725, 1.69])
    let female = Math.interpolate(
      age, ages, [1.01, 1.082, 1.27, 1.51, 1.61, 1.63, 1.636, 1.588, 1.55])
    let median = Math.mix(female, male, sex)
    let height = median * (1 + 0.038 * draws.normal("height").clamped(to: -2.5...2.5))
    return ResolvedCharacter.Body(
      height: spec.height ?? height.clamped(to: 0.8...2.2),
      build: spec.build ?? draws.normal("build", 0.5, 0.15).clamped(to: 0...1),
      muscle: spec.muscle ?? draws.normal("muscle", 0.45 + 0.1 * sex, 0.13).clamped(to: 0...1))
  }

  private static func expression(_ spec: ExpressionSpec, _ draws: Draws)
    -> ResolvedCharacter.Expression
  {
    ResolvedCharacter.Expression(
      resting: spec.resting, gain: Blendshape.allCases.map { spec.gain[$0] ?? 1 },
      asymmetry: spec.asymmetry ?? draws.normal("asymmetry", 0.5, 0.15).clamped(to: 0...1),
      named: spec.named)
  }
}
