internal import CharacterCore
internal import Foundation

/// An arm by how it hangs: turns of shoulder, elbow and forearm that do not depend on how the body
/// table's arms rest.
struct ArmSolver: Sendable {
  /// Radians from an arm that hangs straight down, palm to the thigh.
  struct Shape: Sendable {
    /// Forward, and away from the body.
    var flexion = 0.0
    var abduction = 0.0
    /// The upper arm's turn inward, which brings a bent forearm before the body.
    var inward = 0.0
    var elbow = 0.0
    /// The palm's turn to the back.
    var pronation = 0.0
    /// The hand bends towards the palm.
    var wrist = 0.0
  }

  let arm: Arm
  private let upper, lower, hinge, hand, across: SIMD3<Double>
  private let restElbow: Double

  init(_ arm: Arm, of skeleton: Skeleton) {
    self.arm = arm
    upper = (skeleton[arm.lower] - skeleton[arm.upper]).normalized
    lower = (skeleton[arm.hand] - skeleton[arm.lower]).normalized
    hinge = upper.cross(lower).normalized
    restElbow = atan2(upper.cross(lower).length, upper.dot(lower))
    hand = (skeleton[arm.middle] - skeleton[arm.hand]).normalized
    across = (skeleton[arm.fingers[0][0]] - skeleton[arm.fingers[3][0]]).normalized
  }

  /// - Parameter shoulder: the world's turn of the joint that carries the upper arm, seen from the
  ///   frame in which down is down, for instance the chest's tilt taken out.
  func pose(_ shape: Shape, shoulder: Quaternion, _ pose: inout Pose) {
    let side = arm.side
    // Down, then aside around z, then forward around -x.
    let lift =
      Quaternion(-shape.flexion, around: SIMD3(1, 0, 0))
      * Quaternion(side * shape.abduction, around: SIMD3(0, 0, 1))
    let down = lift.turn(SIMD3(0, -1, 0))
    // A hanging elbow bends around -x.
    let axis = Quaternion(-side * shape.inward, around: down * -1).turn(lift.turn(SIMD3(-1, 0, 0)))
    let upperTurn = LegSolver.turn(upper, hinge, to: down, axis)
    let bend = Quaternion(shape.elbow - restElbow, around: hinge)
    let forearm = upperTurn * bend
    let along = forearm.turn(lower)
    // The knuckles lie along the elbow's plane: palm inward; then turned to the back.
    let forward = axis.cross(along)
    let knuckles = Quaternion(side * shape.pronation, around: along).turn(forward)
    let flat = LegSolver.turn(hand, across, to: along, knuckles)
    let bent = Quaternion(side * shape.wrist, around: knuckles * -1) * flat
    let twist = (forearm.inverse * flat).swingAndTwist(around: lower).twist
    let half = Quaternion(rotationVector: 0.5 * twist.rotationVector)
    pose[arm.upper] = shoulder.inverse * upperTurn
    pose[arm.lower] = bend * half
    pose[arm.hand] = (forearm * half).inverse * bent
  }
}
