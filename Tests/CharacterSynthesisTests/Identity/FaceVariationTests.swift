import CharacterCore
import Foundation
import IdentityFixtures
import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite struct FaceVariationTests {
  private static let size = 16

  /// Faces of a person who moves along two directions much and along all others a little.
  private func faces(
    _ count: Int, apart: Float = 0, seed: UInt64
  ) throws -> [FaceVariation.Picture] {
    var stream = RandomStream(seed: seed)
    var invented = InventedTrack()
    return try (0..<count).map { index in
      var vector = (0..<Self.size).map { _ in 0.02 * Float(stream.normal()) }
      vector[0] += 1
      vector[1] += 0.4 * Float(stream.normal())
      vector[2] += 0.3 * Float(stream.normal())
      vector[3] += apart
      let face = try #require(FaceEmbedding(vector, encoder: InventedLock.encoder))
      return FaceVariation.Picture(
        reading: try #require(invented.sighting(0, face).face.reading),
        circumstance: FaceVariation.Circumstance(light: index % 3, degradations: []))
    }
  }

  private func fitted() throws -> FaceVariation {
    FaceVariation.fitted(
      to: try faces(60, seed: 1),
      morphs: try [(0.35, 2), (0.4, 3)].map { apart, seed in
        try faces(6, apart: Float(apart), seed: UInt64(seed)).map(\.reading)
      })
  }

  @Test func `what moves a face is taken out, what makes it another's is not`() throws {
    let variation = try fitted()
    let own = try faces(40, seed: 4).map(\.reading)
    let other = try faces(40, apart: 0.35, seed: 5).map(\.reading)
    let reference = try #require(
      FaceEmbedding.mean(try faces(60, seed: 1).map(\.reading.embedding)))
    // By the cosine alone the two cannot be told apart.
    #expect(
      own.map { $0.embedding.cosine(reference) }.min() ?? 1 < other.map {
        $0.embedding.cosine(reference)
      }.max() ?? 0)
    let reach = variation.reach
    #expect(reach.own < reach.morphed && reach.worstMean < reach.own)
    #expect(variation.distance(to: FaceVariation.mean(own)) < reach.own)
    #expect(variation.distance(to: FaceVariation.mean(other)) > reach.own)
    let many = max(1.05 * reach.own, 0.78 * reach.morphed)
    #expect(reach.limit(looks: 1) == max(reach.single, many))
    #expect(reach.limit(looks: 5) == many && reach.limit(looks: 9) == many)
  }

  @Test func `copies that all moved one way widen what is hers, and the way is learned`() throws {
    let clean = try faces(60, seed: 1)
    let copies = try faces(30, apart: 0.2, seed: 6).map {
      FaceVariation.Picture(
        reading: $0.reading,
        circumstance: FaceVariation.Circumstance(light: 0, degradations: [.graded]))
    }
    let plain = FaceVariation.fitted(to: clean, morphs: [])
    let wide = FaceVariation.fitted(to: clean + copies, morphs: [])
    let film = FaceVariation.mean(try faces(20, apart: 0.2, seed: 7).map(\.reading))
    #expect(plain.distance(to: film) > plain.reach.own)
    #expect(wide.distance(to: film) < wide.reach.own)
  }

  @Test func `a lock keeps it exactly`() throws {
    let variation = try fitted()
    let copy = try JSONDecoder().decode(
      FaceVariation.self, from: try JSONEncoder().encode(variation))
    #expect(copy == variation)
    var object = try #require(
      try JSONSerialization.jsonObject(with: try JSONEncoder().encode(variation))
        as? [String: Any])
    for damage in ["AAA", "AAAAAA==", ""] {
      object["middle"] = damage
      let text = try JSONSerialization.data(withJSONObject: object)
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(FaceVariation.self, from: text)
      }
    }
  }

  @Test func `the axes of a matrix are found`() {
    // Rotated from diag(5, 2, 1) about (1, 1, 0) and more: A = Q D Qt.
    let q: [[Double]] = [
      [2 / 3.0, 2 / 3.0, 1 / 3.0], [-2 / 3.0, 1 / 3.0, 2 / 3.0], [1 / 3.0, -2 / 3.0, 2 / 3.0],
    ]
    let values = [2.0, 5, 1]
    var matrix = [Double](repeating: 0, count: 9)
    for row in 0..<3 {
      for column in 0..<3 {
        for k in 0..<3 { matrix[3 * row + column] += values[k] * q[k][row] * q[k][column] }
      }
    }
    let axes = PrincipalAxes(of: matrix, size: 3)
    for (found, expected) in zip(axes.variances, [5.0, 2, 1]) {
      #expect(abs(found - expected) < 1e-9)
    }
    for (vector, expected) in zip(axes.vectors, [q[1], q[0], q[2]]) {
      let cosine = zip(vector, expected).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(abs(cosine) - 1) < 1e-9)
    }
  }

  @Test func `looks differ by side and expression, not by a tremble`() throws {
    var invented = InventedTrack()
    let face = try #require(InventedLock.embedding(1))
    func reading(_ yaw: Float, _ jaw: Float) throws -> FaceReading {
      try #require(
        invented.sighting(0, face, yaw: yaw, expression: ExpressionWeights([.jawOpen: jaw]))
          .face.reading)
    }
    let still = try (0..<9).map { try reading(Float($0), 0.05 * Float($0)) }
    #expect(DifferentLooks.count(still) == 1)
    let lively = try [reading(0, 0), reading(0, 0.9), reading(20, 0), reading(20, 0.9)]
    #expect(DifferentLooks.count(lively + still) == 4)
    let many = try (0..<9).map { try reading(Float(12 * $0), 0) }
    #expect(DifferentLooks.count(many) == 5)
  }
}
