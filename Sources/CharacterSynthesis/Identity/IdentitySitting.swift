public import CharacterCore
internal import MotionSynthesis

/// The pictures for which a character sits to be locked: from all sides, in several lights, with
/// several expressions; and what is done to them to see how low an honest score can fall.
struct IdentitySitting: Sendable {
  /// One picture.
  struct Shot: Sendable {
    var bucket: YawBucket
    var expression: String?
    /// True where expression and light are both unlike the usual: such a picture says how low an honest
    /// score can fall, not what the face is.
    var isHarsh: Bool
    var state: FaceState
  }

  /// Degrees; a few off the round numbers, as people are.
  private static let yaws: [Double] = [
    0, -7, 9, 12, -20, 22, -26, 28, -33, 35, -41, 42,
  ]
  private static let expressions: [(name: String, weight: Double)] = [
    ("happy", 1), ("sad", 0.9), ("angry", 0.9), ("surprised", 1), ("disgusted", 0.8),
    ("afraid", 0.8),
  ]

  let shots: [Shot]

  init(of character: ResolvedCharacter, light: LightRig) throws {
    let performer = Performer(character)
    let neutral = try performer.pose(of: [])
    let lights: [LightRig] = [.soft, .hard, .rim, .back]
    var shots: [Shot] = []
    func add(
      _ yaw: Double, _ weights: ExpressionWeights, _ name: String?, _ light: LightRig,
      isHarsh: Bool = false
    ) {
      guard let bucket = YawBucket(yaw: yaw) else { return }
      shots.append(
        Shot(
          bucket: bucket, expression: name, isHarsh: isHarsh,
          state: FaceState(
            expression: weights, view: HeadView(yaw: yaw, pitch: yaw / 9),
            torsoCounter: character.face.torsoCounter, light: light)))
    }
    for (index, yaw) in Self.yaws.enumerated() {
      add(yaw, neutral, nil, light)
      add(yaw, neutral, nil, lights[index % lights.count])
    }
    for (index, (name, weight)) in Self.expressions.enumerated() {
      let weights = try performer.pose(of: [WeightedExpression(name, weight)])
      for (place, yaw) in [0.0, 24, -37].enumerated() {
        add(yaw, weights, name, light)
        add(-yaw, weights, name, lights[(index + place) % lights.count], isHarsh: true)
      }
    }
    var blink = neutral
    (blink[.eyeBlinkLeft], blink[.eyeBlinkRight]) = (1, 1)
    for yaw in [0.0, -24, 37] { add(yaw, blink, "blink", light) }
    self.shots = shots
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
