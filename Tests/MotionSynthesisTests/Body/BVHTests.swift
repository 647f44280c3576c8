import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import MotionSynthesis

@Suite struct BVHTests {
  private static func randomClip(_ frames: Int) -> MotionClip {
    var stream = RandomStream(seed: 5)
    let poses = (0..<frames).map { _ in
      var pose = Pose.rest
      for joint in Joint.allCases {
        pose[joint] = Quaternion(
          stream.uniform(-3, 3),
          around: SIMD3(stream.normal(), stream.normal(), stream.normal()).normalized)
      }
      pose.translation = SIMD3(stream.normal(), stream.normal(), stream.normal())
      return pose
    }
    return MotionClip(rate: FrameRate(30000, 1001), poses: poses)
  }

  private func complaint(_ text: String) -> String {
    do { _ = try BVH(data: Data(text.utf8), name: "bad.bvh") } catch { return error.message }
    return "accepted"
  }

  private func read(_ text: String) throws -> BVH {
    try BVH(data: Data(text.utf8), name: "here.bvh")
  }

  @Test(arguments: [1.0, 100])
  func `a clip survives its file at any scale`(scale: Double) throws {
    let skeleton = try BodyShape.bundled().rest(BodyParameters(ageYears: 40)).skeleton
    let clip = Self.randomClip(8)
    let file = BVH(clip, on: skeleton, unitsPerMetre: scale)
    let again = try read(file.text)
    #expect(again.text == file.text)
    #expect(Set(again.nodes.map(\.name)) == Set(Joint.allCases.map(\.name)))
    #expect(again.nodes.count == Joint.count)
    // Whoever has no child ends in an End Site, as most readers ask for.
    for index in again.nodes.indices {
      let isParent = again.nodes.contains { $0.parent == index }
      #expect(isParent != (again.nodes[index].endSite != nil))
    }
    let back = try again.clip(on: skeleton, unitsPerMetre: scale)
    #expect(back.rate == clip.rate && back.poses.count == clip.poses.count)
    for (one, other) in zip(clip.poses, back.poses) {
      let (a, b) = (skeleton.world(one), skeleton.world(other))
      let apart = zip(a.positions, b.positions).map { ($0 - $1).length }
      #expect(try #require(apart.max()) < 1e-4)
    }
  }

  @Test func `forward kinematics of the file itself are the skeleton's`() throws {
    let skeleton = try BodyShape.bundled().rest(BodyParameters()).skeleton
    let clip = Self.randomClip(2)
    let file = try read(BVH(clip, on: skeleton).text)
    var turns: [Quaternion] = []
    var places: [SIMD3<Double>] = []
    for (index, node) in file.nodes.enumerated() {
      let (turn, place) = (file.rotation(of: index, at: 1), file.place(of: index, at: 1))
      if let parent = node.parent {
        places.append(places[parent] + turns[parent].turn(place))
        turns.append(turns[parent] * turn)
      } else {
        places.append(place)
        turns.append(turn)
      }
    }
    let world = skeleton.world(clip.poses[1])
    for (index, node) in file.nodes.enumerated() {
      let joint = try #require(Joint(name: node.name))
      #expect((places[index] / 100 - world.position(joint)).length < 1e-4)
    }
  }

  @Test func `channels come in any order, rotations too, and keywords in any case`() throws {
    let file = try read(
      """
      hierarchy
      ROOT mixamorig:Hips {
        OFFSET 0 90 0
        CHANNELS 6 Yrotation Zposition Xrotation Yposition Zrotation xposition
        JOINT Left Leg
        {
          CHANNELS 0
          OFFSET 1 -2 3.5e0
          End Site { OFFSET 0 -4 0 }
        }
      }
      MOTION
      Frames: 2
      Frame Time:\t.04
      90 3 0 2 0 1
      0 0 90 0 90 0
      """)
    #expect(file.nodes.map(\.name) == ["mixamorig:Hips", "Left Leg"])
    #expect(file.nodes[1].endSite == SIMD3(0, -4, 0))
    #expect(file.nodes[1].offset == SIMD3(1, -2, 3.5))
    #expect(file.place(of: 0, at: 0) == SIMD3(1, 2, 3))
    #expect(file.place(of: 1, at: 0) == SIMD3(1, -2, 3.5))
    #expect(file.rate == FrameRate(25))
    let first = file.rotation(of: 0, at: 0).turn(SIMD3(0, 0, 1))
    #expect((first - SIMD3(1, 0, 0)).length < 1e-12)
    // Xrotation stands before Zrotation: z acts first on a vector, then x.
    let second = file.rotation(of: 0, at: 1).turn(SIMD3(1, 0, 0))
    #expect((second - SIMD3(0, 0, 1)).length < 1e-12)
  }

