import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import FaceGeneration

@Suite struct FaceDetectorTests {
  private func face(_ x: Float, _ y: Float, _ side: Float, _ score: Float) -> DetectedFace {
    DetectedFace(
      box: FaceBox(x: x, y: y, width: side, height: side), score: score,
      points: FaceAligner.template)
  }

  @Test func `of faces that overlap the surest stays`() {
    let faces = [
      face(0, 0, 40, 0.6), face(2, 2, 40, 0.9), face(100, 0, 40, 0.7), face(12, 12, 18, 0.8),
    ]
    #expect(DetectedFace.strongest(faces, overlap: 0.4).map(\.score) == [0.9, 0.7])
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
