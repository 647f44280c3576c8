public import CharacterCore
internal import MotionSynthesis

/// How a character holds still for a picture: what the face shows, where it looks, how the head is
/// turned.
public struct StillPose: Sendable, Equatable {
  /// Shown together, as the character shows them.
  public var expressions: [WeightedExpression]
  /// Channels set outright, over what the expressions make of them.
  public var channels: [Blendshape: Float]
  /// Degrees of the head relative to the camera: yaw turns the nose to the picture's right, pitch
  /// looks up, roll is counter-clockwise.
  public var head: SIMD3<Double>
  /// Degrees of the gaze relative to the camera's direction, (0, 0) into the lens: +yaw toward the
  /// subject's left, +pitch up.
  public var gaze: SIMD2<Double>

  public init(
    _ expressions: [WeightedExpression] = [], channels: [Blendshape: Float] = [:],
    head: SIMD3<Double> = .zero, gaze: SIMD2<Double> = .zero
  ) {
    self.expressions = expressions
    self.channels = channels
    self.head = head
    self.gaze = gaze
  }

  /// How far eyes turn in the head, degrees.
  private static let reach = SIMD2(28.0, 20.0)

  /// The face's state in this pose. Eyes go as far as they turn in the head; `eyeLook` channels
  /// follow the gaze and cannot be set.
  ///
  /// - Throws: a `MotionSynthesisError` for an expression that the character does not have.
  public func state(of character: ResolvedCharacter, light: LightRig) throws -> FaceState {
    var weights = try Performer(character).pose(of: expressions)
    for shape in Blendshape.allCases {
      if let weight = channels[shape] { weights[shape] = min(max(weight, 0), 1) }
    }
    let yaw = (gaze.x - head.x).clamped(to: -Self.reach.x...Self.reach.x)
    let pitch = (gaze.y - head.y).clamped(to: -Self.reach.y...Self.reach.y)
    weights.look(yaw: yaw, pitch: pitch)
    return FaceState(
      expression: weights, gazeYaw: yaw, gazePitch: pitch,
      view: HeadView(yaw: head.x, pitch: head.y, roll: head.z),
      torsoCounter: character.face.torsoCounter, light: light)
  }
}
