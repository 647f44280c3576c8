import CharacterCore
import MotionSynthesis
import Testing

@Suite struct PerformanceTests {
  @Test func `all numbers stay within their bounds`() throws {
    for seed in UInt64(0)..<10 {
      let extreme: Double = seed % 2 == 0 ? 1 : -1
      let frames = try Rehearsal.perform(
        Rehearsal.everything,
        by: Rehearsal.performer(
          seed: seed, extraversion: extreme, stability: -extreme, arousal: extreme,
          resting: ExpressionWeights(both: [.mouthSmileLeft: 0.3, .eyeSquintLeft: 0.4]),
          gains: [.jawOpen: 2.5, .mouthSmileLeft: 2], asymmetry: 1))
      for pose in frames {
        #expect(pose.expression.values.allSatisfy { (0...1).contains($0) })
        #expect(abs(pose.gazeYaw) <= 32 && (-22...15).contains(pose.gazePitch))
        #expect(abs(pose.headYaw) <= 45 && abs(pose.headPitch) <= 25 && abs(pose.headRoll) <= 15)
        #expect((0...1).contains(pose.breath))
      }
    }
  }

  @Test func `angles stay within bounds however the author turns the head`() throws {
    let reel = Rehearsal.reel(
      Beat(duration: 1, gaze: .direction(yaw: -170, pitch: 80), head: SIMD3(400, -90, 60)),
      Beat(duration: 1, gaze: .direction(yaw: 1e6, pitch: -1e6), head: SIMD3(-400, 90, -60)))
    for pose in try Rehearsal.perform(reel) {
      #expect(abs(pose.headYaw) <= 45 && abs(pose.headPitch) <= 25 && abs(pose.headRoll) <= 15)
      #expect(abs(pose.gazeYaw) <= 32 && (-22...15).contains(pose.gazePitch))
    }
  }

  @Test func `25 and 50 frames a second are one motion`() throws {
    let slow = try Rehearsal.perform(Rehearsal.everything, at: FrameRate(25))
    let fast = try Rehearsal.perform(Rehearsal.everything, at: FrameRate(50))
    #expect(fast.count == 2 * slow.count)
    for (index, pose) in slow.enumerated() { #expect(pose == fast[2 * index]) }
  }

  @Test func `the same seed gives the same performance and another one another`() throws {
    let first = try Rehearsal.perform(Rehearsal.everything, by: Rehearsal.performer(seed: 5))
    let again = try Rehearsal.perform(Rehearsal.everything, by: Rehearsal.performer(seed: 5))
    let other = try Rehearsal.perform(Rehearsal.everything, by: Rehearsal.performer(seed: 6))
    #expect(first == again)
    #expect(first != other)
  }

  @Test func `what comes later changes nothing before it`() throws {
    var shorter = Rehearsal.everything
    shorter.beats.removeLast(2)
    let whole = try Rehearsal.perform(Rehearsal.everything)
    let part = try Rehearsal.perform(shorter)
    #expect(Array(whole.prefix(200)) == Array(part.prefix(200)))
  }

  @Test func `a performance has the frames of its reel, and at least one`() throws {
    let reel = Rehearsal.reel(Beat(duration: 1.001))
    #expect(try Rehearsal.perform(reel, at: FrameRate(24000, 1001)).count == 24)
    #expect(try Rehearsal.perform(Reel(name: "empty", beats: [])).count == 1)
    #expect(try Rehearsal.perform(Rehearsal.reel(Beat(duration: 0.001))).count == 1)
  }

  @Test func `extraversion shows more and never less`() throws {
    let smiles = try [-1.0, -0.5, 0, 0.5, 1].map { extraversion in
      try Rehearsal.perform(
        Rehearsal.arc("happy", 0.6), by: Rehearsal.performer(extraversion: extraversion)
      ).map { $0.weight(.mouthSmileLeft) }.max() ?? 0
    }
    #expect(zip(smiles, smiles.dropFirst()).allSatisfy { $0 < $1 })
    #expect(smiles[4] < 1.35 * smiles[0])
  }

  @Test func `an arousable face is faster`() throws {
    let arrivals = try [-1.0, -0.5, 0, 0.5, 1].map { arousal in
      let smile = try Rehearsal.perform(
        Rehearsal.arc("happy"), by: Rehearsal.performer(arousal: arousal), at: FrameRate(500)
      ).map { $0.weight(.mouthSmileLeft) }
      let top = smile.max() ?? 0
      return smile.firstIndex { $0 > 0.9 * top } ?? 0
    }
    #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `a pleasant nature smiles more and frowns less`() throws {
    func strength(_ name: String, _ shape: Blendshape) throws -> [Float] {
      try [-1.0, 0, 1].map {
        try Rehearsal.performer(pleasure: $0).pose(of: [WeightedExpression(name, 0.5)])[shape]
      }
    }
    let smiles = try strength("happy", .mouthSmileLeft)
    #expect(smiles[0] < smiles[1] && smiles[1] < smiles[2])
    let frowns = try strength("sad", .mouthFrownLeft)
    #expect(frowns[0] > frowns[1] && frowns[1] > frowns[2])
  }

  @Test(arguments: [
    Beat(duration: 0), Beat(duration: -1), Beat(duration: .nan), Beat(duration: .infinity),
    Beat(duration: 1, gaze: .direction(yaw: .nan, pitch: 0)),
    Beat(duration: 1, head: SIMD3(.infinity, 0, 0)), Beat(duration: 1, blinks: [.nan]),
    Beat(duration: 1, expressions: [WeightedExpression("happy", .nan)]),
  ])
  func `a beat with a number that cannot be is refused`(beat: Beat) {
    let error = #expect(throws: MotionSynthesisError.self) {
      try Rehearsal.perform(Rehearsal.reel(beat))
    }
    #expect(error?.code == .invalidReel)
  }

  @Test func `a reel that is too long is refused before anything is made`() {
    let error = #expect(throws: MotionSynthesisError.self) {
      try Rehearsal.perform(Rehearsal.reel(Beat(duration: 1e9)))
    }
    #expect(error?.code == .reelTooLong)
    let frames = #expect(throws: MotionSynthesisError.self) {
      try Rehearsal.perform(Rehearsal.reel(Beat(duration: 3000)), at: FrameRate(1_000_000))
    }
    #expect(frames?.code == .reelTooLong)
  }

  #if !DEBUG
    @Test func `ten minutes take less than a second`() throws {
      let reel = Reel(
        name: "long", beats: (0..<43).flatMap { _ in Rehearsal.everything.beats })
      let clock = ContinuousClock()
      let time = try clock.measure { _ = try Rehearsal.perform(reel) }
      #expect(time < .seconds(1))
    }
  #endif
}
