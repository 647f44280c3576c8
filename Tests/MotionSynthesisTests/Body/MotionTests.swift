import CharacterCore
import Testing

@testable import MotionSynthesis

@Suite struct MotionTests {
  @Test func `a minute of standing never repeats and never freezes`() throws {
    let take = try Take([Take.beat(60)], fps: 4)
    /// The mean angle between two poses, radians, and the way of the hips.
    func distance(_ first: Int, _ second: Int) -> Double {
      let joints: [Joint] = [
        .hips, .spine, .chest, .upperChest, .leftUpperArm, .rightUpperArm, .leftUpperLeg,
        .rightLowerLeg,
      ]
      let (one, other) = (take.poses[first], take.poses[second])
      let turn = joints.reduce(0) {
        $0 + (one[$1].inverse * other[$1]).rotationVector.length
      }
      return turn / Double(joints.count) + (one.translation - other.translation).length
    }
    let frames = take.poses.count
    for frame in 0..<frames - 4 {
      #expect(distance(frame, frame + 4) > 2e-4, "it freezes at \(take.time(frame)) s")
    }
    // Two seconds of any part are unlike two seconds of any later part.
    for lag in stride(from: 12, to: frames - 12, by: 2) {
      for start in stride(from: 0, to: frames - lag - 8, by: 8) {
        let unlike = (0..<8).map { distance(start + $0, start + lag + $0) }.max() ?? 0
        #expect(unlike > 1e-3, "it repeats after \(Double(lag) / 4) s")
      }
    }
    // The weight goes from one leg to the other.
    let aside = take.positions(.hips).map(\.x)
    #expect(try #require(aside.max()) > 0.015)
    #expect(try #require(aside.min()) < -0.015)
  }

  @Test func `who stands keeps the feet where they are`() throws {
    let take = try Take([Take.beat(20)], fps: 6)
    #expect(take.worstDrift < 0.002)
    #expect(take.lowestSole > -0.002)
    #expect(take.worstExcess == 0)
  }

  @Test func `wrists and head pass the seams of a reel without a jolt`() throws {
    let beats = [
      Take.beat(1.6), Take.beat(3, "walk", "happy"), Take.beat(2.4, nil, "sad"),
      Take.beat(3, "hurry", "angry"), Take.beat(2.5, "run"), Take.beat(2.5),
    ]
    // A seam's start and the stop or start of steps that it brings.
    try expectNoJolt(in: beats, around: -0.1...0.9)
  }

  /// Wrists and head have at most 1.5 times as much jerk at the seams of beats as between them.
  ///
  /// - Parameter span: what belongs to a seam, seconds from it.
  private func expectNoJolt(in beats: [Beat], around span: ClosedRange<Double>) throws {
    let take = try Take(beats, fps: 60)
    var seams: [Double] = []
    for beat in beats.dropLast() { seams.append((seams.last ?? 0) + beat.duration) }
    for joint in [Joint.leftHand, .rightHand, .head] {
      let way = take.positions(joint)
      var (atSeams, within) = (0.0, 0.0)
      for frame in 3..<way.count {
        let jerk =
          (way[frame] - 3 * way[frame - 1] + 3 * way[frame - 2] - way[frame - 3]).length
        let time = take.time(frame) - 1.5 / 60
        if seams.contains(where: { span.contains(time - $0) }) {
          atSeams = max(atSeams, jerk)
        } else {
          within = max(within, jerk)
        }
      }
      #expect(atSeams <= 1.5 * within, "\(joint): \(atSeams) at the seams, \(within) between")
    }
  }

  @Test func `wrists and head pass the seams between gestures and steps without a jolt`() throws {
    let beats = [
      Take.beat(1.5), Take.beat(2.6, "wave"), Take.beat(3, "walk", "happy"),
      Take.beat(2.4, "point"), Take.beat(2.4, "clap", "happy"), Take.beat(2.4, "chin touch", "sad"),
      Take.beat(2.4, "bow"), Take.beat(2), Take.beat(2.5, "hurry"), Take.beat(2, "arms crossed"),
    ]
    try expectNoJolt(in: beats, around: -0.15...0.15)
  }

  @Test func `one seed is one motion, another is another, whatever the frame rate`() throws {
    let beats = [Take.beat(1), Take.beat(2.5, "walk", "happy"), Take.beat(1, nil, "sad")]
    let take = try Take(beats, fps: 12)
    #expect(try Take(beats, fps: 12).poses == take.poses)
    #expect(try Take(beats, seed: 6, fps: 12).poses != take.poses)
    let finer = try Take(beats, fps: 24)
    for frame in take.poses.indices { #expect(finer.poses[2 * frame] == take.poses[frame]) }
  }

  @Test func `the head on the body is the face's, whichever way the body goes`() throws {
    let take = try Take(
      [
        Take.beat(1, nil, "sad"), Take.beat(3, BodyAction("turn", turn: 120)), Take.beat(2, "walk"),
      ],
      fps: 6)
    for frame in take.poses.indices {
      let heading = Quaternion(
        take.score.heading(at: take.time(frame)), around: SIMD3(0, 1, 0))
      let wanted = heading * take.faces[frame].headOrientation.rotation
      let off = (wanted.inverse * take.worlds[frame].rotation(.head)).rotationVector.length
      #expect(off < 0.5 * .pi / 180)
    }
  }

  @Test func `each layer can be left out`() throws {
    let beats = [Take.beat(1.5, nil, "sad"), Take.beat(3, "walk", "sad")]
    let whole = try Take(beats, fps: 10)
    func frame(_ layer: MotionLayers, _ frame: Int) throws -> (with: Pose, without: Pose) {
      let without = try Take(beats, fps: 10, layers: MotionLayers.all.subtracting(layer))
      return (whole.poses[frame], without.poses[frame])
    }
    let posture = try frame(.posture, 5)
    #expect(posture.with[.chest].rotationVector.x > posture.without[.chest].rotationVector.x + 0.05)
    let breath = try frame(.breath, 5)
    #expect(breath.with[.upperChest] != breath.without[.upperChest])
    let idle = try frame(.idle, 5)
    #expect(idle.with.translation != idle.without.translation)
    let gait = try frame(.gait, 30)
    #expect(gait.with[.leftUpperArm] != gait.without[.leftUpperArm])
    let look = try frame(.lookAt, 5)
    #expect(look.with[.head] != look.without[.head])
    let wave = [Take.beat(2.5, "wave")]
    let (with, without) = try (
      Take(wave, fps: 10), Take(wave, fps: 10, layers: MotionLayers.all.subtracting(.gesture))
    )
    let rise = with.positions(.rightHand)[12].y - without.positions(.rightHand)[12].y
    #expect(abs(rise) > 0.2 || with.positions(.leftHand)[12].y > without.positions(.leftHand)[12].y)
  }

  @Test func `numbers that cannot be are refused`() throws {
    for action in [
      BodyAction("walk", destination: SIMD2(.nan, 0)),
      BodyAction("walk", destination: SIMD2(1e9, 0)), BodyAction("turn", turn: .infinity),
      BodyAction("walk", tempo: .nan),
    ] {
      #expect(throws: MotionSynthesisError.self) { try Take([Take.beat(1, action)]) }
    }
  }
}
