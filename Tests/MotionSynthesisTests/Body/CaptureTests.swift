import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import MotionSynthesis

/// A person, a motion of another person, and a reel that brings it along, for all tests.
private struct Scene: Sendable {
  static let shared: Result<Scene, any Error> = Result { try Scene() }

  let body: SkinnedBody
  let performer: Performer
  let dance: CapturedMotion

  private init() throws {
    let shape = try BodyShape.bundled()
    body = SkinnedBody(shape.rest(BodyParameters(ageYears: 30, sex: 0.1), stature: 1.66), of: shape)
    performer = Performer(ageYears: 30, sex: 0.1, stream: RandomStream(seed: 4))
    // A man who walks ahead and waves, in a file of his own.
    let other = SkinnedBody(
      shape.rest(BodyParameters(ageYears: 40, sex: 0.9), stature: 1.84), of: shape)
    let man = Performer(ageYears: 40, sex: 0.9, stream: RandomStream(seed: 9))
    let reel = Reel(
      name: "His",
      beats: [
        Beat(duration: 2.4, action: BodyAction("walk", destination: SIMD2(0.4, 1.5))),
        Beat(duration: 1, action: "wave"),
      ])
    let face = try PerformanceSynthesizer().perform(reel, by: man, at: FrameRate(30))
    let clip = try MotionSynthesizer(body: other, performer: man).perform(reel, face: face)
    dance = CapturedMotion(
      file: "dance.bvh", bytes: Array(BVH(clip, on: other.rest.skeleton).text.utf8))
  }

  var action: BodyAction { BodyAction("dance.bvh", motion: dance) }

  func score(_ beats: [Beat]) throws -> MotionScore {
    try MotionSynthesizer(body: body, performer: performer).score(
      of: Reel(name: "Test", beats: beats))
  }

  /// Places of a joint at a fine rate.
  func path(_ joint: Joint, _ score: MotionScore, _ seconds: ClosedRange<Double>) -> [SIMD3<Double>]
  {
    stride(from: seconds.lowerBound, through: seconds.upperBound, by: 1.0 / 120).map {
      body.rest.skeleton.world(score.pose(at: $0, face: FacePose())).position(joint)
    }
  }
}

@Suite struct CaptureTests {
  private static let beats = [
    Beat(duration: 1.2), Beat(duration: 3, action: "there"), Beat(duration: 1.5),
    Beat(duration: 3, action: BodyAction("walk", destination: SIMD2(0, 3.5))),
  ]

  private func scene() throws -> Scene { try Scene.shared.get() }

  /// The reel of all tests: stand, the motion that was brought along, stand, walk.
  private func score() throws -> MotionScore {
    let scene = try scene()
    var beats = Self.beats
    beats[1].action = scene.action
    return try scene.score(beats)
  }

  @Test func `between its passages the body moves as the file's does`() throws {
    let (scene, score) = (try scene(), try score())
    let skeleton = scene.body.rest.skeleton
    let clip = try Retargeting(
      skeleton,
      limits: JointLimits(skeleton: skeleton, ageYears: 30, sex: 0.1)
    ).clip(BVH(scene.dance), name: "dance.bvh")
    for time in stride(from: 2.3, through: 4.1, by: 0.1) {
      let shown = score.pose(at: time, face: FacePose())
      let frame = (time - 1.2) * 30
      let wanted = clip.poses[Int(frame)].mixed(
        with: clip.poses[Int(frame) + 1], frame - frame.rounded(.down))
      for joint in Joint.allCases where joint != .hips && joint != .leftEye && joint != .rightEye {
        let apart = (shown[joint] * wanted[joint].inverse).rotationVector.length
        #expect(apart < 0.02, "\(joint) at \(time)")
      }
    }
  }

  @Test func `neither the beginning nor the end of a motion jumps`() throws {
    let (scene, score) = (try scene(), try score())
    for joint in [Joint.hips, .head, .leftHand, .rightHand] {
      func hardest(_ seconds: ClosedRange<Double>) -> Double {
        let path = scene.path(joint, score, seconds)
        var most = 0.0
        for index in 1..<path.count - 1 {
          let bend: SIMD3<Double> = path[index - 1] + path[index + 1] - 2 * path[index]
          most = max(most, 14400 * bend.length)
        }
        return most
      }
      // A cut of the wave into a stand would be a leap of hundreds of metres a second squared.
      let within = hardest(3.3...4.15)
      for seam in [1.2, 4.2] {
        let there = hardest(seam - 0.3...seam + 1.1)
        #expect(there < max(1.5 * within, 40), "\(joint): \(within) within")
      }
    }
  }

