import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import MotionSynthesis

@Suite struct JointLimitsTests {
  private func limits(_ age: Double, sex: Double = 0.5) throws -> (JointLimits, Skeleton) {
    let rest = try BodyShape.bundled().rest(BodyParameters(ageYears: age, sex: sex))
    return (JointLimits(skeleton: rest.skeleton, ageYears: age, sex: sex), rest.skeleton)
  }

  private func turn(_ degrees: Double, _ axis: SIMD3<Double>) -> Quaternion {
    Quaternion(degrees * .pi / 180, around: axis)
  }

  @Test(arguments: [6.0, 30, 75])
  func `rest and T-pose are within every joint's limits`(age: Double) throws {
    let (limits, skeleton) = try limits(age)
    #expect(limits.worstExcess(in: .rest) == nil)
    let worst = limits.worstExcess(in: skeleton.tPose)
    #expect(worst == nil, "\(String(describing: worst))")
  }

  @Test func `any pose is brought within the limits, and stays when it is within`() throws {
    let (limits, _) = try limits(30)
    forAll(count: 60) { stream in
      for joint in Joint.allCases {
        let wild = Quaternion(
          stream.uniform(-3, 3),
          around: SIMD3(stream.normal(), stream.normal(), stream.normal()).normalized)
        let held = limits.clamped(wild, at: joint)
        #expect(limits.excess(held, at: joint) < 1e-6)
        let again = limits.clamped(held, at: joint)
        #expect((held.inverse * again).rotationVector.length < 1e-6)
        let range = limits.ranges[joint.rawValue]
        #expect((range == nil) == (joint == .hips))
      }
    }
  }

  @Test func `a knee bends backwards and not forwards, an elbow forwards and not backwards`() throws
  {
    let (limits, skeleton) = try limits(30)
    for (lower, foot, hand) in [
      (Joint.leftLowerLeg, Joint.leftFoot, Joint.leftHand),
      (.rightLowerLeg, .rightFoot, .rightHand),
    ] {
      func place(_ joint: Joint, _ turned: Joint, _ turn: Quaternion) -> SIMD3<Double> {
        var pose = Pose.rest
        pose[turned] = limits.clamped(turn, at: turned)
        return skeleton.world(pose).position(joint) - skeleton[joint]
      }
      let bent = turn(90, SIMD3(1, 0, 0))
      #expect(place(foot, lower, bent).z < -0.3)
      #expect(place(foot, lower, bent.inverse).z < 0.1)
      let elbow: Joint = lower == .leftLowerLeg ? .leftLowerArm : .rightLowerArm
      #expect(place(hand, elbow, turn(-80, SIMD3(1, 0, 0))).y > 0.1)
      #expect(place(hand, elbow, turn(100, SIMD3(1, 0, 0))).z > -0.3)
    }
  }

  @Test func `left and right have the same limits`() throws {
    let (limits, _) = try limits(40)
    forAll(count: 30) { stream in
      for joint in [Joint.leftUpperArm, .leftLowerArm, .leftHand, .leftUpperLeg, .leftFoot] {
        var pose = Pose.rest
        pose[joint] = Quaternion(
          stream.uniform(-2, 2),
          around: SIMD3(stream.normal(), stream.normal(), stream.normal()).normalized)
        let apart = limits.excess(pose[joint], at: joint)
        let image = limits.excess(pose.mirrored[joint.mirrored], at: joint.mirrored)
        #expect(abs(apart - image) < 0.02)
      }
    }
  }

  @Test func `a hip bends by 125° in the middle of life, more in a child, less in old age`() throws
  {
    func reach(_ age: Double, sex: Double = 0.5) throws -> Double {
      let (limits, _) = try limits(age, sex: sex)
      let axis = try #require(limits.ranges[Joint.leftUpperLeg.rawValue]).bendAxis
      #expect(axis.x < -0.9)
      let held = limits.clamped(turn(170, axis), at: .leftUpperLeg)
      return held.rotationVector.length * 180 / .pi
    }
    let middle = try reach(45)
    #expect(abs(middle - 125) < 4)
    #expect((131...141).contains(try reach(6)))
    #expect(try reach(80) < 0.92 * middle)
    #expect(try reach(45, sex: 0) > reach(45, sex: 1))
    let ages = stride(from: 2.0, through: 90, by: 4).map {
      JointLimits.mobility(ageYears: $0, sex: 0.5)
    }
    #expect(zip(ages, ages.dropFirst()).allSatisfy { $0 >= $1 })
  }
}
