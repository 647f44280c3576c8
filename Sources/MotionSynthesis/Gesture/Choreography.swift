internal import CharacterCore
internal import Foundation

/// Lays gestures on one body: where hands go on a person of these proportions, and with this temper.
struct Choreography: Sendable {
  let body: GestureBody
  let style: GestureStyle
  /// The arm that does what one arm does.
  let dominant: Arm

  init(body: GestureBody, style: GestureStyle, stream: RandomStream) {
    (self.body, self.style) = (body, style)
    var draw = stream.stream("handedness")
    dominant = draw.uniform() < 0.9 ? .right : .left
  }

  /// The arms that take part.
  func arms(_ side: BodyAction.Side?, otherwise arms: [Arm]) -> [Arm] {
    switch side {
    case .left: [.left]
    case .right: [.right]
    case .both: Arm.both
    case nil: arms
    }
  }

  /// Where a hand is to be and how it lies, in shares of the arm's length from the shoulder: out to the
  /// arm's side, up, ahead. Directions likewise.
  struct Reach {
    var place: SIMD3<Double>
    var along: SIMD3<Double>
    var palm: SIMD3<Double>
    var shape: HandShape
    var elbowOut: Double?
    /// How much the shoulder is drawn up, radians.
    var raise = 0.0
  }

  /// A hand in the air. `extent` scales how far it is from the place where hands are at ease.
  func key(_ arm: Arm, _ reach: Reach, extent: Double) -> Gesture.Key {
    let solver = body.solver(arm)
    let mirror = SIMD3(arm.side, 1, 1)
    let ease = SIMD3(0.08, -0.55, 0.36)
    var share = ease + extent * (reach.place - ease)
    // Arms have an end.
    if share.length > 0.97 { share *= 0.97 / share.length }
    var place = body.skeleton[arm.upper] + solver.length * mirror * share
    let radius = 0.09 * solver.length
    place.z += body.trunk.depth(of: place, radius: radius, in: body.rest)
    let turn = solver.hand.rotation(along: mirror * reach.along, palm: mirror * reach.palm)
    let goal = ArmReach.Goal(place: place, turn: turn, contact: solver.hand.palmCentre)
    let solution = solver.search(
      goal, in: body.rest, elbowOut: reach.elbowOut ?? style.elbowOut, raise: reach.raise)
    return Gesture.Key(
      angles: solution.angles, shape: reach.shape, contact: nil, error: solution.error,
      depth: solver.penetration(solution, body.rest))
  }

  /// A hand laid on the body: its palm on the surface, or what `hold` says.
  ///
  /// - Parameters:
  ///   - along: where the fingers point; mirrored with the arm.
  ///   - palm: where the palm looks, where that is not to the surface.
  ///   - pose: the body before, where another arm is already somewhere.
  func key(
    _ arm: Arm, on point: SurfacePoint, along: SIMD3<Double>, palm: SIMD3<Double>? = nil,
    gap: Double = 0.004, shape: HandShape, hold: SIMD3<Double>? = nil, elbowOut: Double? = nil,
    raise: Double = 0, pose: Pose = .rest
  ) -> Gesture.Key {
    let solver = body.solver(arm)
    let mirror = SIMD3(arm.side, 1, 1)
    let world = body.skeleton.world(pose)
    let frame = world.rotation(point.joint)
    let normal = frame.turn(point.normal)
    let direction =
      palm == nil ? (mirror * along).perpendicular(to: normal) : (mirror * along).normalized
    let turn = solver.hand.rotation(along: direction, palm: palm.map { mirror * $0 } ?? -normal)
    let touch = hold ?? solver.hand.palmCentre
    let place = body.skinned.position(of: point, in: world) + gap * normal
    let solution = solver.search(
      ArmReach.Goal(place: place, turn: turn, contact: touch), in: world,
      elbowOut: elbowOut ?? style.elbowOut, raise: raise)
    let reached = solver.joints(solution.angles, in: world).turn
    return Gesture.Key(
      angles: solution.angles, shape: shape,
      contact: Gesture.Contact(
        point: point, gap: gap, turn: frame.inverse * reached, hold: touch),
      error: solution.error, depth: solver.penetration(solution, world))
  }

  /// The pose with one arm in a key.
  func pose(_ arm: Arm, _ key: Gesture.Key, in pose: Pose = .rest) -> Pose {
    var pose = pose
    body.solver(arm).set(key.angles, in: &pose)
    return pose
  }
}
