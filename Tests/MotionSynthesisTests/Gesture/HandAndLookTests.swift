import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import MotionSynthesis

@Suite struct HandShapeTests {
  @Test(arguments: [6.0, 30, 75])
  func `a fist is closed, a flat hand straight, a pointing one both`(age: Double) throws {
    let stage = try Stagehand(age: age)
    let skeleton = stage.body.rest.skeleton
    for arm in Arm.both {
      let hand = HandAnatomy(arm, body: stage.body)
      let size = skeleton.distance(arm.hand, arm.middle)
      func reach(_ number: Int, _ shape: HandShape) -> Double {
        (hand.tip(arm.tips[number], shape, skeleton) - hand.palmCentre).length / size
      }
      for finger in 0..<4 {
        #expect(reach(finger, .fist) < 0.75, "finger \(finger): \(reach(finger, .fist))")
        #expect(reach(finger, .flat) > 0.88)
        #expect(reach(finger, .relaxed) < reach(finger, .flat))
        let pointing = reach(finger, .point)
        #expect(finger == 0 ? pointing > 1.0 : pointing < 0.85)
      }
      // Fingers bend toward the palm.
      let bent = hand.tip(arm.tips[1], .curled, skeleton)
      #expect((bent - hand.tip(arm.tips[1], .flat, skeleton)).dot(hand.palm) > 0.1 * size)
      func width(_ shape: HandShape) -> Double {
        (hand.tip(arm.tips[0], shape, skeleton) - hand.tip(arm.tips[3], shape, skeleton)).length
      }
      #expect(width(.spread) > 1.4 * width(.flat))
    }
  }

  @Test func `hands at ease are bent a little, stir, and are not alike`() throws {
    let stage = try Stagehand()
    let score = stage.score("bow")
    let pose = stage.pose(score, at: 0, over: .rest)
    let later = stage.pose(score, at: 1.3, over: .rest)
    #expect(pose[.leftMiddleProximal] != later[.leftMiddleProximal])
    #expect(pose.mirrored[.leftMiddleProximal] != pose[.leftMiddleProximal])
    let turn = (pose[.leftMiddleProximal].inverse * later[.leftMiddleProximal]).rotationVector
    #expect(turn.length < 0.2)
  }
}

@Suite struct LookAtTests {
  private func head(_ pose: Pose, _ skeleton: Skeleton) -> Quaternion {
    skeleton.world(pose).rotation(.head)
  }

  @Test(arguments: [6.0, 30, 75])
  func `the body's head is the face's head`(age: Double) throws {
    let stage = try Stagehand(age: age)
    let look = LookAt(limits: stage.limits)
    forAll(count: 200) { stream in
      let face = FacePose(
        gazeYaw: stream.uniform(-32, 32), gazePitch: stream.uniform(-22, 15),
        headYaw: stream.uniform(-45, 45), headPitch: stream.uniform(-22, 22),
        headRoll: stream.uniform(-13, 13))
      let heading = stream.uniform(-3, 3)
      var pose = Pose.rest
      pose[.hips] = Quaternion(heading, around: SIMD3(0, 1, 0))
      pose[.chest] = Quaternion(stream.uniform(-0.05, 0.3), around: SIMD3(1, 0, 0))
      pose[.spine] = Quaternion(stream.uniform(-0.1, 0.1), around: SIMD3(0, 0, 1))
      look.apply(to: &pose, face: face, heading: heading)
      let wanted =
        Quaternion(heading, around: SIMD3(0, 1, 0))
        * face.headOrientation.rotation
      let off = (head(pose, stage.body.rest.skeleton).inverse * wanted).rotationVector.length
      #expect(off < 1 * .pi / 180, "\(face): \(off * 180 / .pi) degrees")
      pose[.hips] = .identity
      #expect(stage.limits.worstExcess(in: pose) == nil)
    }
  }

  @Test func `neck and head share a turn, and the trunk follows a large look`() throws {
    let stage = try Stagehand()
    let look = LookAt(limits: stage.limits)
    func pose(_ yaw: Double) -> Pose {
      var pose = Pose.rest
      look.apply(to: &pose, face: FacePose(headYaw: yaw), heading: 0)
      return pose
    }
    let small = pose(10)
    let degree = Double.pi / 180
    #expect(abs(small[.neck].rotationVector.y / (10 * degree) - 0.45) < 0.01)
    #expect(abs(small[.head].rotationVector.y / (10 * degree) - 0.55) < 0.01)
    #expect(small[.upperChest] == .identity)
    let large = stage.body.rest.skeleton.world(pose(45)).rotation(.upperChest).rotationVector.y
    #expect((5 * degree...15 * degree).contains(large))
    // The look's image in a mirror.
    #expect(pose(-30)[.head].rotationVector.y == -pose(30)[.head].rotationVector.y)
  }

  @Test func `eyes turn as the face's do`() throws {
    let stage = try Stagehand()
    var pose = Pose.rest
    LookAt(limits: stage.limits).apply(
      to: &pose, face: FacePose(gazeYaw: 20, gazePitch: 10), heading: 0)
    for eye in [Joint.leftEye, .rightEye] {
      let ray = pose[eye].turn(SIMD3(0, 0, 1))
      #expect(abs(atan2(ray.x, ray.z) * 180 / .pi - 20) < 0.5)
      #expect(abs(asin(ray.y) * 180 / .pi - 10) < 0.5)
    }
  }

  @Test func `a bow bows the head of the face too, and only once`() throws {
    func pitch(_ action: BodyAction?) throws -> Double {
      try Rehearsal.perform(Rehearsal.reel(Beat(duration: 4, action: action)))[40].headPitch
    }
    #expect(try pitch("bow") - pitch(nil) < -8)
    #expect(try pitch("wave") == pitch(nil))
  }
}
