import CharacterCore
import Foundation

@testable import MotionSynthesis

/// Bodies, reels and measurements of the gesture tests.
struct Stagehand {
  let places: GestureBody
  let performer: Performer
  var body: SkinnedBody { places.skinned }
  var limits: JointLimits { places.limits }

  private static let shape = Result { try BodyShape.bundled() }
  /// The middle figure, for most tests.
  private static let middle = Result { try places(age: 30, build: 0.5) }

  private static func places(age: Double, build: Double) throws -> GestureBody {
    let shape = try shape.get()
    let body = SkinnedBody(
      shape.rest(BodyParameters(ageYears: age, build: build)), of: shape)
    return GestureBody(
      body, limits: JointLimits(skeleton: body.rest.skeleton, ageYears: age, sex: 0.5))
  }

  init(
    age: Double = 30, build: Double = 0.5, extraversion: Double = 0, stability: Double = 0,
    seed: UInt64 = 3
  ) throws {
    places =
      try age == 30 && build == 0.5
      ? Self.middle.get() : Self.places(age: age, build: build)
    performer = Rehearsal.performer(
      seed: seed, extraversion: extraversion, stability: stability, age: age)
  }

  init(_ preset: Temperament.Preset) throws {
    places = try Self.middle.get()
    performer = Performer(
      temperament: Temperament(preset.traits), stream: RandomStream(seed: 3))
  }

  func score(_ reel: Reel) -> GestureScore {
    GestureScore(reel, on: places, performer: performer)
  }

  /// The gestures asked for alone, without what hands do by themselves.
  func score(_ action: BodyAction, for duration: Double = 4) -> GestureScore {
    var score = score(
      Reel(name: "gesture", beats: [Beat(duration: duration, action: action), Beat(duration: 2)]))
    score.gestures.removeAll { $0.known == nil }
    return score
  }

  /// The pose at a time, over arms that hang.
  func pose(_ score: GestureScore, at time: Double, over base: Pose) -> Pose {
    var pose = base
    score.lean(&pose, at: time)
    score.apply(to: &pose, at: time)
    return pose
  }

  func hanging(_ score: GestureScore) -> Pose {
    Choreography(body: score.body, style: score.style, stream: performer.stream).hangingPose()
  }

  func wrist(_ arm: Arm, _ pose: Pose) -> SIMD3<Double> {
    body.rest.skeleton.world(pose).position(arm.hand)
  }

  /// Metres by which the shortest way from any vertex of a hand misses a point.
  func gap(_ arm: Arm, _ point: SIMD3<Double>, _ pose: Pose) -> Double {
    let vertices = body.vertices(pose)
    let parts = Set(([arm.hand] + arm.thumb + arm.fingers.flatMap { $0 }).map(\.rawValue))
    return vertices.indices.filter { parts.contains(body.owner($0)) }
      .map { (SIMD3<Double>(vertices[$0]) - point).length }.min() ?? .infinity
  }
}

extension BodyAction.Known {
  static let gestures = allCases.filter(\.isGesture)
}
