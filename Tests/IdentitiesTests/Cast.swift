import CharacterCore
import Foundation
import Identities
import TestSupport
import Testing

/// Invented identities for tests of the store.
enum Cast {
  static let encoder = String(repeating: "e", count: 64)
  static let digest = String(repeating: "0", count: 64)

  static func embedding(_ seed: UInt64) throws -> FaceEmbedding {
    var stream = RandomStream(seed: seed)
    return try #require(
      FaceEmbedding(
        (0..<128).map { _ in Float(stream.normal()) }, encoder: encoder))
  }

  static func version(
    _ character: String = "Lin Yue", in series: String = "Bridge", number: Int = 1,
    seed: UInt64 = 1
  ) throws -> IdentityVersion {
    IdentityVersion(
      series: series, character: character, number: number, lock: "lock of \(character) \(number)",
      lockDigest: String(repeating: "\(number % 10)", count: 64), specDigest: digest,
      generatorDigest: digest, encoderDigest: encoder,
      centroids: try YawBucket.allCases.map {
        IdentityVersion.Centroid($0, try embedding(seed &* 10 &+ UInt64($0.rawValue)))
      })
  }

  static func event(_ name: String = "lock") -> HistoryEvent {
    HistoryEvent(character: "Lin Yue", event: name, detail: "", moment: "2026-01-01T00:00:00Z")
  }
}

extension IdentityStore {
  /// Locks without a lockfile.
  func lock(_ version: IdentityVersion) throws {
    try lock(version, event: Cast.event()) {}
  }
}

/// Runs `body` with an empty store in a file, and with one on a server where there is one.
///
/// `body` gets the store and opens it anew with what follows.
func withStores(_ body: (IdentityStore, () throws -> IdentityStore) throws -> Void) throws {
  try withStore { store, file in try body(store) { try IdentityStore(at: file) } }
  #if Postgres
    guard TestServer.programs != nil else { return }
    try TestServer.withDatabase { address in
      try body(try IdentityStore(server: address)) { try IdentityStore(server: address) }
    }
  #endif
}

/// Runs `body` with a store in a folder of its own.
func withStore(_ body: (IdentityStore, URL) throws -> Void) throws {
  try withTemporaryDirectory { folder in
    let file = folder.appending(path: "identities.sqlite")
    try body(try IdentityStore(at: file), file)
  }
}
