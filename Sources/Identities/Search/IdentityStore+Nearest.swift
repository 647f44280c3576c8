package import CharacterCore
internal import Foundation
internal import GRDB

/// Somebody in the store and how like they are to a face.
package struct IdentityMatch: Sendable, Equatable {
  package let series: String
  package let character: String
  package let version: Int
  package let cosine: Double
}

extension IdentityStore {
  /// From this many embeddings on they are searched in a file beside the store, mapped into memory.
  package static let mappedSearchStart = 20_000

  /// The characters whose faces are nearest to one, nearest first. Exact: every embedding of the
  /// encoder and the class of yaw is looked at, of all versions.
  ///
  /// - Parameter excluded: a character that is not to be found, by series and name.
  package func nearest(
    to face: FaceEmbedding, bucket: YawBucket, count: Int = 1,
    excluding excluded: (series: String, character: String)? = nil,
    mappedFrom start: Int = IdentityStore.mappedSearchStart
  ) throws(IdentityError) -> [IdentityMatch] {
    var wanted = count
    while true {
      let matrix = try matrix(encoder: face.encoder, bucket: bucket, mappedFrom: start)
      let hits = matrix.nearest(to: face, count: wanted)
      var matches: [IdentityMatch] = []
      for hit in hits {
        guard let match = try match(hit) else { continue }
        let isExcluded =
          excluded.map { $0.series == match.series && $0.character == match.character } ?? false
        let isKnown = matches.contains {
          $0.series == match.series && $0.character == match.character
        }
        if !isExcluded, !isKnown { matches.append(match) }
      }
      if matches.count >= count || hits.count < wanted { return Array(matches.prefix(count)) }
      wanted *= 2
    }
  }

  private func match(_ hit: EmbeddingMatrix.Hit) throws(IdentityError) -> IdentityMatch? {
    try read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT series.name AS series, character.name AS character, number
          FROM embedding JOIN version ON version.id = versionID
          JOIN character ON character.id = characterID JOIN series ON series.id = seriesID
          WHERE embedding.id = ?
          """, arguments: [hit.id]
      ).map { row in
        IdentityMatch(
          series: row["series"], character: row["character"], version: row["number"],
          cosine: Double(hit.cosine))
      }
    }
  }

  private func matrix(
    encoder: String, bucket: YawBucket, mappedFrom start: Int
  ) throws(IdentityError) -> EmbeddingMatrix {
    let (revision, count) = try read { database in
      (
        try Int64.fetchOne(database, sql: "SELECT embeddings FROM revision") ?? 0,
        try Int.fetchOne(database, sql: "SELECT count(*) FROM embedding") ?? 0
      )
    }
    guard count >= start else { return try collected(encoder: encoder, bucket: bucket) }
    let file = URL(filePath: path + ".\(bucket.name).vectors")
    if let mapped = EmbeddingMatrix(mapping: file), mapped.encoder == encoder,
      mapped.bucket == bucket, mapped.revision == UInt64(revision)
    {
      return mapped
    }
    let fresh = try collected(encoder: encoder, bucket: bucket)
    // A folder that cannot be written to costs time, not answers.
    try? fresh.write(to: file)
    return fresh
  }

  private func collected(
    encoder: String, bucket: YawBucket
  ) throws(IdentityError) -> EmbeddingMatrix {
    try read { database in
      let revision = try Int64.fetchOne(database, sql: "SELECT embeddings FROM revision") ?? 0
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT embedding.id AS id, vector FROM embedding JOIN version ON version.id = versionID
          WHERE encoderDigest = ? AND bucket = ? ORDER BY embedding.id
          """, arguments: [encoder, bucket.rawValue])
      return try EmbeddingMatrix(
        encoder: encoder, bucket: bucket, revision: UInt64(revision), capacity: 16
      ) { add in
        while let row = try rows.next() {
          try row.withUnsafeData(atIndex: 1) { vector in
            guard let vector, vector.count == EmbeddingBlob.byteCount else { return }
            vector.withUnsafeBytes { add(row[0], $0) }
          }
        }
      }
    }
  }
}