  @Test func `what follows goes on from where the motion ended`() throws {
    let (scene, score) = (try scene(), try score())
    let hips = scene.path(.hips, score, 0...8.7)
    func at(_ time: Double) -> SIMD3<Double> { hips[Int(time * 120)] }
    // His walk is longer than hers by the ratio of their legs.
    #expect(at(4.1).z > 1 && at(4.1).z < 1.6)
    #expect((at(5.6) - at(4.3)).length < 0.15)
    // A destination still counts from where the reel began.
    #expect(abs(at(8.6).z - 3.5) < 0.15 && abs(at(8.6).x) < 0.2)
  }

  @Test func `who was left turned away by a motion sets off the way one faces`() throws {
    let scene = try scene()
    let poses = (0...30).map { frame in
      var pose = Pose.rest
      pose[.hips] = Quaternion(2.4 * Double(frame) / 30, around: SIMD3(0, 1, 0))
      return pose
    }
    let file = BVH(MotionClip(rate: FrameRate(30), poses: poses), on: scene.body.rest.skeleton)
    let turn = CapturedMotion(file: "turn.bvh", bytes: Array(file.text.utf8))
    let score = try scene.score([
      Beat(duration: 1, action: BodyAction("turn.bvh", motion: turn)),
      Beat(duration: 4, action: "walk"),
    ])
    let heading = score.heading(at: 4.5)
    #expect(abs(heading) > 2)
    let way = stride(from: 1.5, through: 4.5, by: 0.1).map { time in
      let place = score.root(at: time)
      return place.x * sin(heading) + place.y * cos(heading)
    }
    #expect(zip(way, way.dropFirst()).allSatisfy { $1 > $0 - 0.01 }, "\(way)")
    #expect(way[way.count - 1] - way[0] > 2)
  }

