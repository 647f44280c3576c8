public import CharacterCore
internal import MotionSynthesis

/// The pictures for which a character sits to be locked: from all sides, in several lights, with
/// several expressions, at the ends of its span of ages; and what is done to them to see how low an
/// honest score can fall.
struct IdentitySitting: Sendable {
  /// One picture.
  struct Shot: Sendable {
    var bucket: YawBucket
    var expression: String?
    /// What the picture is for.
    var purpose: Purpose
    /// The number of its light, 0 for the usual one; pictures drawn at random have numbers of their own.
    var light: Int
    var state: FaceState
  }

  enum Purpose: Sendable {
    /// Says what the face is.
    case likeness
    /// Expression and light are both unlike the usual: says how low an honest score can fall, not what the
    /// face is.
    case harsh
    /// Says in which directions the face moves.
    case variation
  }

  /// Degrees; a few off the round numbers, as people are.
  private static let yaws: [Double] = [
    0, -7, 9, 12, -20, 22, -26, 28, -33, 35, -41, 42,
  ]
  private static let expressions: [(name: String, weight: Double)] = [
    ("happy", 1), ("sad", 0.9), ("angry", 0.9), ("surprised", 1), ("disgusted", 0.8),
    ("afraid", 0.8),
  ]
  private static let otherLights: [LightRig] = [.soft, .hard, .rim, .back]
  /// How many pictures at random a character sits for, and how many at each end of its ages.
  private static let (varied, aged) = (60, 20)

  /// How many strangers that is tried with.
  static let strangers = 4

  let shots: [Shot]

  /// - Parameter light: the usual one.
  init(of character: ResolvedCharacter, light: LightRig) throws {
    let performer = Performer(character)
    let neutral = try performer.pose(of: [])
    let lights = Self.otherLights
    var shots: [Shot] = []
    /// `place` is a light's number, 0 for the usual one.
    func add(
      _ yaw: Double, _ weights: ExpressionWeights, _ name: String?, _ place: Int = 0,
      _ purpose: Purpose = .likeness
    ) {
      guard let bucket = YawBucket(yaw: yaw) else { return }
      shots.append(
        Shot(
          bucket: bucket, expression: name, purpose: purpose, light: place,
          state: FaceState(
            expression: weights, view: HeadView(yaw: yaw, pitch: yaw / 9),
            torsoCounter: character.face.torsoCounter,
            light: place == 0 ? light : lights[place - 1])))
    }
    for (index, yaw) in Self.yaws.enumerated() {
      add(yaw, neutral, nil)
      add(yaw, neutral, nil, 1 + index % lights.count)
    }
    for (index, (name, weight)) in Self.expressions.enumerated() {
      let weights = try performer.pose(of: [WeightedExpression(name, weight)])
      for (place, yaw) in [0.0, 24, -37].enumerated() {
        add(yaw, weights, name)
        add(-yaw, weights, name, 1 + (index + place) % lights.count, .harsh)
      }
    }
    var blink = neutral
    (blink[.eyeBlinkLeft], blink[.eyeBlinkRight]) = (1, 1)
    for yaw in [0.0, -24, 37] { add(yaw, blink, "blink") }
    self.shots = shots + (try Self.performed(by: character, light: light, count: Self.varied))
  }

  /// The character at another age.
  static func aged(_ character: ResolvedCharacter, light: LightRig) throws -> [Shot] {
    try performed(by: character, light: light, count: aged)
  }

  /// What films show: expressions, sides and eyes at random, in each of the lights.
  private static func performed(
    by character: ResolvedCharacter, light: LightRig, count: Int
  ) throws -> [Shot] {
    let performer = Performer(character)
    let lights = [light] + otherLights
    let stream = RandomStream(seed: 35).stream("sitting")
    return try (0..<count).compactMap { index in
      let draws = Draws(stream.stream(index))
      let first = draws.choose("first", ExpressionPreset.all.map { ($0.name, 1) })
      let second = draws.choose("second", ExpressionPreset.all.map { ($0.name, 1) })
      let strength = draws.uniform("strength", 0...1)
      let share = draws.chance("mixed", 0.4) ? draws.uniform("share", 0...0.5) : 0
      var weights = try performer.pose(of: [
        WeightedExpression(first, strength * (1 - share)),
        WeightedExpression(second, strength * share),
      ])
      let view = HeadView(
        yaw: draws.normal("yaw", 0, 17).clamped(to: -44...44),
        pitch: draws.normal("pitch", 0, 6).clamped(to: -14...14),
        roll: draws.normal("roll", 0, 3).clamped(to: -9...9))
      let (yaw, pitch) = (draws.normal("gaze.yaw", 0, 10), draws.normal("gaze.pitch", -2, 7))
      weights.look(yaw: yaw, pitch: pitch)
      guard let bucket = YawBucket(yaw: view.yaw) else { return nil }
      var state = FaceState(
        expression: weights, view: view, torsoCounter: character.face.torsoCounter,
        light: lights[index % lights.count])
      (state.gazeYaw, state.gazePitch) = (yaw, pitch)
      return Shot(
        bucket: bucket, expression: first, purpose: .variation,
        light: lights.count + index % lights.count,
        state: state)
    }
  }

  /// What a face on the way to a stranger shows: what a calm shot and a lively one have in common.
  static func trial(of character: ResolvedCharacter, light: LightRig) throws -> [FaceState] {
    let performer = Performer(character)
    let neutral = try performer.pose(of: [])
    let happy = try performer.pose(of: [WeightedExpression("happy", 0.8)])
    let sad = try performer.pose(of: [WeightedExpression("sad", 0.8)])
    let looks: [(ExpressionWeights, Double, LightRig)] = [
      (neutral, 0, light), (happy, 6, light), (neutral, -18, .soft), (sad, 9, .soft),
      (neutral, 14, .rim), (happy, -25, .hard),
    ]
    return looks.map { expression, yaw, light in
      FaceState(
        expression: expression, view: HeadView(yaw: yaw),
        torsoCounter: character.face.torsoCounter, light: light)
    }
  }

  /// People of a character's age, sex and ancestry: the hardest to tell from it.
  static func strangers(
    to character: ResolvedCharacter, resolver: CharacterResolver
  ) -> [ResolvedCharacter] {
    (1...strangers).map { number in
      resolver.resolve(
        CharacterSpec(
          name: "stranger", seed: UInt64(1_000 + number), age: character.age, sex: character.sex,
          face: FaceSpec(ancestry: character.face.head.ancestry)))
    }
  }
}

extension CharacterRenderer {
  /// A locked character's face as it is when nothing happens, from the front.
  ///
  /// - Throws: where the weights are not the locked ones.
  public func portrait(of lock: IdentityLock) async throws -> Raster {
    try lock.check(self)
    let neutral = try Performer(lock.resolved).pose(of: [])
    return try await pictures(
      of: lock.resolved,
      in: [
        FaceState(
          expression: neutral, torsoCounter: lock.resolved.face.torsoCounter,
          light: settings.light)
      ])[0]
  }
}
