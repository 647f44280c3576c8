internal import CharacterCore
internal import Foundation

/// An embedding as bytes: 128 floats of 32 bits, little-endian.
enum EmbeddingBlob {
  static let dimension = 128
  static let byteCount = 4 * dimension

  /// Throws where the embedding has another number of dimensions.
  static func data(_ embedding: FaceEmbedding) throws(IdentityError) -> Data {
    guard embedding.vector.count == dimension else {
      throw IdentityError(
        .badInput,
        "An embedding of \(embedding.vector.count) numbers cannot be kept; the store holds those of "
          + "\(dimension).")
    }
    return embedding.vector.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
  }

  /// `nil` where the bytes are no embedding.
  static func embedding(_ data: Data, encoder: String) -> FaceEmbedding? {
    guard data.count == byteCount else { return nil }
    return FaceEmbedding(
      data.withUnsafeBytes { bytes in
        (0..<dimension).map { index in
          Float(
            bitPattern: UInt32(
              littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
        }
      }, encoder: encoder)
  }
}
