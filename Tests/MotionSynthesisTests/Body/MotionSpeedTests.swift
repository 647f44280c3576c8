import CharacterCore
import Testing

@testable import MotionSynthesis

/// What motion costs; only optimized builds are measured: `swift test -c release -Xswiftc
/// -enable-testing --filter MotionSpeedTests`.
@Suite struct MotionSpeedTests {
  #if DEBUG
    private static let isOptimized = false
  #else
    private static let isOptimized = true
  #endif

  @Test(.enabled(if: isOptimized))
  func `a minute of motion is synthesised within a second on one core`() throws {
    let shape = try Take.shape.get()
    let body = SkinnedBody(shape.rest(BodyParameters(ageYears: 30)), of: shape)
    let performer = Performer(stream: RandomStream(seed: 1))
    var beats: [Beat] = []
    let gestures = ["wave", "shrug", "arms crossed", "point", "clap"]
    for (mood, gesture) in zip(["happy", "sad", "angry", "afraid", "neutral"], gestures) {
      beats += [
        Take.beat(2, nil, mood), Take.beat(4, "walk", mood), Take.beat(3, "turn", mood),
        Take.beat(3, BodyAction(gesture), mood),
      ]
    }
    let reel = Reel(name: "minute", beats: beats)
    let face = try PerformanceSynthesizer().perform(reel, by: performer, at: FrameRate(30))
    let synthesizer = MotionSynthesizer(body: body, performer: performer)
    var poses = 0
    let time = try ContinuousClock().measure {
      poses = try synthesizer.perform(reel, face: face).poses.count
    }
    #expect(poses == 1800)
    #expect(time < .seconds(1), "60 s took \(time)")
    print("60 s of motion at 30 frames a second: \(time)")
  }
}
