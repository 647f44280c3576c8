import CharacterCore
import Foundation
import Testing

@testable import FaceGeneration

@Suite struct IdentityEncoderTests {
  private func encoder(_ bytes: Data, threads: Int = 1) throws -> IdentityEncoder {
    try IdentityEncoder(
      file: try WeightFile(data: bytes, name: "test.safetensors"), digest: "feed", threads: threads)
  }

  private func crop(seed: UInt64, turn: Float = 0) -> FaceCrop {
    var random = RandomStream(seed: seed)
    let pixels = (0..<3 * 112 * 112).map { _ in UInt8(random.uniform(0, 255)) }
    return FaceCrop(
      picture: OpaquePicture(width: 112, height: 112, pixels: pixels), interocular: 33, turn: turn)
  }

  @Test func `a reading has everything in its units and names its encoder`() throws {
    let encoder = try encoder(try ToyEncoder.bytes())
    let reading = try encoder.read(crop(seed: 1))
    #expect(reading.embedding.vector.count == 128 && reading.embedding.encoder == "feed")
    #expect(abs(reading.embedding.cosine(reading.embedding) - 1) < 1e-5)
    #expect(reading.expression.values.allSatisfy { 0...1 ~= $0 })
    #expect(Set(reading.expression.values).count > 10)
    #expect(reading.age >= 0 && reading.interocular == 33 && reading.sharpness > 0)
    #expect(reading.estimates.keys.sorted() == ["melanin", "sex"])
  }

  @Test func `the turn of the crop is part of the roll`() throws {
    let encoder = try encoder(try ToyEncoder.bytes())
    let (straight, turned) = (
      try encoder.read(crop(seed: 1)), try encoder.read(crop(seed: 1, turn: 12))
    )
    #expect(turned.roll == straight.roll + 12)
    #expect(turned.yaw == straight.yaw && turned.embedding == straight.embedding)
  }

  @Test func `a mirrored face is the same person, looking and smiling to the other side`() throws {
    let encoder = try encoder(try ToyEncoder.bytes())
    let straight = crop(seed: 3)
    let (seen, mirrored) = (
      try encoder.read(straight),
      try encoder.read(
        FaceCrop(picture: straight.picture.mirrored(), interocular: 33, turn: 0))
    )
    #expect(seen.expression != seen.expression.mirrored() && seen.yaw != 0)
    #expect(mirrored.embedding == seen.embedding && mirrored.age == seen.age)
    #expect(mirrored.expression == seen.expression.mirrored())
    #expect((mirrored.yaw, mirrored.pitch, mirrored.roll) == (-seen.yaw, seen.pitch, -seen.roll))
    #expect((mirrored.gazeYaw, mirrored.gazePitch) == (-seen.gazeYaw, seen.gazePitch))
  }

  @Test func `two threads read the same bits as one`() throws {
    let bytes = try ToyEncoder.bytes()
    #expect(
      try encoder(bytes).read(crop(seed: 2)) == encoder(bytes, threads: 2).read(crop(seed: 2)))
  }

  @Test func `a file that is no encoder is refused in words`() throws {
    let cases: [(Data, String)] = [
      (try ToyEncoder.bytes(metadata: ["expression_names": "jawOpen"]), "expressions"),
      (try ToyEncoder.bytes(metadata: ["estimate_names": "sex"]), "estimates"),
      (
        try ToyEncoder.bytes(metadata: ["estimate_names": "sex,sex"]), "estimates"
      ),
      (try ToyEncoder.bytes { $0.removeAll { $0.name == "age.bias" } }, "age.bias"),
      (
        try Data(contentsOf: ToyGenerator.url("toy-convolutional")), "112"
      ),
    ]
    for (bytes, words) in cases {
      let error = #expect(throws: FaceGenerationError.self) { try encoder(bytes) }
      #expect(error?.message.contains(words) == true, "\(error as Any)")
    }
  }

  @Test func `weights that overflow are an error, never a reading`() throws {
    let bytes = try ToyEncoder.bytes { tensors in
      for index in tensors.indices where tensors[index].name.hasSuffix("weight") {
        tensors[index].values = tensors[index].values.map { $0 * 1e30 }
      }
    }
    #expect(throws: FaceGenerationError.self) { try encoder(bytes).read(crop(seed: 1)) }
  }
}
