import CharacterCore
import FaceGeneration
import Foundation
import MotionSynthesis
import Testing

@testable import CharacterSynthesis

/// One file for all tests, written twice: a woman who nods and smiles for three frames.
private enum Sample {
  static let files: Result<[Data], any Error> = Result { try write() }

  private static func write() throws -> [Data] {
    let character = try CharacterResolver().resolve(
      CharacterSpec(name: "Ada", seed: 7, age: 30, sex: 0.1, body: BodySpec(height: 1.7)))
    let table = try BodyShape.bundled()
    let model = try FaceModel()
    let head = model.figure(of: try model.prepare(character.face))
    let asset = CharacterModel(
      character, Figure(character, of: table, head: head), head: head)
    var pose = Pose.rest
    pose[.head] = Quaternion(0.3, around: SIMD3(1, 0, 0))
    pose.translation = SIMD3(0, 0, 0.5)
    let clip = MotionClip(rate: FrameRate(25), poses: [.rest, pose, .rest])
    let smile = FacePose(expression: ExpressionWeights([.mouthSmileLeft: 0.8]))
    let face = FacePerformance(rate: FrameRate(25), frames: [FacePose(), smile, FacePose()])
    return try (0..<2).map { _ in try asset.glb(named: "nod", clip: clip, face: face) }
  }
}

@Suite struct CharacterModelTests {
  private func file() throws -> GLBFile { try GLBFile(Sample.files.get()[0]) }

  private func mesh(_ name: String) throws -> [String: Any] {
    let mesh = try file().list("meshes").first { $0["name"] as? String == name }
    return try #require(mesh)
  }

  private func primitives(_ name: String) throws -> [[String: Any]] {
    let mesh = try mesh(name)
    return try #require(mesh["primitives"] as? [[String: Any]])
  }

  @Test func `the same character gives the same bytes`() throws {
    let files = try Sample.files.get()
    #expect(files[0] == files[1])
  }

  @Test func `every accessor lies within the buffer, and bounds are the numbers' own`() throws {
    let file = try file()
    for (index, accessor) in file.list("accessors").enumerated() {
      let values = try file.values(index)
      #expect(values.allSatisfy { $0.allSatisfy(\.isFinite) })
      guard let low = accessor["min"] as? [Double], let high = accessor["max"] as? [Double] else {
        continue
      }
      for part in low.indices {
        #expect(Float(low[part]) == values.map { Float($0[part]) }.min())
        #expect(Float(high[part]) == values.map { Float($0[part]) }.max())
      }
    }
  }

  @Test func `vertices have a place, a normal and joints whose weights add up to 1`() throws {
    let file = try file()
    for name in ["Body", "Head", "Eyes", "Hair"] {
      for primitive in try primitives(name) {
        let attributes = try #require(primitive["attributes"] as? [String: Int])
        let places = try file.values(of: attributes["POSITION"])
        let number = try #require(attributes["POSITION"])
        let entry = file.list("accessors")[number]
        #expect(entry["min"] != nil && entry["max"] != nil)
        for normal in try file.values(of: attributes["NORMAL"]) {
          #expect(abs(normal.map { $0 * $0 }.reduce(0, +) - 1) < 1e-3)
        }
        let weights = try file.values(of: attributes["WEIGHTS_0"])
        let joints = try file.values(of: attributes["JOINTS_0"])
        #expect(weights.count == places.count && joints.count == places.count)
        for (joint, weight) in zip(joints, weights) {
          #expect(abs(weight.reduce(0, +) - 1) < 1e-5)
          #expect(zip(joint, weight).allSatisfy { $0 < 55 && ($1 > 0 || $0 == 0) })
        }
        let corners = try file.values(of: primitive["indices"])
        #expect(corners.count % 3 == 0 && corners.allSatisfy { Int($0[0]) < places.count })
      }
    }
  }

