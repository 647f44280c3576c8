internal import CharacterCore
internal import Foundation
internal import MotionSynthesis

/// Times a minute of motion, with every mood, gait and gesture in it, on one thread:
///
///     swift run -c release --package-path Benchmarks MotionBenchmark
///
/// Processor time, which other work on the machine hardly lengthens; the best of five.
@main
struct MotionBenchmark {
  static func main() throws {
    let shape = try BodyShape.bundled()
    for age in [6.0, 30, 75] {
      let body = SkinnedBody(shape.rest(BodyParameters(ageYears: age)), of: shape)
      let performer = Performer(ageYears: age, stream: RandomStream(seed: 1))
      let reel = minute
      let face = try PerformanceSynthesizer().perform(reel, by: performer, at: FrameRate(30))
      let synthesizer = MotionSynthesizer(body: body, performer: performer)
      let plan = try best(of: 5) { _ = try synthesizer.score(of: reel) }
      let whole = try best(of: 5) {
        let clip = try synthesizer.perform(reel, face: face)
        precondition(clip.poses.count == 1800)
      }
      print(
        String(
          format: "%2.0f years: 60 s at 30 frames a second in %.0f ms, of which planning %.0f ms",
          age, whole, plan))
    }
  }

  /// Moods and gaits in turn, and each gesture once.
  private static var minute: Reel {
    let gestures = [
      "nod", "shake", "shrug", "wave", "point", "beckon", "bow", "beat", "hand on heart",
      "arms crossed", "hands on hips", "chin touch", "face cover", "fist", "clap", "step back",
    ]
    let moods = ["happy", "sad", "angry", "afraid", "neutral"]
    var beats = gestures.enumerated().map { index, name in
      Beat(
        duration: 2, expressions: [WeightedExpression(moods[index % moods.count], 1)],
        action: BodyAction(name))
    }
    for (mood, gait) in zip(moods, ["walk", "stroll", "hurry", "run", "turn"]) {
      beats.append(
        Beat(
          duration: 4, expressions: [WeightedExpression(mood, 1)], action: BodyAction(gait)))
      beats.append(Beat(duration: 1.6, expressions: [WeightedExpression(mood, 1)]))
    }
    return Reel(name: "minute", beats: beats)
  }

  /// The least of some measurements, milliseconds of processor time.
  private static func best(of count: Int, _ work: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    for _ in 0..<count {
      let start = clock()
      try work()
      least = min(least, Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1000)
    }
    return least
  }
}
