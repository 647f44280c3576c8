import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import FaceGeneration

@Suite struct FaceDetectorTests {
  private func face(_ x: Float, _ y: Float, _ side: Float, _ score: Float) -> DetectedFace {
    DetectedFace(
      box: FaceBox(x: 0, y: 0, width: 112, height: 112), score: score,
      points: FaceAligner.template
    ).mapped(by: SimilarityTransform(a: side / 112, b: 0, shift: SIMD2(x, y)))
  }

  @Test func `a face that was seen twice stays once, as the surest look saw it`() {
    // At the same place, and with the same points in a box that is far too wide.
    let (first, again, other) = (face(0, 0, 40, 0.6), face(2, 2, 40, 0.9), face(100, 0, 40, 0.7))
    var wide = again
    (wide.box, wide.score) = (FaceBox(x: -20, y: -20, width: 90, height: 90), 0.8)
    #expect(DetectedFace.distinct([first, again, other, wide]) == [again, other])
    // A sure part of a face is not the face.
    let mouth = face(8, 14, 24, 0.95)
    #expect(DetectedFace.distinct([again, mouth]) == [mouth, again])
    #expect(DetectedFace.whole([mouth, again]) == [again])
  }

  @Test func `a small face in a face or at its edge is no face, one beside it is`() {
    let head = face(50, 20, 160, 0.9)
    let (chin, ear) = (face(100, 120, 60, 0.77), face(45, 90, 12, 0.95))
    let (partner, neighbor) = (face(150, 20, 130, 0.9), face(300, 40, 60, 0.77))
    #expect(
      DetectedFace.whole([head, chin, ear, partner, neighbor]) == [head, partner, neighbor])
  }

  @Test func `a file that is no detector is refused in words`() throws {
    let toy = try WeightFile(url: ToyGenerator.url("toy-convolutional"))
    let tensors = try toy.names.map {
      WeightFile.Tensor($0, shape: try toy.shape(of: $0), values: try toy.floats($0))
    }
    for (entry, words) in [
      (nil, "'detector'"), ("{}", "'detector'"),
      (#"{"stride": 3, "point_unit": 16}"#, "'detector'"),
      (#"{"stride": 8, "point_unit": 16}"#, "'points'"),
    ] as [(String?, String)] {
      var metadata = toy.metadata
      metadata["detector"] = entry
      let file = try WeightFile(
        data: try WeightFile.encode(tensors: tensors, metadata: metadata), name: "test")
      let error = #expect(throws: FaceGenerationError.self) {
        try FaceDetector(file: file, points: file)
      }
      #expect(error?.message.contains(words) == true, "\(error as Any)")
    }
  }
}
