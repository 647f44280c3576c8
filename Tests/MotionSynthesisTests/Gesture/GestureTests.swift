import CharacterCore
import Foundation
import Testing

@testable import MotionSynthesis

@Suite struct GestureTests {
  private static let people: [(age: Double, build: Double)] = [
    (6, 0.2), (6, 0.9), (30, 0.05), (30, 1), (75, 0.2), (75, 0.95),
  ]

  @Test(arguments: people)
  func `every gesture reaches its target on every body, within the joints' limits`(
    age: Double, build: Double
  ) throws {
    let stage = try Stagehand(age: age, build: build)
    for known in BodyAction.Known.gestures {
      let score = stage.score(BodyAction(known.title, strength: 0.7))
      let gesture = try #require(score.gestures.first)
      let base = stage.hanging(score)
      #expect(known == .bow || !gesture.tracks.isEmpty)
      for time in stride(from: gesture.timing.start, to: gesture.timing.end, by: 0.15) {
        let pose = stage.pose(score, at: time, over: base)
        let worst = stage.limits.worstExcess(in: pose)
        #expect(worst == nil, "\(known) at \(time): \(String(describing: worst))")
      }
      let settled = (gesture.tracks.first?.keys.last?.time ?? 0) + 0.3
      let pose = stage.pose(score, at: min(settled, gesture.timing.release), over: base)
      let world = stage.body.rest.skeleton.world(pose)
      for track in gesture.tracks {
        for (_, key) in track.keys {
          #expect(key.error < 0.03, "\(known), \(age) years, build \(build): \(key.error)")
        }
        guard let contact = track.keys.last?.key.contact else { continue }
        let place = stage.body.position(of: contact.point, in: world)
        let gap = stage.gap(track.arm, place, pose)
        #expect(gap < 0.03, "\(known), \(age) years, build \(build): \(gap) m away")
      }
    }
  }

  @Test(arguments: people)
  func `a hand on the body lies on it, and arms stay out of the trunk`(
    age: Double, build: Double
  ) throws {
    let stage = try Stagehand(age: age, build: build)
    for name in ["hand on heart", "arms crossed", "hands on hips", "chin touch", "face cover"] {
      let score = stage.score(BodyAction(name))
      let gesture = try #require(score.gestures.first)
      let pose = stage.pose(score, at: gesture.timing.stroke + 0.6, over: stage.hanging(score))
      let world = stage.body.rest.skeleton.world(pose)
      for track in gesture.tracks {
        let solver = score.body.solver(track.arm)
        let joints = solver.joints(solver.angles(pose), in: world)
        let contact = try #require(track.keys.last?.key.contact)
        let frame = world.rotation(contact.point.joint)
        let palm = joints.wrist + joints.turn.turn(contact.hold)
        let above = (palm - stage.body.position(of: contact.point, in: world))
          .dot(frame.turn(contact.point.normal))
        #expect((-0.008...0.03).contains(above), "\(name), \(age) years: \(above) m above")
        for share in [0.0, 0.3, 0.6] {
          let place = joints.elbow + share * (joints.wrist - joints.elbow)
          let depth = score.body.trunk.depth(of: place, radius: 0, in: world)
          #expect(depth < 0.015, "\(name), \(age) years, build \(build): \(depth) m inside")
        }
      }
    }
  }

  @Test func `a face that is covered cannot be seen`() throws {
    for age in [6.0, 30, 75] {
      let stage = try Stagehand(age: age)
      let score = stage.score("face cover")
      let pose = stage.pose(score, at: 2, over: stage.hanging(score))
      let world = stage.body.rest.skeleton.world(pose)
      for (arm, eye) in [(Arm.left, Joint.leftEye), (.right, .rightEye)] {
        let place = world.position(eye) + world.rotation(.head).turn(SIMD3(0, 0, 0.02))
        #expect(stage.gap(arm, place, pose) < 0.045, "\(age) years")
      }
    }
  }

  @Test(arguments: BodyAction.Known.gestures.filter { $0.options.contains(.side) })
  func `left and right are mirror images`(_ known: BodyAction.Known) throws {
    guard known != .stepBack else { return }
    let stage = try Stagehand()
    let left = stage.score(BodyAction(known.title, side: .left, strength: 0.6))
    let right = stage.score(BodyAction(known.title, side: .right, strength: 0.6))
    for time in [0.6, 1.2, 2.0] {
      let one = stage.pose(left, at: time, over: stage.hanging(left))
      let other = stage.pose(right, at: time, over: stage.hanging(right))
      for arm in Arm.both {
        let mirrored = stage.wrist(arm.side > 0 ? .right : .left, other) * SIMD3(-1, 1, 1)
        // The body itself is not quite even, and the heart is on the left.
        let bound = known == .handOnHeart ? 0.15 : 0.02
        #expect((stage.wrist(arm, one) - mirrored).length < bound, "\(known) at \(time)")
      }
    }
  }

