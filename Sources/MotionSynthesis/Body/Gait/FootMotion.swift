internal import CharacterCore
internal import Foundation

/// One foot's way through its footprints: heel strike, flat, heel off, toes off, swing.
///
/// While it stands it turns about the edge of the heel, then not at all, then about the toe joint, at
/// last about the tip of the toes; the point it turns about never moves. In the air the toe joint
/// goes from where that roll would take it to where the next strike wants it.
struct FootMotion: Sendable {
  /// Where a foot is: its ankle, how it is turned, and how far the toes are bent up, radians.
  struct Placement: Sendable {
    var ankle: SIMD3<Double>
    var rotation: Quaternion
    var toeBend: Double
    /// 0 on the floor to 1 in the air.
    var freedom = 0.0
    /// Metres by which the leg may be too short for it: some in the air, none on the floor.
    var slack = 0.0
  }

  private let ankle, joint, heel, tip: SIMD3<Double>

  /// - Parameter sole: z of the sole's ends at rest.
  init(_ leg: Leg, of skeleton: Skeleton, sole: ClosedRange<Double>) {
    ankle = SIMD3(0, skeleton[leg.foot].y, 0)
    let x = skeleton[leg.foot].x
    let z = skeleton[leg.foot].z
    joint = SIMD3(skeleton[leg.toes].x - x, skeleton[leg.toes].y, skeleton[leg.toes].z - z)
    heel = SIMD3(0, 0, sole.lowerBound - z)
    tip = SIMD3(skeleton[leg.tip].x - x, 0, sole.upperBound - z)
  }

  func placement(_ prints: [Footprint], at time: Double) -> Placement {
    let index = prints.lastIndex(ofSorted: time) { $0.strike }
    let here = prints[index]
    // Rolling: onto the sole, off the heel, off the toes.
    let landing =
      here.strike > -.infinity
      ? here.heelStrike * (1 - Ease.minimumJerk((time - here.strike) / here.loading)) : 0
    guard here.lift < .infinity else { return planted(here, pitch: landing, bend: 0) }
    let next = prints[min(index + 1, prints.count - 1)]
    let swing = next.strike - here.lift
    let share = (time - here.lift) / swing
    let rise =
      here.heelRise
      * Ease.minimumJerk(
        (time - here.lift + here.rising) / (here.rising + 0.12 * swing))
    let tipping = 0.42 * here.rising
    let toes =
      here.toeRise
      * Ease.minimumJerk((time - here.lift + tipping) / (tipping + 0.08 * swing))
    let lowering = Ease.minimumJerk((share - 0.1) / 0.62)
    let reaching = next.heelStrike * Ease.minimumJerk((share - 0.35) / 0.63)
    let pitch = landing - rise * (1 - lowering) + reaching
    let bend = max(rise - toes, 0) * (1 - Ease.minimumJerk(share / 0.5))
    guard share > 0 else { return planted(here, pitch: pitch, bend: bend) }

    let left = jointWhileLeaving(here, toePitch: pitch + bend)
    let coming = jointWhileLanding(next, pitch: reaching)
    // A foot that is lifted high goes up first, then ahead.
    let delay = min(max(2 * (next.clearance - 0.055), 0), 0.06)
    let way = Math.smoothstep(delay, 0.95, share)
    var place = left + way * (coming - left)
    place.y += next.clearance * Self.hump(share)
    let yaw = here.yaw + way * (next.yaw - here.yaw)
    var result = placement(joint: place, yaw: yaw, pitch: pitch, bend: bend)
    result.freedom = Ease.minimumJerk(share / 0.25) * Ease.minimumJerk((1 - share) / 0.3)
    result.slack = 0.8 * Self.farFrom(share, 0.04) * Self.farFrom(1 - share, 0.008)
    return result
  }

  /// Grows with the distance from 0, where it is level over `width`.
  private static func farFrom(_ share: Double, _ width: Double) -> Double {
    let share = min(max(share, 0), 1)
    return share * share / (share + width)
  }

  /// Turns a foot about its toe joint; the toes stay as they are.
  func raiseHeel(of foot: inout Placement, by angle: Double) {
    let place = foot.ankle + foot.rotation.turn(joint - ankle)
    foot.rotation = foot.rotation * Self.tilt(-angle)
    foot.ankle = place + foot.rotation.turn(ankle - joint)
    foot.toeBend += angle
  }

  /// Up within the first fifth of a swing, down in its second half, and still on the way down when the
  /// foot has got there: a foot that arrived level would slide.
  private static func hump(_ share: Double) -> Double {
    let down = min(max((share - 0.45) / 0.55, 0), 1)
    let fall = 0.65 * (1 - Math.smoothstep(0, 1, down)) + 0.35 * (1 - down * down * down)
    return Math.smoothstep(0, 0.2, share) * fall
  }

  private func planted(_ print: Footprint, pitch: Double, bend: Double) -> Placement {
    let place: SIMD3<Double>
    if pitch > 0 {
      place = jointWhileLanding(print, pitch: pitch)
    } else if pitch + bend < 0 {
      place = jointWhileLeaving(print, toePitch: pitch + bend)
    } else {
      place = Self.ground(print) + Self.turn(print.yaw).turn(joint)
    }
    return placement(joint: place, yaw: print.yaw, pitch: pitch, bend: bend)
  }

  private func jointWhileLanding(_ print: Footprint, pitch: Double) -> SIMD3<Double> {
    Self.ground(print) + Self.turn(print.yaw).turn(heel + Self.tilt(pitch).turn(joint - heel))
  }

  private func jointWhileLeaving(_ print: Footprint, toePitch: Double) -> SIMD3<Double> {
    Self.ground(print) + Self.turn(print.yaw).turn(tip + Self.tilt(toePitch).turn(joint - tip))
  }

  private func placement(joint place: SIMD3<Double>, yaw: Double, pitch: Double, bend: Double)
    -> Placement
  {
    let rotation = Self.turn(yaw) * Self.tilt(pitch)
    return Placement(
      ankle: place + rotation.turn(ankle - joint), rotation: rotation, toeBend: bend)
  }

  private static func ground(_ print: Footprint) -> SIMD3<Double> {
    SIMD3(print.place.x, 0, print.place.y)
  }
  private static func turn(_ yaw: Double) -> Quaternion { Quaternion(yaw, around: SIMD3(0, 1, 0)) }
  /// Toes up for a positive angle.
  private static func tilt(_ pitch: Double) -> Quaternion {
    Quaternion(-pitch, around: SIMD3(1, 0, 0))
  }
}
