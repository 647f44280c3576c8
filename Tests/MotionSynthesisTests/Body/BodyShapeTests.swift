import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import MotionSynthesis

@Suite struct BodyShapeTests {
  @Test func `twelve bodies are those of the numpy reference, at rest and posed`() throws {
    let parity = try BodyParity.load()
    let shape = try BodyShape.bundled()
    let near = try #require(parity.tolerance["body_m"] ?? parity.tolerance["bodyM"])
    let straight = try #require(parity.tolerance["body_normal"] ?? parity.tolerance["bodyNormal"])
    #expect(parity.body.count == 12)
    for item in parity.body {
      let weights = shape.targetWeights(item.params.body)
      #expect(weights.count { $0 > 1e-9 } == item.expected.weightsUsed)
      #expect(abs(weights.reduce(0, +) - item.expected.weightsSum) < 2e-3)
      let rest = shape.rest(item.params.body)
      #expect(abs(rest.stature - item.expected.height) < near)
      #expect(BodyParity.worst(rest.vertices, item.expected.vertices) < near)
      #expect(BodyParity.worst(rest.skeleton.joints, joints: item.expected.joints) < near)
      let body = SkinnedBody(rest, of: shape)
      let posed = rest.skeleton.world(item.pose)
      #expect(BodyParity.worst(posed.positions, joints: item.expected.posedJoints) < near)
      #expect(BodyParity.worst(body.vertices(posed), item.expected.posedVertices) < near)
      let stretched = rest.skeleton.world(rest.skeleton.tPose)
      #expect(BodyParity.worst(stretched.positions, joints: item.expected.tPoseJoints) < near)
      #expect(BodyParity.worst(body.vertices(stretched), item.expected.tPoseVertices) < near)
      let normals = body.normals(of: rest.vertices)
      #expect(BodyParity.worst(normals, item.expected.normals) < straight)
    }
  }

  @Test func `the zones are the table's`() throws {
    let zones = try BodyParity.load().zones
    let shape = try BodyShape.bundled()
    #expect(zones.names == BodyShape.Zone.allCases.map { "\($0)" })
    for zone in BodyShape.Zone.allCases {
      let index = Int(zone.rawValue)
      #expect(shape.vertexZone.count { $0 == zone } == zones.vertices[index])
      #expect(shape.triangleZone.count { $0 == zone } == zones.triangles[index])
    }
    #expect(shape.isHem.count { $0 } == zones.hemTriangles)
    #expect(shape.zoneColors.allSatisfy { $0.min() >= 0 && $0.max() <= 1 })
  }

  @Test func `a figure is as tall as its spec says, within a centimetre`() throws {
    let shape = try BodyShape.bundled()
    for (age, sex, height) in [
      (27.0, 0.05, 1.66), (27, 0.05, 1.95), (75, 0.9, 1.52), (75, 0.9, 2.2), (6, 0.5, 0.9),
    ] {
      let rest = shape.rest(
        BodyParameters(ageYears: age, sex: sex, build: 0.4), stature: height)
      let heights = rest.vertices.map(\.y)
      let (low, high) = (try #require(heights.min()), try #require(heights.max()))
      #expect(abs(Double(high - low) - height) < 0.01)
      #expect(abs(low) < 0.001)
      #expect(abs(rest.stature - height) < 0.001)
    }
  }

  @Test func `a stature within the slider's range leaves the scale alone`() throws {
    let shape = try BodyShape.bundled()
    let wanted = shape.rest(BodyParameters(ageYears: 30, sex: 1, height: 0.7))
    let found = shape.rest(BodyParameters(ageYears: 30, sex: 1), stature: wanted.stature)
    #expect(abs(found.parameters.height - 0.7) < 0.001)
    let apart = zip(found.vertices, wanted.vertices).map { SIMD3<Double>($0 - $1).length }
    #expect(try #require(apart.max()) < 0.001)
  }

  @Test func `a damaged table is refused in words`() throws {
    let bytes = try Data(
      contentsOf: Fixtures.root.appending(
        path: "Sources/MotionSynthesis/Resources/body-shape.safetensors"))
    try withTemporaryDirectory { folder in
      let copy = folder.appending(path: "body.safetensors")
      func complaint(_ data: Data) throws -> String {
        try data.write(to: copy)
        do { _ = try BodyShape(url: copy) } catch { return error.message }
        return "accepted"
      }
      #expect(try complaint(bytes.prefix(100_000)).contains("body.safetensors"))
      var renamed = bytes
      let names = try #require(bytes.firstRange(of: Data("hips,spine".utf8)))
      renamed.replaceSubrange(names, with: Data("spine,hips".utf8))
      #expect(try complaint(renamed).contains("joints in order"))
      let missing = folder.appending(path: "nowhere.safetensors")
      #expect(throws: MotionSynthesisError.self) { try BodyShape(url: missing) }
    }
  }
}
