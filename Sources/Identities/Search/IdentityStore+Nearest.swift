package import CharacterCore
internal import Foundation

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
      let hits: [EmbeddingMatrix.Hit]
      if let found = try backend.nearest(to: face, bucket: bucket, count: wanted) {
        hits = found
      } else {
        hits = try matrix(encoder: face.encoder, bucket: bucket, mappedFrom: start)
          .nearest(to: face, count: wanted)
      }
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
      try database.all(
        """
        SELECT series.name, character.name, number
        FROM embedding JOIN version ON version.id = versionID
        JOIN character ON character.id = characterID JOIN series ON series.id = seriesID
        WHERE embedding.id = ?
        """, [hit.id]
      ) { row in
        IdentityMatch(
          series: try row.text(0), character: try row.text(1), version: Int(try row.integer(2)),
          cosine: Double(hit.cosine))
      }.first
    }
  }

  private func matrix(
    encoder: String, bucket: YawBucket, mappedFrom start: Int
  ) throws(IdentityError) -> EmbeddingMatrix {
    let (revision, count) = try read { database in
      (
        try database.integer("SELECT embeddings FROM revision") ?? 0,
        try database.integer("SELECT count(*) FROM embedding") ?? 0
      )
    }
    guard count >= start, let place = backend.derivedFiles else {
      return try collected(encoder: encoder, bucket: bucket)
    }
    let file = URL(filePath: place + ".\(bucket.name).vectors")
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
      let revision = try database.integer("SELECT embeddings FROM revision") ?? 0
      return try EmbeddingMatrix(
        encoder: encoder, bucket: bucket, revision: UInt64(revision), capacity: 16
      ) { add in
        try database.rows(
          """
          SELECT embedding.id, vector FROM embedding JOIN version ON version.id = versionID
          WHERE encoderDigest = ? AND bucket = ? ORDER BY embedding.id
          """, [encoder, bucket.rawValue]
        ) { row in
          let (id, vector) = (try row.integer(0), try row.bytes(1))
          guard vector.count == EmbeddingBlob.byteCount else { return }
          vector.withUnsafeBytes { add(id, $0) }
        }
      }
    }
  }
}
