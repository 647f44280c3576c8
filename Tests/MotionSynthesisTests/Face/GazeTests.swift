import CharacterCore
import MotionSynthesis
import Testing

@Suite struct GazeTests {
  @Test func `a saccade of 10° peaks between 300 and 450° a second and takes 43 ms`() {
    var track = SaccadeTrack(from: .zero)
    #expect(track.look(at: SIMD2(10, 0), from: 1) == 10)
    let places = (0..<200).map { track.value(at: 0.98 + Double($0) * 0.0005).x }
    let peak = zip(places, places.dropFirst()).map { ($1 - $0) / 0.0005 }.max() ?? 0
    #expect((300.0...450).contains(peak))
    #expect(track.value(at: 1) == .zero)
    #expect(abs(track.value(at: 1.043).x - 10) < 1e-6)
  }

  @Test func `eyes stay on what they look at while the head turns`() throws {
    let reel = Rehearsal.reel(
      Beat(duration: 1, head: SIMD3(0, 0, 0)), Beat(duration: 2, head: SIMD3(24, -8, 6)),
      Beat(duration: 2, head: SIMD3(-20, 5, 0)))
    let score = try FaceScore(reel, by: Rehearsal.performer())
    var turned = 0.0
    for step in 0..<1000 {
      let time = Double(step) / 200
      let pose = score.pose(at: time)
      guard score.blinks.closure(at: time).left == 0 else { continue }
      let miss = pose.gazeInWorld - score.gaze.target(at: time)
      #expect(abs(miss.x) < 1e-9 && abs(miss.y) < 1e-9)
      #expect(abs(pose.gazeInWorld.x) < 2.5 && abs(pose.gazeInWorld.y) < 2)
      turned = max(turned, abs(pose.gazeYaw))
    }
    #expect(turned > 18)
  }

  @Test func `the head joins only beyond 20°`() {
    for yaw in [-20.0, -10, 0, 19.9, 20] {
      #expect(HeadMotion.share(of: SIMD2(yaw, 0), by: 0.84).x == 0)
    }
    #expect(HeadMotion.share(of: SIMD2(40, 0), by: 0.84).x > 12)
    #expect(HeadMotion.share(of: SIMD2(-40, 0), by: 0.84).x < -12)
  }

  @Test func `eyes lead and the head follows within a tenth of a second`() throws {
    let reel = Rehearsal.reel(
      Beat(duration: 2, gaze: .direction(yaw: 0, pitch: 0)),
      Beat(duration: 2, gaze: .direction(yaw: 50, pitch: 0)))
    let score = try FaceScore(reel, by: Rehearsal.performer())
    let shift = try #require(score.gaze.shifts.first)
    #expect((2.0...2.15).contains(shift.time))
    #expect(shift.amplitude > 45)
    let settled = score.pose(at: 3.6)
    #expect(settled.headYaw > 20)
    #expect(settled.gazeYaw > 15)
    let early = score.pose(at: shift.time + 0.06)
    #expect(early.gazeYaw > 12 && abs(early.headYaw - score.pose(at: shift.time).headYaw) < 2)
    // The eyes come back in the head as it turns.
    #expect(score.pose(at: shift.time + 0.16).gazeYaw > settled.gazeYaw + 2)
  }

  @Test func `weights say what the angles say`() throws {
    for pose in try Rehearsal.perform(Rehearsal.everything) {
      let (yaw, pitch) = (pose.gazeYaw, pose.gazePitch)
      #expect(abs(pose.weight(.eyeLookOutLeft) - max(yaw, 0) / 35) < 1e-6)
      #expect(pose.weight(.eyeLookInRight) == pose.weight(.eyeLookOutLeft))
      #expect(abs(pose.weight(.eyeLookInLeft) - max(-yaw, 0) / 35) < 1e-6)
      #expect(pose.weight(.eyeLookOutRight) == pose.weight(.eyeLookInLeft))
      #expect(abs(pose.weight(.eyeLookUpLeft) - max(pitch, 0) / 28) < 1e-6)
      #expect(abs(pose.weight(.eyeLookDownRight) - max(-pitch, 0) / 36) < 1e-6)
    }
  }

