internal import CharacterCore
internal import Foundation

extension JointLimits {
  /// The table of ranges, in degrees from the anatomical zero, laid on one skeleton.
  struct Anatomy {
    private let skeleton: Skeleton
    private let mobility: Double
    private let right = SIMD3<Double>(1, 0, 0)
    private let up = SIMD3<Double>(0, 1, 0)
    private let forward = SIMD3<Double>(0, 0, 1)

    init(_ skeleton: Skeleton, _ mobility: Double) {
      (self.skeleton, self.mobility) = (skeleton, mobility)
    }

    func range(of joint: Joint) -> Range? {
      if let trunk = trunk(joint) { return trunk }
      for arm in Arm.both {
        if let range = range(of: joint, in: arm) { return range }
      }
      for leg in Leg.both {
        if let range = range(of: joint, in: leg) { return range }
      }
      return nil
    }

    private func trunk(_ joint: Joint) -> Range? {
      switch joint {
      // Thoracolumbar: flexion 80, extension 25, to the side 35, rotation 45; shared by three joints.
      case .spine: ball(up, towards: forward, and: right, -9...28, -12...12, -12...12)
      case .chest, .upperChest: ball(up, towards: forward, and: right, -9...28, -12...12, -17...17)
      // Cervical: 45 each way, rotation 70; shared by two.
      case .neck, .head: ball(up, towards: forward, and: right, -24...24, -23...23, -35...35)
      case .jaw: hinge(forward, around: right, -2...28, -6...6, -4...4, scaled: false)
      // Down is positive.
      case .leftEye, .rightEye:
        ball(forward, towards: -up, and: right, -30...38, -40...40, -8...8, scaled: false)
      default: nil
      }
    }

    private func range(of joint: Joint, in arm: Arm) -> Range? {
      let out = SIMD3<Double>(arm.side, 0, 0)
      let (upper, lower) = (bone(arm.upper, arm.lower), bone(arm.lower, arm.hand))
      switch joint {
      case arm.shoulder:
        return ball(
          bone(arm.shoulder, arm.upper), towards: forward, and: up, -20...30, -10...40, -10...10)
      case arm.upper:
        // Flexion 180, extension 60, abduction 180; medial rotation 70, lateral 90.
        let hanging = atan2(upper.dot(out), -upper.y).degrees
        let twist = arm.side > 0 ? -90.0...70 : -70.0...90
        return ball(
          upper, towards: forward, and: out + up, -60...178, -45...180, twist, usedTilt: hanging)
      case arm.lower:
        // Flexion 150; half of pronation and supination, 80 each.
        let used = angle(upper, lower)
        return hinge(
          lower, around: upper.cross(lower), -3...150, -8...8, -45...45, used: used)
      case arm.hand:
        // Flexion 80, extension 70; towards the thumb 20, away from it 30.
        let hand = bone(arm.hand, arm.middle)
        let thumb = skeleton[arm.thumb[0]] - skeleton[arm.hand]
        return ball(
          hand, towards: curlAxis(arm, 1).cross(hand), and: thumb, -70...80, -30...25, -45...45)
      default:
        return fingers(joint, of: arm)
      }
    }

    private func fingers(_ joint: Joint, of arm: Arm) -> Range? {
      for (number, finger) in arm.fingers.enumerated() {
        guard let place = finger.firstIndex(of: joint) else { continue }
        let points =
          [skeleton[arm.hand]] + finger.map { skeleton[$0] } + [skeleton[arm.tips[number]]]
        let before = (points[place + 1] - points[place]).normalized
        let bone = (points[place + 2] - points[place + 1]).normalized
        let axis = curlAxis(arm, number)
        let used = angle(before, bone) * (before.cross(bone).dot(axis) < 0 ? -1 : 1)
        switch place {
        case 0: return hinge(bone, around: axis, -45...90, -20...20, -10...10, used: used)
        case 1: return hinge(bone, around: axis, -8...105, -8...8, -8...8, used: used)
        default: return hinge(bone, around: axis, -8...85, -8...8, -8...8, used: used)
        }
      }
      guard let place = arm.thumb.firstIndex(of: joint) else { return nil }
      let points = arm.thumb.map { skeleton[$0] } + [skeleton[arm.thumbTip]]
      let bone = (points[place + 1] - points[place]).normalized
      let axis = (points[1] - points[0]).cross(points[3] - points[1])
      return hinge(
        bone, around: axis, place == 0 ? -35...45 : -30...70, place == 0 ? -35...35 : -10...10,
        place == 0 ? -30...30 : -10...10)
    }

