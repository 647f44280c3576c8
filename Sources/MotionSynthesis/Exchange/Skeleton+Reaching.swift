package import CharacterCore

extension Skeleton {
  /// Thigh and shin, the mean of both legs.
  var legLength: Double {
    Leg.both.map { distance($0.upper, $0.lower) + distance($0.lower, $0.foot) }.reduce(0, +) / 2
  }

  /// The middle between the hip joints at rest.
  var hipMiddle: SIMD3<Double> { (self[.leftUpperLeg] + self[.rightUpperLeg]) / 2 }

  /// Bends a leg until its ankle is at a place, with the knee in the plane in which the pose has it; a
  /// place out of reach is approached as far as a nearly straight leg goes. The foot's turn in the
  /// world is as given.
  func reach(_ leg: Leg, to target: SIMD3<Double>, foot: Quaternion, in pose: inout Pose) {
    let hips = pose[.hips]
    let hip =
      self[.hips] + pose.translation + hips.turn(self[leg.upper] - self[.hips])
    let (thighRest, shinRest) = (
      self[leg.lower] - self[leg.upper], self[leg.foot] - self[leg.lower]
    )
    let (thigh, shin) = (thighRest.length, shinRest.length)
    var upper = hips * pose[leg.upper]
    var lower = upper * pose[leg.lower]
    let knee = upper.turn(thighRest)
    let way = target - hip
    let reach = min(max(way.length, abs(thigh - shin) + 1e-4), 0.9995 * (thigh + shin))
    let ahead = way.length > 1e-9 ? way.normalized : SIMD3(0, -1, 0)
    // The knee's side of the line from hip to ankle; ahead of the body where the leg is straight.
    var side = knee - ahead * knee.dot(ahead)
    if side.length < 1e-3 * thigh {
      let front = hips.turn(SIMD3(0, 0, 1))
      side = front - ahead * front.dot(ahead)
    }
    guard side.length > 1e-9 else { return }
    let cosine = (thigh * thigh + reach * reach - shin * shin) / (2 * thigh * reach)
    let share = min(max(cosine, -1), 1)
    let bent =
      ahead * (thigh * share) + side.normalized * (thigh * (1 - share * share).squareRoot())
    upper = Quaternion(from: knee.normalized, to: bent.normalized) * upper
    let down = (ahead * reach - bent).normalized
    lower = Quaternion(from: lower.turn(shinRest).normalized, to: down) * lower
    pose[leg.upper] = hips.inverse * upper
    pose[leg.lower] = upper.inverse * lower
    pose[leg.foot] = lower.inverse * foot
  }
}

extension Joint {
  var isOfLeg: Bool {
    switch self {
    case .leftUpperLeg, .leftLowerLeg, .leftFoot, .leftToes: true
    case .rightUpperLeg, .rightLowerLeg, .rightFoot, .rightToes: true
    default: false
    }
  }
}

extension MotionClip {
  /// The same motion at another rate, mixed between its frames along the shortest arcs.
  package func resampled(at other: FrameRate) -> MotionClip {
    guard other != rate, poses.count > 1 else { return MotionClip(rate: other, poses: poses) }
    let last = poses.count - 1
    let count = max(other.frames(in: duration), 1)
    return MotionClip(
      rate: other,
      poses: (0..<count).map { index in
        let place = min(other.seconds(at: FrameIndex(index)) * rate.framesPerSecond, Double(last))
        let lower = min(Int(place), last - 1)
        return poses[lower].mixed(with: poses[lower + 1], place - Double(lower))
      })
  }
}
