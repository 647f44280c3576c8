import CharacterCore
import MotionSynthesis

/// Short ways to write the reels and performers of the tests.
enum Rehearsal {
  static let film = FrameRate(25)

  static func performer(
    seed: UInt64 = 1, extraversion: Double = 0, stability: Double = 0, arousal: Double = 0,
    pleasure: Double = 0, age: Double = 30, sex: Double = 0.5,
    resting: ExpressionWeights = .neutral,
    gains: [Blendshape: Double] = [:], asymmetry: Double = 0.5,
    custom: [String: ExpressionWeights] = [:]
  ) -> Performer {
    Performer(
      temperament: Temperament(
        pleasure: pleasure, arousal: arousal, dominance: 0,
        traits: BigFive(extraversion: extraversion, stability: stability)),
      ageYears: age, sex: sex, resting: resting, gains: gains, asymmetry: asymmetry,
      customExpressions: custom, stream: RandomStream(seed: seed))
  }

  static func reel(_ beats: Beat...) -> Reel { Reel(name: "rehearsal", beats: beats) }

  static func perform(
    _ reel: Reel, by performer: Performer = performer(), at rate: FrameRate = film
  ) throws -> [FacePose] {
    try PerformanceSynthesizer().perform(reel, by: performer, at: rate).frames
  }

  /// Neutral, the expression for a while, neutral again.
  static func arc(_ name: String, _ weight: Double = 1, held: Double = 3) -> Reel {
    reel(
      Beat(duration: 1), Beat(duration: held, expressions: [WeightedExpression(name, weight)]),
      Beat(duration: 1.5))
  }

  /// A reel with everything in it.
  static let everything = reel(
    Beat(duration: 1.2),
    Beat(duration: 2, expressions: [WeightedExpression("happy", 0.8)], gaze: .camera),
    Beat(
      duration: 2.5,
      expressions: [WeightedExpression("angry", 0.5), WeightedExpression("sad", 0.4)],
      gaze: .direction(yaw: 38, pitch: -6), action: "shake"),
    Beat(
      duration: 2, expressions: [WeightedExpression("happy", 0.6)],
      visemes: [.pp, .aa, .ss, .ou, .ff, .ih, .oh, .dd, .e], blinks: [0.5]),
    Beat(
      duration: 1.5, expressions: [WeightedExpression("afraid")], isMicroExpression: true),
    Beat(duration: 2, expressions: [WeightedExpression("laugh")], gaze: .free, action: "nod"),
    Beat(duration: 2, gaze: .free, head: SIMD3(-30, 8, 6)))
}

extension FacePose {
  func weight(_ shape: Blendshape) -> Double { Double(expression[shape]) }
}

extension Collection where Element == Double {
  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
  var deviation: Double {
    let mean = mean
    return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(Swift.max(count, 1))).squareRoot()
  }
}
