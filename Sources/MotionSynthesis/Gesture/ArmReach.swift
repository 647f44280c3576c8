internal import CharacterCore
internal import Foundation

/// Brings a hand somewhere: two bones, an elbow that swivels, a collar bone that helps, and nothing
/// beyond the joints' limits.
struct ArmReach: Sendable {
  /// The rotations of an arm, from the collar bone to the hand, each relative to its parent.
  struct Angles: Sendable, Equatable {
    var shoulder, upper, lower, hand: Quaternion

    static let rest = Angles(
      shoulder: .identity, upper: .identity, lower: .identity, hand: .identity)

    func mixed(with end: Angles, _ share: Double) -> Angles {
      Angles(
        shoulder: shoulder.mixed(with: end.shoulder, share),
        upper: upper.mixed(with: end.upper, share), lower: lower.mixed(with: end.lower, share),
        hand: hand.mixed(with: end.hand, share))
    }
  }

  /// What a hand is to reach, in the world.
  struct Goal: Sendable {
    /// Where the contact point comes to lie.
    var place: SIMD3<Double>
    /// The hand's rotation.
    var turn: Quaternion
    /// From the hand's joint to the contact point, in the hand's frame at rest.
    var contact: SIMD3<Double>
  }

  struct Solution: Sendable {
    var angles: Angles
    /// Metres by which the contact point misses its place.
    var error: Double
    var elbow, wrist: SIMD3<Double>
    fileprivate var excess = 0.0
  }

  let arm: Arm
  let hand: HandAnatomy
  /// From the shoulder to the wrist, metres, the elbow straight.
  let length: Double
  private let skeleton: Skeleton
  private let limits: JointLimits
  private let trunk: TrunkVolume
  private let upperLength, lowerLength, restBend: Double
  private let upperBone, lowerBone, elbowAxis: SIMD3<Double>

  init(_ arm: Arm, body: SkinnedBody, limits: JointLimits, trunk: TrunkVolume) {
    (self.arm, self.limits, self.trunk) = (arm, limits, trunk)
    skeleton = body.rest.skeleton
    hand = HandAnatomy(arm, body: body)
    let upper = skeleton[arm.lower] - skeleton[arm.upper]
    let lower = skeleton[arm.hand] - skeleton[arm.lower]
    (upperLength, lowerLength) = (upper.length, lower.length)
    length = upperLength + lowerLength
    (upperBone, lowerBone) = (upper.normalized, lower.normalized)
    let turn = upperBone.cross(lowerBone)
    elbowAxis = turn.length > 1e-6 ? turn.normalized : SIMD3(-1, 0, 0).perpendicular(to: upperBone)
    restBend = atan2(turn.length, upperBone.dot(lowerBone))
  }

  /// The arm for a goal with the elbow toward `pole`, a direction in the world.
  func solve(
    _ goal: Goal, in world: WorldPose, pole: SIMD3<Double>, shoulder: Quaternion, rounds: Int = 4
  ) -> Solution {
    var turn = goal.turn
    var solution = place(goal.place, turn, goal.contact, world, pole, shoulder)
    for _ in 1..<max(rounds, 1) where solution.error > 1e-5 {
      let angles = solution.angles
      turn =
        world.rotation(.upperChest) * angles.shoulder * angles.upper * angles.lower * angles.hand
      solution = place(goal.place, turn, goal.contact, world, pole, shoulder)
    }
    return solution
  }

