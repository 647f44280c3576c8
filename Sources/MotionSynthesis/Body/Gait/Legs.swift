internal import CharacterCore
internal import Foundation

/// Both legs under a pelvis: lowers it where a standing leg would be too short, and brings the feet to
/// their prints.
struct Legs: Sendable {
  private let skeleton: Skeleton
  private let solvers: [LegSolver]
  private let feet: [FootMotion]
  /// How far an ankle bends up and a thigh goes back, radians.
  private let dorsiflexion, hipExtension: Double

  init(_ body: RestBody, limits: JointLimits) {
    skeleton = body.skeleton
    solvers = Leg.both.map { LegSolver($0, of: body.skeleton) }
    feet = Leg.both.map { FootMotion($0, of: body.skeleton, sole: body.sole(of: $0)) }
    dorsiflexion = limits.ranges[Joint.leftFoot.rawValue]?.bend.upperBound ?? 0.35
    hipExtension = -(limits.ranges[Joint.leftUpperLeg.rawValue]?.bend.lowerBound ?? -0.44)
  }

  /// - Parameter facing: which way the pelvis looks, radians to the left of +z.
  func plant(_ pose: inout Pose, on plan: StepPlan, at time: Double, facing: Double) {
    var placements = feet.indices.map { feet[$0].placement(plan.prints[$0], at: time) }
    let pelvis = pose[.hips]
    let base = skeleton[.hips] + pose.translation
    var hips = solvers.map { base + pelvis.turn(skeleton[$0.leg.upper] - skeleton[.hips]) }
    var drop = 0.0
    for (index, solver) in solvers.enumerated() {
      let way = hips[index] - placements[index].ankle
      let level = way.x * way.x + way.z * way.z
      let room = max(solver.longest * solver.longest - level, 0.04).squareRoot() - way.y
      // A foot in the air does not pull the body down: it comes as far as the leg reaches.
      drop = Self.lesser(drop, room + placements[index].slack)
    }
    pose.translation.y += drop
    for index in hips.indices { hips[index].y += drop }
    for (index, solver) in solvers.enumerated() {
      let forward = placements[index].rotation.turn(SIMD3(0, 0, 1))
      var aside = atan2(forward.x, forward.z) - facing
      aside -= 2 * .pi * (aside / (2 * .pi)).rounded()
      let knee = facing + 0.7 * aside
      func solve() {
        solver.solve(
          &pose, hip: hips[index], pelvis: pelvis, foot: placements[index], facing: knee)
      }
      solve()
      // An ankle that would bend up too far, or a thigh that would go back too far, raises the heel
      // instead; in the air the foot hangs.
      let limit = Math.mix(0.92, 0.55, placements[index].freedom) * dorsiflexion
      for _ in 0..<3 {
        let ankle = -pose[solver.leg.foot].rotationVector.x - limit
        let thigh = pose[solver.leg.upper].rotationVector.x - 0.9 * hipExtension
        let excess = max(0.8 * ankle, 1.5 * thigh)
        guard excess > 1e-4 else { break }
        feet[index].raiseHeel(of: &placements[index], by: excess)
        solve()
      }
    }
  }

  /// The lesser of two lengths, and a little less where they are within 3 cm of each other, so that no
  /// speed jumps where one takes over.
  private static func lesser(_ first: Double, _ second: Double) -> Double {
    let width = 0.03
    let near = max(1 - abs(first - second) / width, 0)
    return min(first, second) - near * near * near * width / 6
  }
}

extension RestBody {
  /// The ends of a shoe's sole, z at rest: the lowest points of the surface around a foot.
  func sole(of leg: Leg) -> ClosedRange<Double> {
    let ankle = skeleton[leg.foot]
    let low = Float(0.012 * stature / 1.7)
    let points = vertices.filter { $0.y < low && Double($0.x) * leg.side > 0 }.map { Double($0.z) }
    let (back, front) = (points.min() ?? ankle.z - 0.06, points.max() ?? ankle.z + 0.18)
    return back...max(front, back)
  }
}
