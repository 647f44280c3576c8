import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import MotionSynthesis

/// A reel as a body performs it, and what can be measured in it.
struct Take {
  static let shape = Result { try BodyShape.bundled() }

  let body: RestBody
  let performer: Performer
  let score: MotionScore
  let rate: FrameRate
  let poses: [Pose]
  let worlds: [WorldPose]
  let faces: [FacePose]

  init(
    _ beats: [Beat], age: Double = 30, sex: Double = 0.5, seed: UInt64 = 5, fps: Int = 30,
    traits: BigFive = BigFive(), layers: MotionLayers = .all
  ) throws {
    let shape = try Self.shape.get()
    body = shape.rest(BodyParameters(ageYears: age, sex: sex))
    performer = Performer(
      temperament: Temperament(traits), ageYears: age, sex: sex, stream: RandomStream(seed: seed))
    rate = FrameRate(fps)
    let reel = Reel(name: "take", beats: beats)
    let face = try PerformanceSynthesizer().perform(reel, by: performer, at: rate)
    let synthesizer = MotionSynthesizer(
      body: SkinnedBody(body, of: shape), performer: performer, layers: layers)
    let (score, rate, skeleton) = (try synthesizer.score(of: reel), rate, body.skeleton)
    self.score = score
    faces = face.frames
    poses = face.frames.indices.map {
      score.pose(at: rate.seconds(at: FrameIndex($0)), face: face.frames[$0])
    }
    worlds = poses.map { skeleton.world($0) }
  }

  static func beat(
    _ seconds: Double, _ action: BodyAction? = nil, _ mood: String? = nil, _ weight: Double = 1
  )
    -> Beat
  {
    Beat(
      duration: seconds, expressions: mood.map { [WeightedExpression($0, weight)] } ?? [],
      action: action)
  }

  func time(_ frame: Int) -> Double { rate.seconds(at: FrameIndex(frame)) }

  func positions(_ joint: Joint) -> [SIMD3<Double>] { worlds.map { $0.position(joint) } }

  /// The frames between the second step and the last but one.
  var steady: Range<Int> {
    let strikes = score.plan.prints.flatMap { $0 }.map(\.strike).filter { $0 > 0 }.sorted()
    guard strikes.count > 4 else { return 0..<0 }
    let ends = (strikes[1], strikes[strikes.count - 3])
    return rate.frames(in: ends.0)..<min(rate.frames(in: ends.1), poses.count)
  }

  /// The share of frames in which a foot is low and moves all the same: the ratio of the motion
  /// generation literature, within 5 cm of the floor at 0.5 m/s.
  var skatingRatio: Double {
    let fps = rate.framesPerSecond
    var isSkating = [Bool](repeating: false, count: worlds.count - 1)
    for joint in [Joint.leftFoot, .rightFoot, .leftToes, .rightToes] {
      let way = positions(joint)
      let speeds = (0..<way.count - 1).map { index in
        let step = way[index + 1] - way[index]
        return (step.x * step.x + step.z * step.z).squareRoot() * fps
      }
      for index in speeds.indices where way[index].y < 0.05 && way[index + 1].y < 0.05 {
        let near = speeds[max(index - 2, 0)...min(index + 2, speeds.count - 1)]
        let mean = near.reduce(0, +) / Double(near.count)
        if speeds[index] > 0.5, mean > 0.5 { isSkating[index] = true }
      }
    }
    return Double(isSkating.count { $0 }) / Double(isSkating.count)
  }

  /// Points of the soles: heel, ball and tip of each foot, frame by frame.
  private func sole(_ leg: Leg) -> [[SIMD3<Double>]] {
    let skeleton = body.skeleton
    let sole = body.sole(of: leg)
    let (foot, toes, tip) = (skeleton[leg.foot], skeleton[leg.toes], skeleton[leg.tip])
    return worlds.map { world in
      func carried(_ point: SIMD3<Double>, _ joint: Joint) -> SIMD3<Double> {
        world.position(joint) + world.rotation(joint).turn(point - skeleton[joint])
      }
      return [
        carried(SIMD3(foot.x, 0, sole.lowerBound), leg.foot),
        carried(SIMD3(toes.x, 0, toes.z), leg.toes),
        carried(SIMD3(tip.x, 0, sole.upperBound), leg.toes),
      ]
    }
  }

  /// The lowest that a sole comes, metres.
  var lowestSole: Double {
    Leg.both.flatMap { sole($0).joined() }.map(\.y).min() ?? 0
  }

  /// The farthest that a point of a sole strays while it is on the floor, metres.
  var worstDrift: Double {
    var worst = 0.0
    for leg in Leg.both {
      let sole = sole(leg)
      for point in 0..<3 {
        var anchor: SIMD3<Double>?
        for frame in sole.indices {
          let place = sole[frame][point]
          guard place.y < 0.002 else {
            anchor = nil
            continue
          }
          let first = anchor ?? place
          anchor = first
          worst = max(worst, hypot(place.x - first.x, place.z - first.z))
        }
      }
    }
    return worst
  }

  /// The most that any joint is beyond its limits, radians.
  var worstExcess: Double {
    let limits = JointLimits(
      skeleton: body.skeleton, ageYears: performer.ageYears, sex: performer.sex)
    return poses.compactMap { limits.worstExcess(in: $0)?.radians }.max() ?? 0
  }

  /// m/s over the steady part.
  var speed: Double {
    let steady = steady
    let way = score.root(at: time(steady.upperBound)) - score.root(at: time(steady.lowerBound))
    return (way * way).sum().squareRoot() / (time(steady.upperBound) - time(steady.lowerBound))
  }

  /// Steps a second over the steady part.
  var cadence: Double {
    let strikes = score.plan.prints.flatMap { $0 }.map(\.strike).filter { $0 > 0 }.sorted()
    guard strikes.count > 5 else { return 0 }
    return Double(strikes.count - 4) / (strikes[strikes.count - 3] - strikes[1])
  }

  /// Over the steady part: how far the wrists go against the hips, how the head goes up and down, how
  /// the hips go from side to side; metres.
  var swing: (arm: Double, head: Double, hips: Double) {
    func range(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }
    let steady = worlds[steady]
    return (
      range(steady.map { $0.position(.leftHand).z - $0.position(.hips).z }),
      range(steady.map { $0.position(.head).y }), range(steady.map { $0.position(.hips).x })
    )
  }
}