  /// The best arm for a goal over all swivels of the elbow.
  ///
  /// - Parameter elbowOut: the swivel that is liked, radians from an elbow that hangs: positive out.
  func search(
    _ goal: Goal, in world: WorldPose, elbowOut: Double, raise: Double = 0
  ) -> Solution {
    let shoulder = collar(toward: goal.place, in: world, raise: raise)
    func cost(_ swivel: Double) -> (Double, Solution) {
      let solution = solve(
        goal, in: world, pole: pole(swivel, toward: goal, in: world, shoulder), shoulder: shoulder)
      var off = (swivel - elbowOut).remainder(dividingBy: 2 * .pi)
      off = off * off
      let reached =
        world.rotation(.upperChest) * solution.angles.shoulder * solution.angles.upper
        * solution.angles.lower * solution.angles.hand
      let twisted = (reached.inverse * goal.turn).rotationVector.length
      let inside = penetration(solution, world)
      return (
        2 * (solution.error / 0.01) * (solution.error / 0.01) + 0.25 * off
          + 1.2 * twisted * twisted + 400 * inside * inside + 20 * inside
          + 3 * solution.excess * solution.excess, solution
      )
    }
    let count = 36
    var best = (0..<count).map { index -> (Double, Double, Solution) in
      let swivel = 2 * .pi * Double(index) / Double(count) - .pi
      let (cost, solution) = cost(swivel)
      return (cost, swivel, solution)
    }.min { $0.0 < $1.0 }
    var step = Double.pi / Double(count)
    for _ in 0..<5 {
      for side in [-1.0, 1] {
        guard let found = best else { break }
        let (cost, solution) = cost(found.1 + side * step)
        if cost < found.0 { best = (cost, found.1 + side * step, solution) }
      }
      step /= 2
    }
    return best?.2 ?? solve(goal, in: world, pole: SIMD3(0, -1, 0), shoulder: shoulder)
  }

  /// How deep elbow, forearm and wrist are in the trunk or the head, metres, added up.
  func penetration(_ solution: Solution, _ world: WorldPose) -> Double {
    let shares: [(Double, Double)] = [(0, 0.13), (0.35, 0.12), (0.7, 0.095), (1, 0.075)]
    return shares.reduce(0) { sum, point in
      let place = solution.elbow + point.0 * (solution.wrist - solution.elbow)
      return sum + trunk.depth(of: place, radius: point.1 * lowerLength, in: world)
    }
  }

  /// The angles that a pose has.
  func angles(_ pose: Pose) -> Angles {
    Angles(
      shoulder: pose[arm.shoulder], upper: pose[arm.upper], lower: pose[arm.lower],
      hand: pose[arm.hand])
  }

  func set(_ angles: Angles, in pose: inout Pose) {
    pose[arm.shoulder] = limits.clamped(angles.shoulder, at: arm.shoulder)
    pose[arm.upper] = limits.clamped(angles.upper, at: arm.upper)
    pose[arm.lower] = limits.clamped(angles.lower, at: arm.lower)
    pose[arm.hand] = limits.clamped(angles.hand, at: arm.hand)
  }

  /// Where shoulder, elbow, wrist are and how the hand is turned with some angles.
  func joints(
    _ angles: Angles, in world: WorldPose
  ) -> (shoulder: SIMD3<Double>, elbow: SIMD3<Double>, wrist: SIMD3<Double>, turn: Quaternion) {
    let collar = world.rotation(.upperChest) * angles.shoulder
    let shoulder = root(world) + collar.turn(skeleton.offset(of: arm.upper))
    let upper = collar * angles.upper
    let elbow = shoulder + upper.turn(skeleton.offset(of: arm.lower))
    let lower = upper * angles.lower
    let wrist = elbow + lower.turn(skeleton.offset(of: arm.hand))
    return (shoulder, elbow, wrist, lower * angles.hand)
  }

