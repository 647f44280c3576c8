import CharacterCore
import Testing

@testable import MotionSynthesis

@Suite struct SelfAdaptorTests {
  private func idle(_ stage: Stagehand) -> [Gesture] {
    stage.score(Reel(name: "idle", beats: [Beat(duration: 600)])).gestures
  }

  @Test func `hands go to the own body the more the less stable one is`() throws {
    let counts = try [-1.0, -0.4, 0.2, 0.8].map { try idle(Stagehand(stability: $0)).count }
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 > $1 }, "\(counts)")
    #expect(counts[0] < 120)
  }

  @Test func `the melancholic and the sanguine cannot be confused`() throws {
    let melancholic = try idle(Stagehand(.melancholic))
    let sanguine = try idle(Stagehand(.sanguine))
    #expect(Double(melancholic.count) > 2 * Double(sanguine.count))
    let styles = [Temperament.Preset.melancholic, .sanguine].map {
      GestureStyle(Temperament($0.traits), ageYears: 30)
    }
    #expect(styles[1].extent > 1.4 * styles[0].extent)
    #expect(SelfAdaptor.holdArm.share(styles[0]) > 4 * SelfAdaptor.holdArm.share(styles[1]))
    #expect(SelfAdaptor.restOnHip.share(styles[1]) > 3 * SelfAdaptor.restOnHip.share(styles[0]))
  }

  @Test func `hands leave themselves alone while they are asked or walk`() throws {
    let stage = try Stagehand(stability: -1)
    let reel = Reel(name: "walk", beats: [Beat(duration: 60)])
    let busy = GestureScore(
      reel, on: stage.places, performer: stage.performer, busy: [5...40])
    #expect(!busy.gestures.isEmpty)
    #expect(busy.gestures.allSatisfy { $0.timing.end <= 5 || $0.timing.start >= 40 })
  }

  @Test func `every self-adaptor reaches what it touches, around the body`() throws {
    for (age, build) in [(6.0, 0.5), (30, 0.9), (75, 0.2)] {
      let stage = try Stagehand(age: age, build: build)
      let score = stage.score("bow")
      let choreography = Choreography(
        body: score.body, style: score.style, stream: stage.performer.stream)
      let timing = GestureTiming(start: 0, preparation: 0.8, release: 3, retraction: 0.8)
      for kind in SelfAdaptor.allCases {
        for arm in Arm.both {
          for track in choreography.adaptor(kind, arm, timing).tracks {
            let worst = track.keys.map(\.key.error).max() ?? 1
            #expect(worst < 0.03, "\(kind), \(age) years: \(worst)")
            // Elbow, two places of the forearm and the wrist together; skin gives way a little.
            let depth = track.keys.map(\.key.depth).max() ?? 1
            #expect(depth < 0.05, "\(kind), \(age) years: \(depth) m deep")
          }
        }
      }
    }
  }

  @Test func `no gesture takes an arm through the body`() throws {
    for (age, build) in [(6.0, 0.5), (30, 0.9), (75, 0.2)] {
      let stage = try Stagehand(age: age, build: build)
      for action in BodyAction.Known.allCases {
        for gesture in stage.score(BodyAction(action.rawValue)).gestures {
          let depth = gesture.tracks.flatMap(\.keys).map(\.key.depth).max() ?? 0
          #expect(depth < 0.05, "\(action), \(age) years: \(depth) m deep")
        }
      }
    }
  }
}
