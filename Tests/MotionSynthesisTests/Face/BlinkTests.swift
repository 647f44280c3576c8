import CharacterCore
import MotionSynthesis
import Testing

@Suite struct BlinkTests {
  /// Ten minutes, whose gaze rests on one point so that no look aside brings blinks along.
  private func tenMinutes(speaking: Bool = false) -> Reel {
    let visemes: [Viseme] = speaking ? [.aa, .pp, .ss, .ou] : []
    return Reel(
      name: "ten minutes",
      beats: (0..<60).map { _ in
        Beat(duration: 10, gaze: .direction(yaw: 0, pitch: 0), visemes: visemes)
      })
  }

  private func score(_ reel: Reel, _ performer: Performer) throws -> FaceScore {
    try FaceScore(reel, by: performer)
  }

  @Test func `ten minutes at rest hold as many blinks as people's`() throws {
    for seed in UInt64(0)..<6 {
      for sex in [0.0, 1] {
        let blinks = try score(tenMinutes(), Rehearsal.performer(seed: seed, sex: sex)).blinks
          .blinks
        #expect((8.0...21).contains(Double(blinks.count) / 10))
      }
    }
  }

  @Test func `talk brings more blinks than rest, within people's bounds`() throws {
    let rest = try score(tenMinutes(), Rehearsal.performer()).blinks.blinks.count
    let talk = try score(tenMinutes(speaking: true), Rehearsal.performer()).blinks.blinks.count
    #expect(Double(talk) > 1.3 * Double(rest))
    #expect((10.5...32.5).contains(Double(talk) / 10))
  }

  @Test func `women blink more than men`() throws {
    let counts = try [0.0, 0.5, 1].map {
      try score(tenMinutes(), Rehearsal.performer(sex: $0)).blinks.blinks.count
    }
    #expect(counts[0] > counts[1] && counts[1] > counts[2])
  }

  @Test func `an arousable nature blinks more`() throws {
    let counts = try [-1.0, -0.5, 0, 0.5, 1].map {
      try score(tenMinutes(), Rehearsal.performer(arousal: $0)).blinks.blinks.count
    }
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `intervals lean to the short side and have no beat`() throws {
    let starts = try score(tenMinutes(), Rehearsal.performer()).blinks.blinks.map(\.start)
    let gaps = zip(starts, starts.dropFirst()).map { $1 - $0 }.sorted()
    #expect(gaps.mean > gaps[gaps.count / 2])
    #expect(gaps.deviation / gaps.mean > 0.3)
    #expect(gaps[0] >= 0.45)
  }

  @Test func `a blink shuts in about 66 ms, stays, and opens more slowly`() throws {
    let blinks = try score(tenMinutes(), Rehearsal.performer()).blinks
    for blink in blinks.blinks {
      #expect((0.055...0.08).contains(blink.closing))
      #expect((0.01...0.05).contains(blink.closed))
      #expect((0.15...0.24).contains(blink.opening))
      #expect(blinks.closure(at: blink.start + blink.closing + blink.closed / 2).left == 1)
      #expect(blinks.closure(at: blink.start).left == 0)
      #expect(blinks.closure(at: blink.end).left == 0)
    }
  }

  @Test func `an authored blink shuts both eyes on film, whatever the face shows`() throws {
    for name in ["neutral", "angry", "surprised", "tired"] {
      let beat = Beat(
        duration: 4, expressions: [WeightedExpression(name)], gaze: .direction(yaw: 0, pitch: 0),
        blinks: [2.013])
      let frames = try Rehearsal.perform(Rehearsal.reel(beat))
      for (lid, squint) in [
        (Blendshape.eyeBlinkLeft, Blendshape.eyeSquintLeft), (.eyeBlinkRight, .eyeSquintRight),
      ] {
        let shut = frames[50..<60].map { $0.weight(lid) + 0.35 * $0.weight(squint) }.max() ?? 0
        #expect(shut > 0.88, "\(name)")
      }
      let wide = frames[50..<60].map { $0.weight(.eyeWideLeft) }.min() ?? 1
      #expect(wide < 0.12)
    }
  }

  @Test func `a wide look aside brings a blink along`() throws {
    var evoked = 0
    for seed in UInt64(0)..<12 {
      let reel = Rehearsal.reel(
        Beat(duration: 2), Beat(duration: 2, gaze: .direction(yaw: 45, pitch: 0)))
      let blinks = try score(reel, Rehearsal.performer(seed: seed)).blinks.blinks
      if blinks.contains(where: { (2.0...2.15).contains($0.start) }) { evoked += 1 }
    }
    #expect(evoked >= 9)
  }

  @Test func `a blink moves no gaze that is not raised`() throws {
    let plain = Beat(duration: 2, gaze: .direction(yaw: 5, pitch: -4))
    var blinking = plain
    blinking.blinks = [1]
    let frames = try [plain, blinking].map { try Rehearsal.perform(Rehearsal.reel($0)) }
    #expect(frames[0].map(\.gazeYaw) == frames[1].map(\.gazeYaw))
    #expect(frames[0].map(\.gazePitch) == frames[1].map(\.gazePitch))
  }

  @Test func `old lids are slower`() throws {
    let lengths = try [30.0, 60, 75, 90].map { age in
      try score(tenMinutes(), Rehearsal.performer(age: age)).blinks.blinks
        .map { $0.closing + $0.opening }.mean
    }
    #expect(lengths[0] < lengths[1] && lengths[1] < lengths[2] && lengths[2] < lengths[3])
  }
}
