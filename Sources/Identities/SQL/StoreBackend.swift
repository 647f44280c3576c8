internal import CharacterCore
internal import Foundation

/// Where identities are kept: a file, or a server that a team shares.
///
/// Every read and every write is one transaction; writers take turns, readers see what is whole.
protocol StoreBackend: Sendable {
  /// How messages name it; never with a password.
  var name: String { get }
  /// Where files that are made from the store may lie, without their extensions.
  var derivedFiles: String? { get }

  func read<Value>(_ body: (any SQLSession) throws -> Value) throws(IdentityError) -> Value
  /// - Throws: what `body` throws as a `LockfileFailure`, as it is; all else as an `IdentityError`.
  func write<Value>(_ body: (any SQLSession) throws -> Value) throws -> Value

  /// What the database finds wrong with itself; empty where all is well.
  func problems() throws(IdentityError) -> [String]
  /// The nearest embeddings of an encoder and a class of yaw, where the database looks for them itself;
  /// `nil` where it cannot.
  func nearest(
    to face: FaceEmbedding, bucket: YawBucket, count: Int
  ) throws(IdentityError) -> [EmbeddingMatrix.Hit]?
  /// Puts what was written where it is to stay.
  func checkpoint() throws(IdentityError)
  func close() throws(IdentityError)
}

/// What went wrong with a lockfile, carried out of a transaction unchanged.
struct LockfileFailure: Error { let underlying: any Error }