  @Test func `a broken file is refused with the line and the reason`() {
    let head = "HIERARCHY\nROOT hips\n{\nOFFSET 0 0 0\nCHANNELS 1 Xrotation\n}\nMOTION\n"
    #expect(complaint("") == "'bad.bvh', line 1: the file ends where HIERARCHY should follow")
    #expect(complaint("PNG").contains("expected 'HIERARCHY', found 'PNG'"))
    #expect(complaint("HIERARCHY\nROOT a\n{\nOFFSET 0 x 0").contains("line 4: 'x' is not"))
    #expect(complaint("HIERARCHY\nROOT a\n{\nCHANNELS 1 Wrotation").contains("'Wrotation'"))
    #expect(complaint("HIERARCHY\nROOT a\n{\nCHANNELS 9999999999").contains("0 to 6"))
    #expect(complaint("HIERARCHY\nROOT a\n{\nEnd Site\n{\nJOINT b").contains("End Site"))
    #expect(complaint("HIERARCHY\nROOT a\n{\n}\nROOT b\n{\n}").contains("second ROOT"))
    #expect(complaint(head + "Frames: 2\nFrame Time: 0.1\n1").contains("the file ends"))
    #expect(complaint(head + "Frames: 1\nFrame Time: 0.1\n1 2").contains("'2' follows"))
    #expect(complaint(head + "Frames: 1\nFrame Time: 0.1\nnan").contains("'nan' is not"))
    #expect(complaint(head + "Frames: 1\nFrame Time: 0\n1").contains("positive"))
    #expect(complaint(head + "Frames: 1\nFrame Time: 0.1\n1e300").contains("too large"))
    #expect(complaint(head + "Frames: -1\nFrame Time: 0.1\n").contains("'-1' frames"))
  }

  @Test func `a hostile file is refused before it costs memory or the stack`() {
    let head = "HIERARCHY\nROOT hips\n{\nOFFSET 0 0 0\nCHANNELS 1 Xrotation\n}\nMOTION\n"
    #expect(
      complaint(head + "Frames: 9223372036854775807\nFrame Time: 0.1\n1").contains("may hold"))
    let deep = "HIERARCHY\nROOT a {\n" + String(repeating: "JOINT b {\n", count: 100_000)
    #expect(complaint(deep).contains("more than 1024 joints"))
    #expect(complaint(head + "Frames: 30000000\nFrame Time: 0.1\n1 2 3").contains("the file ends"))
  }

  @Test func `a file cut anywhere never passes for a whole one`() throws {
    let skeleton = try BodyShape.bundled().rest(BodyParameters()).skeleton
    let text = BVH(Self.randomClip(1), on: skeleton).text
    forAll(count: 40) { stream in
      let cut = Int(stream.uniform(0, Double(text.utf8.count - 12)))
      #expect(
        complaint(String(decoding: Array(text.utf8.prefix(cut)), as: UTF8.self)) != "accepted")
    }
  }

  @Test func `a motion without hips is refused, and a file is read where it was written`() throws {
    let skeleton = try BodyShape.bundled().rest(BodyParameters()).skeleton
    let other = try read(
      "HIERARCHY\nROOT a\n{\nCHANNELS 1 Xrotation\n}\nMOTION\nFrames: 0\nFrame Time: 0.1\n")
    #expect(throws: MotionSynthesisError.self) { try other.clip(on: skeleton) }
    let file = BVH(Self.randomClip(2), on: skeleton)
    try withTemporaryDirectory { folder in
      let url = folder.appending(path: "walk.bvh")
      try file.write(to: url)
      #expect(try BVH(url: url).text == file.text)
      #expect(throws: MotionSynthesisError.self) {
        try BVH(url: folder.appending(path: "nowhere.bvh"))
      }
    }
  }
}