  @Test func `a look goes where the beat says`() throws {
    for (yaw, pitch) in [(12.0, 0.0), (-25, 5), (0, -18), (60, -10), (-70, 0)] {
      let reel = Rehearsal.reel(
        Beat(duration: 1), Beat(duration: 2.5, gaze: .direction(yaw: yaw, pitch: pitch)))
      let world = try Rehearsal.perform(reel)[80].gazeInWorld
      #expect(abs(world.x - yaw) < 4.5 && abs(world.y - pitch) < 3, "\(yaw) \(pitch): \(world)")
    }
  }

  @Test func `fixations hold still but for tiny jumps`() throws {
    let reel = Rehearsal.reel(Beat(duration: 60, gaze: .direction(yaw: 5, pitch: 2)))
    let score = try FaceScore(reel, by: Rehearsal.performer())
    let places = (0..<6000).map { score.gaze.target(at: Double($0) / 100) }
    let resting = zip(places, places.dropFirst()).filter { $0 == $1 }.count
    #expect(Double(resting) / 6000 > 0.9)
    #expect(places.allSatisfy { abs($0.x - 5) < 2.2 && abs($0.y - 2) < 1.8 })
  }

  @Test func `looks at the camera are broken off for less than a second`() throws {
    let reel = Rehearsal.reel(Beat(duration: 600, gaze: .camera))
    let score = try FaceScore(reel, by: Rehearsal.performer())
    let away = (0..<15_000).map { frame in
      let place = score.gaze.target(at: Double(frame) / 25)
      return (place * place).sum().squareRoot() > 3.2
    }
    let share = Double(away.filter { $0 }.count) / 15_000
    #expect((0.01...0.15).contains(share))
    let longest = away.reduce(into: (run: 0, most: 0)) {
      $0.run = $1 ? $0.run + 1 : 0
      $0.most = max($0.most, $0.run)
    }
    #expect(longest.most <= 30)
  }

  @Test func `sadness lowers the gaze`() throws {
    func pitch(_ name: String) throws -> Double {
      let beat = Beat(duration: 120, expressions: [WeightedExpression(name)], gaze: .free)
      return try Rehearsal.perform(Rehearsal.reel(beat)).map(\.gazeInWorld.y).mean
    }
    #expect(try pitch("sad") + 1.5 < pitch("neutral"))
  }

  @Test func `an extraverted character looks at its partner more`() throws {
    func contact(_ extraversion: Double) throws -> Double {
      let reel = Rehearsal.reel(Beat(duration: 600, gaze: .free))
      let score = try FaceScore(reel, by: Rehearsal.performer(extraversion: extraversion))
      let near = (0..<6000).filter {
        let place = score.gaze.target(at: Double($0) / 10)
        return (place * place).sum() < 9
      }
      return Double(near.count) / 6000
    }
    let shares = try [-1.0, 0, 1].map(contact)
    #expect(shares[0] + 0.05 < shares[1] && shares[1] + 0.05 < shares[2])
    #expect((0.4...0.8).contains(shares[1]))
  }

  @Test func `a stable character's eyes are stiller`() throws {
    func spread(_ stability: Double) throws -> Double {
      let reel = Rehearsal.reel(Beat(duration: 120, gaze: .direction(yaw: 0, pitch: 0)))
      let score = try FaceScore(reel, by: Rehearsal.performer(stability: stability))
      return (0..<3000).map { score.gaze.target(at: Double($0) / 25).x }.deviation
    }
    let spreads = try [-1.0, -0.5, 0, 0.5, 1].map(spread)
    #expect(zip(spreads, spreads.dropFirst()).allSatisfy { $0 > $1 })
  }
}
