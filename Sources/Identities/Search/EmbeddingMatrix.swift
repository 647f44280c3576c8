package import CharacterCore
package import Foundation

/// Embeddings in a row, in memory or mapped from a file, and the exact search among them.
///
/// Layout of the file, little-endian: `MIENVEC1`, the number of vectors and the store's revision that
/// they belong to (UInt64 each), the yaw class (UInt64), the encoder's digest (64 ASCII characters),
/// zeros up to byte 128; each vector's number (Int64), zeros up to a multiple of 64; the vectors,
/// 128 floats of 32 bits each.
package struct EmbeddingMatrix: Sendable {
  /// A vector's number and its cosine to what was looked for.
  package struct Hit: Sendable, Equatable {
    package let id: Int64
    package let cosine: Float
  }

  package let count: Int
  package let encoder: String
  package let bucket: YawBucket
  package let revision: UInt64
  private let bytes: Data
  private var vectors: Int { Self.vectors(count) }

  private static let magic = Array("MIENVEC1".utf8)
  private static let headerSize = 128

  private static func vectors(_ count: Int) -> Int { headerSize + (8 * count + 63) / 64 * 64 }

  /// Collects vectors; `each` calls its argument once for each with a number and 512 bytes.
  package init(
    encoder: String, bucket: YawBucket, revision: UInt64, capacity: Int,
    each: ((Int64, UnsafeRawBufferPointer) -> Void) throws -> Void
  ) rethrows {
    var ids: [Int64] = []
    ids.reserveCapacity(capacity)
    var body = Data(capacity: EmbeddingBlob.byteCount * capacity)
    try each { id, vector in
      precondition(vector.count == EmbeddingBlob.byteCount)
      ids.append(id.littleEndian)
      body.append(contentsOf: vector)
    }
    var data = Data(capacity: Self.vectors(ids.count) + body.count)
    data.append(contentsOf: Self.magic)
    for number in [UInt64(ids.count), revision, UInt64(bucket.rawValue)] {
      withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
    }
    data.append(contentsOf: encoder.utf8.prefix(64))
    data.append(contentsOf: [UInt8](repeating: 0, count: Self.headerSize - data.count))
    ids.withUnsafeBytes { data.append(contentsOf: $0) }
    data.append(contentsOf: [UInt8](repeating: 0, count: Self.vectors(ids.count) - data.count))
    data.append(body)
    bytes = data
    count = ids.count
    (self.encoder, self.bucket, self.revision) = (encoder, bucket, revision)
  }

  /// Maps a file; `nil` where it is not there or not whole.
  package init?(mapping url: URL) {
    guard let data = try? Data(contentsOf: url, options: .alwaysMapped),
      data.count >= Self.headerSize, data.starts(with: Self.magic)
    else { return nil }
    func number(_ index: Int) -> UInt64 {
      data.withUnsafeBytes {
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
      }
    }
    let announced = number(1)
    guard announced <= UInt64(data.count) / UInt64(EmbeddingBlob.byteCount),
      data.count == Self.vectors(Int(announced)) + Int(announced) * EmbeddingBlob.byteCount,
      let bucket = YawBucket(rawValue: Int(truncatingIfNeeded: number(3)))
    else { return nil }
    count = Int(announced)
    revision = number(2)
    self.bucket = bucket
    encoder = String(decoding: data[32..<96], as: UTF8.self)
    bytes = data
  }

  package func write(to url: URL) throws { try bytes.write(to: url, options: .atomic) }

  /// The nearest vectors, nearest first, those of one distance by number; every one is looked at.
  package func nearest(to probe: FaceEmbedding, count wanted: Int) -> [Hit] {
    precondition(probe.encoder == encoder && probe.vector.count == EmbeddingBlob.dimension)
    var best: [Hit] = []
    bytes.withUnsafeBytes { bytes in
      let ids = UnsafeRawBufferPointer(rebasing: bytes[Self.headerSize...])
      probe.vector.withUnsafeBytes { probe in
        var query: [SIMD16<Float>] = []
        for part in 0..<8 {
          query.append(probe.loadUnaligned(fromByteOffset: 64 * part, as: SIMD16<Float>.self))
        }
        let (q0, q1, q2, q3) = (query[0], query[1], query[2], query[3])
        let (q4, q5, q6, q7) = (query[4], query[5], query[6], query[7])
        var bar = -Float.infinity
        for index in 0..<count {
          let start = vectors &+ index &* EmbeddingBlob.byteCount
          func part(_ number: Int) -> SIMD16<Float> {
            bytes.loadUnaligned(fromByteOffset: start &+ 64 &* number, as: SIMD16<Float>.self)
          }
          let one = q0 * part(0) + q1 * part(1) + q2 * part(2) + q3 * part(3)
          let other = q4 * part(4) + q5 * part(5) + q6 * part(6) + q7 * part(7)
          let cosine = (one + other).sum()
          guard cosine > bar || best.count < wanted else { continue }
          let id = Int64(
            littleEndian: ids.loadUnaligned(fromByteOffset: 8 &* index, as: Int64.self))
          let place = best.firstIndex { ($0.cosine, id) < (cosine, $0.id) } ?? best.count
          best.insert(Hit(id: id, cosine: cosine), at: place)
          if best.count > wanted { best.removeLast() }
          if best.count == wanted { bar = best[wanted - 1].cosine }
        }
      }
    }
    return best
  }
}