  @Test func `the skeleton is VRM's, stands in its T-pose and binds where the body was made`()
    throws
  {
    let file = try file()
    let nodes = file.list("nodes")
    #expect(nodes.prefix(55).compactMap { $0["name"] as? String } == Joint.allCases.map(\.name))
    let skin = file.list("skins")[0]
    #expect((skin["joints"] as? [Int]) == Array(0..<55))
    let binds = try file.values(of: skin["inverseBindMatrices"])
    #expect(binds.count == 55 && binds.allSatisfy { $0[15] == 1 && $0[0] == 1 })
    // Forward kinematics of the file's own nodes.
    var places = [SIMD3<Double>](repeating: .zero, count: 55)
    var turns = [Quaternion](repeating: .identity, count: 55)
    for joint in Joint.allCases {
      let node = nodes[joint.rawValue]
      let offset = try #require(node["translation"] as? [Double])
      let turn = (node["rotation"] as? [Double]) ?? [0, 0, 0, 1]
      let local = Quaternion(vector: SIMD3(turn[0], turn[1], turn[2]), scalar: turn[3])
      let parent = joint.parent?.rawValue
      let base = parent.map { turns[$0] } ?? .identity
      places[joint.rawValue] =
        (parent.map { places[$0] } ?? .zero) + base.turn(SIMD3(offset[0], offset[1], offset[2]))
      turns[joint.rawValue] = base * local
    }
    let arm = places[Joint.leftHand.rawValue] - places[Joint.leftUpperArm.rawValue]
    #expect(arm.x > 0.4 && abs(arm.y) < 0.01 && abs(arm.z) < 0.01)
    let extensions = try #require(file.json["extensions"] as? [String: Any])
    let vrm = try #require(extensions["VRMC_vrm"] as? [String: Any])
    let humanoid = try #require(vrm["humanoid"] as? [String: Any])
    let bones = try #require(humanoid["humanBones"] as? [String: [String: Int]])
    #expect(bones.count == 55 && bones["leftThumbMetacarpal"]?["node"] == 13)
    #expect(file.json["extensionsUsed"] as? [String] == ["VRMC_vrm"])
  }

  @Test func `the head has ARKit's 52 movements by name, and each moves what it says`() throws {
    let file = try file()
    let head = try mesh("Head")
    let extras = try #require(head["extras"] as? [String: [String]])
    #expect(extras["targetNames"] == Blendshape.allCases.map(\.name))
    #expect((head["weights"] as? [Double])?.count == 52)
    for primitive in try primitives("Head") {
      #expect((primitive["targets"] as? [[String: Int]])?.count == 52)
    }
    let face = try primitives("Head")[0]
    let targets = try #require(face["targets"] as? [[String: Int]])
    let attributes = try #require(face["attributes"] as? [String: Int])
    let places = try file.values(of: attributes["POSITION"])
    func movement(_ shape: Blendshape) throws -> [[Double]] {
      try file.values(of: targets[shape.rawValue]["POSITION"])
    }
    func greatest(_ moves: [[Double]]) -> Double {
      moves.map { $0.map { $0 * $0 }.reduce(0, +).squareRoot() }.max() ?? 0
    }
    for shape in Blendshape.allCases where shape != .tongueOut {
      let size = greatest(try movement(shape))
      #expect(size > 5e-4 && size < 0.06, "\(shape)")
    }
    // The chin goes down with the jaw, and the left corner of the mouth is on +X.
    #expect(try movement(.jawOpen).map { $0[1] }.min() ?? 0 < -0.012)
    let smile = try movement(.mouthSmileLeft)
    let strongest = try #require(
      smile.indices.max { greatest([smile[$0]]) < greatest([smile[$1]]) })
    #expect(places[strongest][0] > 0.005 && smile[strongest][1] > 0)
  }

  @Test func `the motion turns joints, moves the hips and shapes the face`() throws {
    let file = try file()
    let animation = file.list("animations")[0]
    let channels = try #require(animation["channels"] as? [[String: Any]])
    let samplers = try #require(animation["samplers"] as? [[String: Any]])
    func output(_ node: Int, _ path: String) throws -> [[Double]] {
      let channel = try #require(
        channels.first {
          let target = $0["target"] as? [String: Any]
          return target?["node"] as? Int == node && target?["path"] as? String == path
        })
      let number = try #require(channel["sampler"] as? Int)
      let sampler = samplers[number]
      let times = try file.values(of: sampler["input"])
      let values = try file.values(of: sampler["output"])
      #expect(values.count % times.count == 0)
      return values
    }
    let hips = try output(0, "translation")
    #expect(hips.count == 3 && abs(hips[1][2] - hips[0][2] - 0.5) < 1e-6)
    let head = try output(Joint.head.rawValue, "rotation")
    #expect(head.count == 3 && abs(head[1][0] - sin(0.15)) < 1e-6)
    #expect(try output(Joint.leftFoot.rawValue, "rotation").count == 1)
    let weights = try output(56, "weights")
    #expect(weights.count == 3 * 52)
    #expect(abs(weights[52 + Blendshape.mouthSmileLeft.rawValue][0] - 0.8) < 1e-6)
    #expect(channels.count == 1 + 55 + 1)
  }

  @Test func `the head sits on the neck, and the body's own is gone`() throws {
    let file = try file()
    func places(_ name: String) throws -> [[Double]] {
      let first = try primitives(name)[0]
      let attributes = try #require(first["attributes"] as? [String: Int])
      return try file.values(of: attributes["POSITION"])
    }
    let (body, head) = (try places("Body"), try places("Head"))
    let top = try #require(head.map { $0[1] }.max())
    #expect(abs(top - 1.7) < 0.02)
    #expect(try #require(body.map { $0[1] }.max()) < 1.55)
    #expect(try places("Eyes").allSatisfy { 1.5...1.65 ~= $0[1] })
  }
}