  @Test func `feet that ended apart are brought together by a step`() throws {
    let scene = try scene()
    let whole = try scene.score([Beat(duration: 3, action: scene.action)])
    func stance(_ score: MotionScore, _ time: Double) -> SIMD3<Double> {
      let world = scene.body.rest.skeleton.world(score.pose(at: time, face: FacePose()))
      return world.position(.leftFoot) - world.position(.rightFoot)
    }
    // In the middle of a stride.
    let strides = stride(from: 0.8, to: 1.8, by: 0.05)
    let widest = try #require(
      strides.max { abs(stance(whole, $0).z) < abs(stance(whole, $1).z) })
    #expect(abs(stance(whole, widest).z) > 0.25)
    let cut = try scene.score([Beat(duration: widest, action: scene.action), Beat(duration: 3)])
    #expect(abs(stance(cut, widest).z) > 0.2)
    let after = stance(cut, widest + 2.8)
    #expect(abs(after.z) < 0.06 && abs(after.x - 0.16) < 0.06, "\(after)")
  }

  @Test func `beats that name one motion play it on, and from a place in the file`() throws {
    let scene = try scene()
    let whole = try scene.score([Beat(duration: 3, action: scene.action)])
    let parts = try scene.score(
      (0..<3).map { _ in Beat(duration: 1, action: scene.action) })
    for time in stride(from: 0, through: 2.9, by: 0.37) {
      #expect(
        whole.pose(at: time, face: FacePose()) == parts.pose(at: time, face: FacePose()))
    }
    var later = scene.action
    later.motion?.start = 1
    let cut = try scene.score([Beat(duration: 1.5, action: later)])
    let (here, there) = (cut.pose(at: 0.5, face: FacePose()), whole.pose(at: 1.5, face: FacePose()))
    #expect((here[.leftUpperLeg] * there[.leftUpperLeg].inverse).rotationVector.length < 1e-6)
    // It begins where the body stands.
    #expect(abs(here.translation.z) < 0.6)
  }

  @Test func `the face has the head of the motion, and keeps its own elsewhere`() throws {
    let scene = try scene()
    var beats = Self.beats
    beats[1].action = scene.action
    let reel = Reel(name: "Test", beats: beats)
    let face = try PerformanceSynthesizer().perform(reel, by: scene.performer, at: FrameRate(20))
    let synthesizer = MotionSynthesizer(body: scene.body, performer: scene.performer)
    let both = try synthesizer.performance(of: reel, face: face)
    let score = try synthesizer.score(of: reel)
    var moved = 0
    for (index, frame) in both.face.frames.enumerated() {
      let time = Double(index) / 20
      if time < 1.19 || time > 5.6 { #expect(frame == face.frames[index]) }
      let skeleton = scene.body.rest.skeleton
      let head = skeleton.world(both.body.poses[index]).rotation(.head)
      let wanted =
        Quaternion(score.heading(at: time), around: SIMD3(0, 1, 0))
        * frame.headOrientation.rotation
      #expect((head * wanted.inverse).rotationVector.length < 0.06, "\(time)")
      if frame != face.frames[index] { moved += 1 }
      #expect(abs(frame.gazeYaw) <= 32 && -22...15 ~= frame.gazePitch)
    }
    #expect(moved > 50)
  }

  @Test func `an arm that swung to its end goes no farther, as the limits' layer holds it`() throws
  {
    let scene = try scene()
    let skeleton = scene.body.rest.skeleton
    let limits = JointLimits(skeleton: skeleton, ageYears: 30, sex: 0.1)
    let axis = try #require(limits.ranges[Joint.leftLowerArm.rawValue]).bendAxis
    let end = limits.clamped(Quaternion(3, around: axis), at: .leftLowerArm).rotationVector
    let poses = (0...20).map { frame in
      var pose = Pose.rest
      pose[.leftLowerArm] = Quaternion(rotationVector: end * (Double(frame) / 20))
      return pose
    }
    let file = BVH(MotionClip(rate: FrameRate(30), poses: poses), on: skeleton).text
    let swing = CapturedMotion(file: "swing.bvh", bytes: Array(file.utf8))
    let reel = Reel(
      name: "Swing",
      beats: [
        Beat(duration: 20.0 / 30, action: BodyAction("swing.bvh", motion: swing)),
        Beat(duration: 1.5),
      ])
    func excess(_ layers: MotionLayers) throws -> Double {
      let score = try MotionSynthesizer(
        body: scene.body, performer: scene.performer, layers: layers
      ).score(of: reel)
      return stride(from: 0, through: 2, by: 1.0 / 60).compactMap {
        limits.worstExcess(in: score.pose(at: $0, face: FacePose()))?.radians
      }.max() ?? 0
    }
    #expect(try excess(MotionLayers.all.subtracting(.limits)) > 0.02)
    #expect(try excess(.all) == 0)
  }

  @Test func `a motion of one frame is a pose to hold`() throws {
    let scene = try scene()
    let file = try BVH(scene.dance)
    let pose = BVH(
      nodes: file.nodes, frameTime: file.frameTime,
      values: Array(file.values[40 * file.channelCount..<41 * file.channelCount]))
    let held = BodyAction(
      "pose.bvh", motion: CapturedMotion(file: "pose.bvh", bytes: Array(pose.text.utf8)))
    let score = try scene.score([Beat(duration: 2, action: held)])
    #expect(score.pose(at: 0.1, face: FacePose()) == score.pose(at: 1.9, face: FacePose()))
  }

  @Test func `a motion that no body can perform is refused with its fault`() throws {
    let scene = try scene()
    func fault(_ text: String) -> String {
      let motion = CapturedMotion(file: "bad.bvh", bytes: Array(text.utf8))
      do {
        _ = try scene.score([Beat(duration: 1, action: BodyAction("bad.bvh", motion: motion))])
        return ""
      } catch { return "\(error)" }
    }
    #expect(fault("").contains("'bad.bvh', line 1"))
    #expect(fault("HIERARCHY\nROOT a\n{\nOFFSET 0 0 x\n").contains("'bad.bvh', line 4"))
    let empty = "HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\nCHANNELS 1 Xposition\n}\nMOTION\n"
    #expect(fault(empty + "Frames: 0\nFrame Time: 0.1\n").contains("no frames"))
    #expect(fault(empty + "Frames: 1\nFrame Time: 0.1\n0\n").contains("no joint that could be"))
  }
}
