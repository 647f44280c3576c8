import CharacterCore
import Foundation
import Testing

@Suite struct FaceEmbeddingTests {
  private func embedding(_ vector: [Float], _ encoder: String = "a") throws -> FaceEmbedding {
    try #require(FaceEmbedding(vector, encoder: encoder))
  }

  @Test func `an embedding has length 1 and its cosine knows only the angle`() throws {
    let (a, b) = (try embedding([3, 4]), try embedding([-40, 30]))
    #expect(a.vector == [0.6, 0.8])
    #expect(a.cosine(a) > 0.999_999)
    #expect(abs(a.cosine(b)) < 1e-6)
  }

  @Test func `a vector without direction is no embedding`() {
    #expect(FaceEmbedding([0, 0], encoder: "a") == nil)
    #expect(FaceEmbedding([], encoder: "a") == nil)
    #expect(FaceEmbedding([.nan, 1], encoder: "a") == nil)
    #expect(FaceEmbedding([.infinity, 1], encoder: "a") == nil)
  }

  @Test func `embeddings of two encoders have no mean and cannot be compared`() throws {
    let (a, b) = (try embedding([1, 0]), try embedding([1, 0], "b"))
    #expect(!a.isComparable(with: b))
    #expect(FaceEmbedding.mean([a, b]) == nil)
    #expect(FaceEmbedding.mean([]) == nil)
    let mean = try #require(FaceEmbedding.mean([a, try embedding([0, 1])]))
    #expect(abs(mean.vector[0] - mean.vector[1]) < 1e-6)
    #expect(FaceEmbedding.mean([a, try embedding([-1, 0])]) == nil)
  }

  @Test func `an embedding comes back from JSON bit for bit`() throws {
    let a = try embedding((0..<128).map { Float($0 * $0 % 31) - 11 })
    let data = try JSONEncoder().encode(a)
    #expect(try JSONDecoder().decode(FaceEmbedding.self, from: data) == a)
    let broken = Data(#"{"vector": [0, 0], "encoder": "a"}"#.utf8)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(FaceEmbedding.self, from: broken)
    }
  }

  @Test func `five points come from 68 landmarks`() {
    var landmarks = (0..<68).map { SIMD2<Float>(Float($0), 0) }
    landmarks[30] = SIMD2(7, 9)
    let points = FacePoints(landmarks: landmarks)
    #expect(points.leftEye.x == 38.5 && points.rightEye.x == 44.5)
    #expect(points.nose == SIMD2(7, 9) && points.leftMouth.x == 48 && points.rightMouth.x == 54)
    #expect(points.interocular == 6)
  }

  @Test func `the overlap of boxes is shared over covered area`() {
    let box = FaceBox(x: 0, y: 0, width: 4, height: 4)
    #expect(box.overlap(box) == 1)
    #expect(box.overlap(FaceBox(x: 2, y: 0, width: 4, height: 4)) == 8.0 / 24)
    #expect(box.overlap(FaceBox(x: 4, y: 0, width: 4, height: 4)) == 0)
  }
}