    private func range(of joint: Joint, in leg: Leg) -> Range? {
      let out = SIMD3<Double>(leg.side, 0, 0)
      let (upper, lower) = (bone(leg.upper, leg.lower), bone(leg.lower, leg.foot))
      switch joint {
      case leg.upper:
        // Flexion 125, extension 25, abduction 45, adduction 30, rotation 45.
        let spread = atan2(upper.dot(out), -upper.y).degrees
        return ball(
          upper, towards: forward, and: out, -25...125, -30...45, -45...45, usedTilt: spread)
      case leg.lower:
        // Flexion 140; a bent knee lets the shank turn a little.
        let used = angle(upper, lower) * (upper.cross(lower).x < 0 ? -1 : 1)
        return hinge(lower, around: right, -3...140, -4...4, -20...20, used: used)
      case leg.foot:
        // Dorsiflexion 20, plantar flexion 50.
        return ball(
          bone(leg.foot, leg.toes), towards: up, and: out, -50...20, -25...25, -25...25)
      case leg.toes:
        let toes = (skeleton[leg.tip] - skeleton[leg.toes]).normalized
        return hinge(toes, around: -right, -40...65, -5...5, -5...5)
      default: return nil
      }
    }

    /// The axis around which a finger curls, from how it is curled at rest.
    private func curlAxis(_ arm: Arm, _ number: Int) -> SIMD3<Double> {
      let finger = arm.fingers[number]
      let first = skeleton[finger[1]] - skeleton[finger[0]]
      return first.cross(skeleton[arm.tips[number]] - skeleton[finger[1]]).normalized
    }

    private func bone(_ joint: Joint, _ next: Joint) -> SIMD3<Double> {
      (skeleton[next] - skeleton[joint]).normalized
    }

    private func angle(_ first: SIMD3<Double>, _ second: SIMD3<Double>) -> Double {
      atan2(first.cross(second).length, first.dot(second)).degrees
    }

    /// A joint whose bone bends `towards` one direction and tilts towards another.
    private func ball(
      _ bone: SIMD3<Double>, towards bend: SIMD3<Double>, and tilt: SIMD3<Double>,
      _ bends: ClosedRange<Double>, _ tilts: ClosedRange<Double>, _ twists: ClosedRange<Double>,
      usedTilt: Double = 0, scaled: Bool = true
    ) -> Range {
      let bendAxis = bone.cross(bend).normalized
      let sign = bone.cross(tilt).dot(bone.cross(bendAxis)) < 0 ? -1.0 : 1.0
      return Range(
        bone: bone, bendAxis: bendAxis, tiltAxis: sign * bone.cross(bendAxis).normalized,
        bend: radians(bends, scaled, used: 0), tilt: radians(tilts, scaled, used: usedTilt),
        twist: radians(twists, scaled, used: 0), isHinge: false)
    }

    private func hinge(
      _ bone: SIMD3<Double>, around axis: SIMD3<Double>, _ bends: ClosedRange<Double>,
      _ tilts: ClosedRange<Double>, _ twists: ClosedRange<Double>, used: Double = 0,
      scaled: Bool = true
    ) -> Range {
      let bendAxis = (axis - axis.dot(bone) * bone).normalized
      return Range(
        bone: bone, bendAxis: bendAxis, tiltAxis: bone.cross(bendAxis),
        bend: radians(bends, scaled, used: used), tilt: radians(tilts, scaled, used: 0),
        twist: radians(twists, scaled, used: 0), isHinge: true)
    }

    /// Degrees from the anatomical zero to radians from rest; rest itself is always within.
    private func radians(_ degrees: ClosedRange<Double>, _ scaled: Bool, used: Double)
      -> ClosedRange<Double>
    {
      let factor = scaled ? mobility : 1
      let low = min(factor * degrees.lowerBound - used, -0.5)
      let high = max(factor * degrees.upperBound - used, 0.5)
      return max(low, -178) * .pi / 180...min(high, 178) * .pi / 180
    }
  }
}

extension Double {
  /// Radians in degrees.
  fileprivate var degrees: Double { self * 180 / .pi }
}
