import CharacterCore
import Foundation
import Testing

@testable import FaceGeneration

@Suite struct ShippedEncoderTests {
  @Test func `the shipped encoder reads what PyTorch reads with its weights`() throws {
    let url = try BundledTable.identityEncoder.url()
    let encoder = try IdentityEncoder(weights: url, digest: "shipped")
    let fixture = try WeightFile(url: ToyGenerator.url("identity-encoder-parity"))
    let crop = FaceCrop(
      picture: OpaquePicture(
        width: 112, height: 112, pixels: try fixture.uint8s("crop", shape: [112, 112, 3])),
      interocular: 35, turn: 0)
    let reading = try encoder.read(crop)
    let embedding = try #require(
      FaceEmbedding(try fixture.floats("embedding", shape: [128]), encoder: "shipped"))
    #expect(reading.embedding.cosine(embedding) > 0.9999)
    #expect(abs(reading.age - max(try fixture.floats("age", shape: [1])[0], 0)) < 0.05)
    let pose = try fixture.floats("pose", shape: [3])
    for (read, expected) in zip([reading.yaw, reading.pitch, reading.roll], pose) {
      #expect(abs(read - expected) < 0.05)
    }
    let expression = try fixture.floats("expression", shape: [52])
    for (read, expected) in zip(reading.expression.values, expression) {
      #expect(abs(read - min(max(expected, 0), 1)) < 2e-3)
    }
  }

  @Test func `its calibration can be read, and its thresholds leave room for doubt`() throws {
    struct Calibration: Decodable {
      struct Bucket: Decodable { let name: String, yaw: [Double], same: Double, other: Double }
      let buckets: [Bucket]
      let limits: [String: Double]
    }
    let file = try WeightFile(url: try BundledTable.identityEncoder.url())
    let calibration = try JSONDecoder().decode(
      Calibration.self, from: Data(try file.metadataString("calibration").utf8))
    #expect(calibration.buckets.map(\.name) == ["frontal", "turned", "threeQuarter"])
    for bucket in calibration.buckets {
      #expect(bucket.other < bucket.same && bucket.same < 1 && bucket.other > -1)
    }
    #expect(
      calibration.limits.keys.sorted() == ["blur", "eye_distance", "jpeg_quality", "yaw"])
  }
}
