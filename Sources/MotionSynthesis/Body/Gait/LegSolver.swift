internal import CharacterCore
internal import Foundation

/// Two-bone inverse kinematics of a leg: the knee is a pure hinge, and the thigh turns so that the ankle
/// is where it is wanted, with the knee pointing ahead.
struct LegSolver: Sendable {
  let leg: Leg
  private let thigh, shank: SIMD3<Double>
  /// The knee's axis at rest; a turn around it bends the knee.
  private let axis: SIMD3<Double>
  /// The squares of both bones' lengths, twice the product that the knee's cosine scales, and the turn
  /// that stretches the leg.
  private let squares, reach, straight: Double
  /// The greatest and the least distance from hip to ankle that is asked for.
  let longest, shortest: Double

  /// The share of a straight leg's length that a leg is stretched to: a knee bent by 8°.
  private static let stretch = 0.9975

  init(_ leg: Leg, of skeleton: Skeleton) {
    self.leg = leg
    thigh = skeleton[leg.lower] - skeleton[leg.upper]
    shank = skeleton[leg.foot] - skeleton[leg.lower]
    let along = shank.normalized
    let right = SIMD3<Double>(1, 0, 0)
    axis = (right - right.dot(along) * along).normalized
    let (ahead, across) = (thigh.dot(along), thigh.dot(axis.cross(along)))
    straight = atan2(across, ahead)
    reach = 2 * shank.length * hypot(ahead, across)
    squares = thigh.dot(thigh) + shank.dot(shank)
    longest = Self.stretch * (squares + reach).squareRoot()
    shortest = (squares + reach * cos(2.18)).squareRoot()
  }

  /// Turns the leg's joints in a pose.
  ///
  /// - Parameters:
  ///   - hip: where the upper leg's joint is; `pelvis`: how the hips are turned.
  ///   - facing: which way the knee points, radians to the left of +z.
  func solve(
    _ pose: inout Pose, hip: SIMD3<Double>, pelvis: Quaternion, foot: FootMotion.Placement,
    facing: Double
  ) {
    let way = foot.ankle - hip
    let distance = min(max(way.length, shortest), longest)
    let cosine = (distance * distance - squares) / reach
    let knee = Quaternion(straight + acos(min(max(cosine, -1), 1)), around: axis)
    let rest = (thigh + knee.turn(shank)).normalized
    let side = SIMD3(cos(facing), 0, -sin(facing))
    let upper = Self.turn(rest, axis, to: way.normalized, side)
    pose[leg.upper] = pelvis.inverse * upper
    pose[leg.lower] = knee
    pose[leg.foot] = (upper * knee).inverse * foot.rotation
    pose[leg.toes] = Quaternion(-foot.toeBend, around: SIMD3(1, 0, 0))
  }

  /// The turn that takes one direction to another, and a second as near to its own as that allows.
  static func turn(
    _ first: SIMD3<Double>, _ second: SIMD3<Double>, to newFirst: SIMD3<Double>,
    _ newSecond: SIMD3<Double>
  ) -> Quaternion {
    let swing = Quaternion(from: first, to: newFirst)
    let across = swing.turn(second)
    let have = across - across.dot(newFirst) * newFirst
    let want = newSecond - newSecond.dot(newFirst) * newFirst
    let angle = atan2(have.cross(want).dot(newFirst), have.dot(want))
    return Quaternion(angle, around: newFirst) * swing
  }
}