  @Test(arguments: BodyAction.Known.gestures)
  func `a gesture is prepared, done, held and taken back`(_ known: BodyAction.Known) throws {
    let stage = try Stagehand()
    let score = stage.score(BodyAction(known.title))
    let timing = try #require(score.gestures.first).timing
    #expect(0..<0.2 ~= timing.start)
    #expect(timing.start < timing.stroke && timing.stroke < timing.release)
    #expect(timing.release < timing.end)
    #expect(timing.weight(at: timing.start) == 0)
    #expect(timing.weight(at: timing.stroke, lag: GestureTiming.longestLag) > 0.999)
    #expect(timing.weight(at: timing.release) > 0.999)
    #expect(timing.weight(at: timing.end, lag: GestureTiming.longestLag) < 0.001)
    let base = stage.hanging(score)
    for time in [0, timing.end + 0.01] {
      let pose = stage.pose(score, at: time, over: base)
      for arm in Arm.both {
        #expect((stage.wrist(arm, pose) - stage.wrist(arm, base)).length < 1e-9)
      }
    }
    if known.isHeld { #expect(3.2...4.2 ~= timing.release) }
  }

  @Test func `seams are as smooth as what lies between them`() throws {
    let stage = try Stagehand()
    for known in BodyAction.Known.gestures where known != .bow {
      let score = stage.score(BodyAction(known.title))
      let gesture = try #require(score.gestures.first)
      let base = stage.hanging(score)
      let step = 0.02
      let times = stride(from: 0, to: gesture.timing.end + 0.3, by: step).map { $0 }
      let poses = times.map { stage.pose(score, at: $0, over: base) }
      for track in gesture.tracks {
        let path = poses.map { stage.wrist(track.arm, $0) }
        let jerk = (3..<path.count).map { index -> Double in
          let outer = path[index] - path[index - 3]
          let inner = path[index - 1] - path[index - 2]
          return (outer - 3 * inner).length / (step * step * step)
        }
        let seams = [gesture.timing.start, gesture.timing.release, gesture.timing.end]
        let (near, far) = (0..<jerk.count).reduce(into: (0.0, 0.0)) { worst, index in
          let time = times[index] + 1.5 * step
          if seams.contains(where: { abs($0 - time) < 0.05 }) {
            worst.0 = max(worst.0, jerk[index])
          } else {
            worst.1 = max(worst.1, jerk[index])
          }
        }
        #expect(near <= 1.5 * far, "\(known): \(near) at the seams, \(far) between")
        // A hand has no business to be faster than a few metres a second.
        let speed = zip(path, path.dropFirst()).map { ($1 - $0).length / step }.max() ?? 0
        #expect(speed < 4, "\(known): \(speed) m/s")
      }
    }
  }

  @Test func `beats land on what is stressed`() throws {
    let stage = try Stagehand(extraversion: 0.5)
    let beat = Beat(
      duration: 4, action: "beat",
      visemes: [.pp, .ih, .ss, .aa, .dd, .nn, .ih, .kk, .aa, .ss, .nn, .pp, .oh, .dd])
    let score = stage.score(Reel(name: "talk", beats: [beat, Beat(duration: 1)]))
    let gesture = try #require(score.gestures.first { $0.known == .beat })
    let stresses = Stress.times(of: beat, from: 0).filter { $0 > gesture.timing.stroke + 0.3 }
    #expect(stresses.count >= 2)
    let base = stage.hanging(score)
    let arm = try #require(gesture.tracks.first).arm
    for stress in stresses {
      let heights = stride(from: stress - 0.2, through: stress + 0.2, by: 0.02).map {
        (time: $0, height: stage.wrist(arm, stage.pose(score, at: $0, over: base)).y)
      }
      let lowest = try #require(heights.min { $0.height < $1.height })
      #expect(abs(lowest.time - stress) < 0.07, "\(lowest.time) for \(stress)")
    }
  }

  @Test func `the outgoing gesture wider, faster and more often`() throws {
    let stages = try [-1.0, -0.5, 0, 0.5, 1].map { try Stagehand(extraversion: $0) }
    for name in ["wave", "shrug", "beckon"] {
      let reach = try stages.map { stage in
        let score = stage.score(BodyAction(name))
        let gesture = try #require(score.gestures.first)
        let base = stage.hanging(score)
        let arm = try #require(gesture.tracks.first).arm
        let pose = stage.pose(score, at: gesture.timing.stroke + 0.05, over: base)
        return (stage.wrist(arm, pose) - stage.wrist(arm, base)).length
      }
      #expect(zip(reach, reach.dropFirst()).allSatisfy { $0 < $1 }, "\(name): \(reach)")
    }
    let styles = stages.map { GestureStyle($0.performer.temperament, ageYears: 30) }
    for pair in zip(styles, styles.dropFirst()) {
      #expect(pair.0.extent < pair.1.extent)
      #expect(pair.0.speed < pair.1.speed)
      #expect(pair.0.beatsPerMinute < pair.1.beatsPerMinute)
    }
  }

  @Test func `the same arguments make the same motion`() throws {
    let stage = try Stagehand(stability: -0.5)
    let reel = Reel(
      name: "all",
      beats: BodyAction.Known.gestures.map { known in
        Beat(duration: 2, action: BodyAction(known.title))
      })
    let (one, other) = (stage.score(reel), stage.score(reel))
    let base = stage.hanging(one)
    for time in stride(from: 0.3, to: reel.duration, by: 1.7) {
      let first = stage.pose(one, at: time, over: base)
      #expect(first == stage.pose(other, at: time, over: base))
    }
  }
}
