import CharacterCore
import CharacterSynthesis
import Foundation
import IdentityFixtures
import MediaIO
import TestSupport
import Testing

/// Sees one face of a chosen identity in any picture.
struct InventedReader: FaceFinding {
  var encoderDigest = InventedLock.encoder
  var seed: UInt64 = 1

  var encoderMetadata: [String: String] {
    let buckets = ["frontal", "turned", "threeQuarter"].map { name in
      """
      {"name": "\(name)", "same": 0.5, "other": 0.3, "eer": 0.01, "eer_interval": [0.005, 0.02],
       "tar": 0.9, "tar_interval": [0.85, 0.95]}
      """
    }
    return [
      "calibration": """
      {"far": 0.001, "domains": "invented", "buckets": [\(buckets.joined(separator: ","))],
       "limits": {"eye_distance": 10, "blur": 2, "yaw": 45}}
      """
    ]
  }

  func read(_ picture: Raster, expectedFaces: Int) throws -> [FoundFace] {
    let embedding = try #require(InventedLock.embedding(seed))
    let points = FacePoints(
      leftEye: SIMD2(10, 10), rightEye: SIMD2(40, 10), nose: SIMD2(25, 25),
      leftMouth: SIMD2(12, 40), rightMouth: SIMD2(38, 40))
    let reading = FaceReading(
      embedding: try #require(FaceEmbedding(embedding.vector, encoder: encoderDigest)), age: 27,
      expression: .neutral, yaw: 0, pitch: 0, roll: 0, gazeYaw: 0, gazePitch: 0, sharpness: 1,
      interocular: 30)
    return [
      FoundFace(
        box: FaceBox(x: 5, y: 5, width: 40, height: 45), score: 0.99, points: points,
        reading: reading)
    ]
  }
}

@Suite struct SeriesVerifierTests {
  private func verified(
    _ reader: InventedReader, isForeign: Bool = false,
    _ change: (inout IdentityLock) -> Void = { _ in }
  ) throws -> VerificationReport {
    var report: VerificationReport?
    try withTemporaryDirectory { folder in
      let keeper = try SeriesKeeper(store: folder.appending(path: "identities.sqlite"))
      var lock = try InventedLock.make()
      change(&lock)
      try keeper.lock(
        lock, at: folder.appending(path: "a.lock.yaml"), moment: "now")
      let picture = folder.appending(path: "shot.png")
      try PNGWriter.write(
        Raster(width: 50, height: 50, filling: RGBA8(90, 90, 90)), to: picture.path)
      report = try SeriesVerifier(keeper: keeper, reader: reader).verify(
        SeriesVerifier.Request(media: [picture], series: "Bridge", isForeign: isForeign))
    }
    return try #require(report)
  }

  @Test func `a picture of the locked face is kept, a stranger's is not`() throws {
    #expect(try verified(InventedReader()).exitCode == 0)
    #expect(try verified(InventedReader(seed: 9)).exitCode == 1)
  }

  @Test func `another encoder never judges by thresholds that are not its own`() throws {
    let error = #expect(throws: SynthesisError.self) {
      try verified(InventedReader(encoderDigest: String(repeating: "f", count: 64)))
    }
    #expect(error?.message.contains("mien lock --update") == true, "\(error?.message ?? "")")
  }

  @Test func `a lock that does not know how its face moves is not held against our own films`()
    throws
  {
    let error = #expect(throws: SynthesisError.self) {
      try verified(InventedReader()) { $0.variation = nil }
    }
    #expect(error?.message.contains("mien lock --update") == true, "\(error?.message ?? "")")
    #expect(try verified(InventedReader(), isForeign: true) { $0.variation = nil }.exitCode == 0)
  }

  @Test func `an encoder without a calibration judges nobody`() throws {
    struct Bare: FaceFinding {
      let encoderDigest = InventedLock.encoder
      let encoderMetadata: [String: String] = [:]
      func read(_ picture: Raster, expectedFaces: Int) throws -> [FoundFace] { [] }
    }
    try withTemporaryDirectory { folder in
      let keeper = try SeriesKeeper(store: folder.appending(path: "identities.sqlite"))
      #expect(throws: SynthesisError.self) {
        try SeriesVerifier(keeper: keeper, reader: Bare())
      }
    }
  }
}
