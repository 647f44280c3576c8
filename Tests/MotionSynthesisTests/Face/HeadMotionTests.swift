import CharacterCore
import Testing

@testable import MotionSynthesis

@Suite struct HeadMotionTests {
  @Test func `a spring arrives, starts without a jolt, and does not care for steps`() {
    let start = Spring(at: .zero)
    let target = SIMD3<Double>(20, -5, 1)
    let early = start.after(0.01, towards: target, rate: 14)
    #expect(early.position.x < 0.01)
    #expect(abs(start.after(2, towards: target, rate: 14).position.x - 20) < 1e-4)
    let whole = start.after(0.4, towards: target, rate: 14)
    var steps = start
    for _ in 0..<40 { steps = steps.after(0.01, towards: target, rate: 14) }
    #expect(abs(whole.position.x - steps.position.x) < 1e-9)
    #expect(abs(whole.velocity.y - steps.velocity.y) < 1e-9)
    let path = (0..<100).map { start.after(Double($0) / 50, towards: target, rate: 14).position.x }
    #expect(zip(path, path.dropFirst()).allSatisfy { $0 <= $1 && $1 <= 20 })
  }

  @Test func `an idle head sways, within 1°`() throws {
    for extraversion in [-1.0, 0, 1] {
      let reel = Rehearsal.reel(Beat(duration: 120, gaze: .direction(yaw: 0, pitch: 0)))
      let score = try FaceScore(reel, by: Rehearsal.performer(extraversion: extraversion))
      let sway = (0..<3000).map { score.head.idle(at: Double($0) / 25) }
      #expect(sway.allSatisfy { abs($0.x) <= 1 && abs($0.y) <= 1 && abs($0.z) <= 1 })
      #expect(sway.map(\.x).deviation > 0.08)
      let performer = Rehearsal.performer(extraversion: extraversion)
      let chin = performer.manner.chin
      let frames = try Rehearsal.perform(reel, by: performer)
      #expect(frames.allSatisfy { abs($0.headYaw) < 3 && abs($0.headPitch - chin) < 3 })
    }
  }

  @Test func `the sway has a period of about three seconds`() throws {
    let score = try FaceScore(
      Rehearsal.reel(Beat(duration: 120)), by: Rehearsal.performer())
    let sway = (0..<12_000).map { score.head.idle(at: Double($0) / 100).x }
    let crossings = zip(sway, sway.dropFirst()).filter { $0 < 0 && $1 >= 0 }.count
    #expect((0.15...0.55).contains(Double(crossings) / 120))
  }

  @Test func `an authored head is where the author wants it`() throws {
    let reel = Rehearsal.reel(Beat(duration: 1), Beat(duration: 2, head: SIMD3(-30, 10, 8)))
    let pose = try Rehearsal.perform(reel)[70]
    #expect(abs(pose.headYaw + 30) < 1.5)
    #expect(abs(pose.headPitch - 10) < 1.5)
    #expect(abs(pose.headRoll - 8) < 1.5)
  }

  @Test func `a nod dips 4 to 9° within a second, a shake turns both ways`() throws {
    func frames(_ action: BodyAction?) throws -> [FacePose] {
      try Rehearsal.perform(Rehearsal.reel(Beat(duration: 2, action: action)))
    }
    let still = try frames(nil)
    let nod = try zip(frames("nod"), still).map { $0.headPitch - $1.headPitch }
    #expect((-9.0 ... -4).contains(nod.min() ?? 0))
    #expect(abs(nod.max() ?? 1) < 0.01)
    #expect(abs(nod[28]) < 1e-9)
    let shake = try zip(frames("shake"), still).map { $0.headYaw - $1.headYaw }
    #expect((shake.min() ?? 0) < -3 && (shake.max() ?? 0) > 3)
    #expect(try frames("step back") == still)
    let strong = try zip(frames(BodyAction("nod", strength: 1, tempo: 2, times: 2)), still)
      .map { $0.headPitch - $1.headPitch }
    #expect((-17.0 ... -7).contains(strong.min() ?? 0))
    #expect(abs(strong[28]) < 1e-9)
  }

  @Test func `extraversion widens head motion`() throws {
    let talk = Rehearsal.reel(
      Beat(
        duration: 30, gaze: .direction(yaw: 0, pitch: 0),
        visemes: (0..<130).map { [.aa, .pp, .ih, .ss, .oh][$0 % 5] }))
    let spreads = try [-1.0, -0.5, 0, 0.5, 1].map { extraversion in
      try Rehearsal.perform(talk, by: Rehearsal.performer(extraversion: extraversion))
        .map(\.headPitch).deviation
    }
    #expect(zip(spreads, spreads.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `breath is 12 to 18 a minute at rest and moves the head less than 1°`() throws {
    for arousal in [-1.0, 0, 1] {
      let frames = try Rehearsal.perform(
        Rehearsal.reel(Beat(duration: 120)), by: Rehearsal.performer(arousal: arousal))
      let breath = frames.map(\.breath)
      let count = zip(breath, breath.dropFirst()).filter { $0 < 0.5 && $1 >= 0.5 }.count
      #expect((12.0...18).contains(Double(count) / 2))
      #expect(breath.allSatisfy { (0...1).contains($0) })
    }
  }

  @Test func `sadness lowers the head and contempt lifts it`() throws {
    func pitch(_ name: String) throws -> Double {
      try Rehearsal.perform(Rehearsal.arc(name))[75].headPitch
    }
    let neutral = try pitch("neutral")
    #expect(try pitch("sad") < neutral - 2.5)
    #expect(try pitch("contempt") > neutral + 2)
  }

  @Test func `the head never jumps`() throws {
    let frames = try Rehearsal.perform(Rehearsal.everything)
    for (a, b) in zip(frames, frames.dropFirst()) {
      #expect(abs(b.headYaw - a.headYaw) < 7)
      #expect(abs(b.headPitch - a.headPitch) < 4)
      #expect(abs(b.headRoll - a.headRoll) < 3)
    }
  }
}