  /// How the collar bone helps: up when the hand goes high, ahead when it reaches far or across.
  func collar(
    toward place: SIMD3<Double>, in world: WorldPose, raise: Double = 0
  ) -> Quaternion {
    let chest = world.rotation(.upperChest)
    let offset = chest.inverse.turn(place - root(world)) - skeleton.offset(of: arm.upper)
    let reach = offset / length
    let up = 0.42 * Math.smoothstep(-0.15, 1.0, reach.y) + raise
    let far = Math.smoothstep(0.75, 1.15, reach.length) * max(reach.z, 0)
    let across = Math.smoothstep(0.1, 0.8, -reach.x * arm.side)
    let ahead = 0.3 * far + 0.25 * across
    let bone = (skeleton[arm.upper] - skeleton[arm.shoulder]).normalized
    let lift = bone.cross(SIMD3(0, 1, 0).perpendicular(to: bone))
    let swing = bone.cross(SIMD3(0, 0, 1).perpendicular(to: bone))
    return limits.clamped(
      Quaternion(rotationVector: up * lift + ahead * swing), at: arm.shoulder)
  }

  private func root(_ world: WorldPose) -> SIMD3<Double> {
    world.position(.upperChest)
      + world.rotation(.upperChest).turn(skeleton.offset(of: arm.shoulder))
  }

  /// The elbow's direction for a swivel, radians outward from hanging.
  private func pole(
    _ swivel: Double, toward goal: Goal, in world: WorldPose, _ shoulder: Quaternion
  ) -> SIMD3<Double> {
    let chest = world.rotation(.upperChest)
    let start = root(world) + (chest * shoulder).turn(skeleton.offset(of: arm.upper))
    let axis = (goal.place - goal.turn.turn(goal.contact) - start).normalized
    let down = chest.turn(SIMD3(0.15 * arm.side, -1, -0.45)).perpendicular(to: axis)
    let out = chest.turn(SIMD3(arm.side, 0, 0))
    let turned = axis.cross(down)
    let sign = turned.dot(out) < 0 ? -1.0 : 1.0
    return cos(swivel) * down + sign * sin(swivel) * turned
  }

  private func place(
    _ target: SIMD3<Double>, _ turn: Quaternion, _ contact: SIMD3<Double>, _ world: WorldPose,
    _ pole: SIMD3<Double>, _ collar: Quaternion
  ) -> Solution {
    let parent = world.rotation(.upperChest) * collar
    let start = root(world) + parent.turn(skeleton.offset(of: arm.upper))
    let way = target - turn.turn(contact) - start
    let axis = way.length > 1e-9 ? way.normalized : SIMD3(0, -1, 0)
    let nearest = max(abs(upperLength - lowerLength), 0.3 * length)
    let distance = min(max(way.length, nearest), 0.9995 * length)
    let side = pole.perpendicular(to: axis)
    let cosine =
      (upperLength * upperLength + distance * distance - lowerLength * lowerLength)
      / (2 * upperLength * distance)
    let share = min(max(cosine, -1), 1)
    let upper = share * axis + (1 - share * share).squareRoot() * side
    let lower = ((distance * axis - upperLength * upper) / lowerLength).normalized
    let hinge = side.cross(axis)
    let upperTurn = Quaternion(takingFrame: (upperBone, elbowAxis), to: (upper, hinge))
    let bend = atan2(upper.cross(lower).dot(hinge), upper.dot(lower)) - restBend
    let flexion = Quaternion(bend, around: elbowAxis)

    let wanted = (upperTurn * flexion).inverse * turn
    let twist = wanted.swingAndTwist(around: lowerBone).twist.rotationVector.dot(lowerBone)
    let local = parent.inverse * upperTurn
    let limited = limits.clamped(local, at: arm.upper)
    let forearm = limits.clamped(
      flexion * Quaternion(0.55 * twist, around: lowerBone), at: arm.lower)
    let wrist = limits.clamped((parent * limited * forearm).inverse * turn, at: arm.hand)
    var solution = Solution(
      angles: Angles(shoulder: collar, upper: limited, lower: forearm, hand: wrist), error: 0,
      elbow: .zero, wrist: .zero)
    let joints = joints(solution.angles, in: world)
    (solution.elbow, solution.wrist) = (joints.elbow, joints.wrist)
    solution.error = (joints.wrist + joints.turn.turn(contact) - target).length
    solution.excess = (local.inverse * limited).rotationVector.length
    return solution
  }
}
