import CharacterCore
import TestSupport
import Testing

@testable import MotionSynthesis

@Suite struct SkeletonTests {
  @Test func `names and sides of the joints belong together`() {
    #expect(Joint.count == 55)
    for joint in Joint.allCases {
      #expect(Joint(name: joint.name) == joint)
      #expect(joint.mirrored.mirrored == joint)
      #expect((joint.parent?.rawValue ?? -1) < joint.rawValue)
      #expect(joint.mirrored.parent == joint.parent?.mirrored)
      let other = joint.name.hasPrefix("left") ? "right" + joint.name.dropFirst(4) : joint.name
      #expect(joint.name.hasPrefix("right") || joint.mirrored.name == other)
    }
    #expect(Joint(name: "tail") == nil)
  }

  @Test func `a mirrored pose is the pose in a mirror`() throws {
    let skeleton = try BodyShape.bundled().rest(BodyParameters()).skeleton
    forAll(count: 10) { stream in
      var pose = Pose.rest
      for joint in Joint.allCases {
        pose[joint] = Quaternion(
          rotationVector: SIMD3(
            stream.uniform(-1, 1), stream.uniform(-1, 1), stream.uniform(-1, 1)))
      }
      pose.translation = SIMD3(0.3, 0.1, 0.2)
      let (seen, mirrored) = (skeleton.world(pose), skeleton.world(pose.mirrored))
      for joint in Joint.allCases {
        let image = mirrored.position(joint.mirrored) * SIMD3(-1, 1, 1)
        #expect((image - seen.position(joint)).length < 2e-3)
      }
      #expect(pose.mirrored.mirrored == pose)
    }
  }

  @Test func `bones keep their length in any pose`() throws {
    let skeleton = try BodyShape.bundled().rest(BodyParameters(ageYears: 9)).skeleton
    forAll(count: 10) { stream in
      var pose = Pose.rest
      for joint in Joint.allCases {
        pose[joint] = Quaternion(stream.uniform(-2, 2), around: SIMD3(0.6, 0, 0.8))
      }
      let world = skeleton.world(pose)
      for joint in Joint.allCases {
        guard let parent = joint.parent else { continue }
        let length = (world.position(joint) - world.position(parent)).length
        #expect(abs(length - skeleton.distance(joint, parent)) < 1e-9)
      }
    }
  }
}
