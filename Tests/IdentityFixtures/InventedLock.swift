package import CharacterCore
package import CharacterSynthesis
internal import Foundation
internal import SpecFiles

/// Locks of people whose faces nobody has drawn: random directions in place of embeddings.
package enum InventedLock {
  package static let encoder = String(repeating: "e", count: 64)
  package static let thresholds = IdentityLock.Thresholds(
    own: 0.7, same: 0.5, other: 0.3, falseAcceptance: 0.001, acceptance: 0.9,
    acceptanceInterval: [0.85, 0.95], equalError: 0.01, equalErrorInterval: [0.005, 0.02])

  /// A random direction.
  package static func embedding(_ seed: UInt64) -> FaceEmbedding? {
    var stream = RandomStream(seed: seed)
    return FaceEmbedding((0..<128).map { _ in Float(stream.normal()) }, encoder: encoder)
  }

  /// - Parameter seed: decides the face; the same direction from every side.
  package static func make(
    _ name: String = "Lin Yue", in series: String = "Bridge", version: Int = 1, seed: UInt64 = 1,
    spec: CharacterSpec? = nil,
    mayChange: Freedom = Freedom(parts: [.wardrobe, .hair], ages: 25...32)
  ) throws -> IdentityLock {
    let spec = spec ?? CharacterSpec(name: name, seed: seed, age: 27, sex: 0)
    let text = SpecWriter.write(spec)
    let digest = try FileDigest.sha256(of: Data(text.utf8))
    let centroid = (embedding(seed)?.vector ?? []).map { ($0 * 1e5).rounded() / 1e5 }
    return IdentityLock(
      series: series, version: version, mayChange: mayChange,
      digests: IdentityLock.Digests(
        spec: digest, generator: String(repeating: "a", count: 64),
        shape: String(repeating: "b", count: 64), encoder: encoder),
      spec: text, resolved: try CharacterResolver().resolve(spec), baseline: .neutral,
      expressionCost: .none,
      style: StyleRange(flat: 0.45, outlined: 0.02, tones: 4, response: 15),
      faces: YawBucket.allCases.map { bucket in
        IdentityLock.Face(
          yaw: bucket, thresholds: thresholds,
          scores: IdentityLock.Spread(count: 12, mean: 0.9, deviation: 0.02, least: 0.8),
          centroid: centroid)
      },
      variation: FaceVariation(
        middle: centroid, directions: [], residues: [],
        reach: FaceVariation.Reach(
          own: 0.3, single: 0.7, worstSingle: 0.5, worstMean: 0.2, morphed: 0.36)))
  }
}
