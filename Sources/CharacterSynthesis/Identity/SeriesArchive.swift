public import Foundation
internal import Identities

/// A series in one file, to carry it to another store: JSON with the digest of all that it says.
struct SeriesArchive: Codable {
  static let format = 1
  /// Bytes; a thousand characters of ten versions each stay below.
  static let sizeLimit = 256 << 20

  var mienSeries: Int
  /// SHA-256 of `series` as it is written here, keys in order and without spaces.
  var sha256: String
  var series: SeriesRecord

  init(_ record: SeriesRecord) throws {
    mienSeries = Self.format
    series = record
    sha256 = try Self.digest(record)
  }

  static func digest(_ record: SeriesRecord) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try FileDigest.sha256(of: encoder.encode(record))
  }

  /// Reads and checks an archive.
  ///
  /// - Throws: `SynthesisError` `badInput` for one that is newer, damaged, or was changed.
  init(_ data: Data, file: String) throws {
    struct Head: Decodable { var mienSeries: Int }
    func problem(_ text: String) -> SynthesisError {
      SynthesisError(.badInput, "\(file): \(text)")
    }
    guard data.count <= Self.sizeLimit else {
      throw problem("it has more than \(Self.sizeLimit) bytes; no series is that large.")
    }
    guard let head = try? JSONDecoder().decode(Head.self, from: data) else {
      throw problem("it is no exported series.")
    }
    guard head.mienSeries <= Self.format else {
      throw problem(
        "a newer Mien exported it (format \(head.mienSeries); this Mien knows \(Self.format)).")
    }
    do {
      self = try JSONDecoder().decode(SeriesArchive.self, from: data)
    } catch {
      throw problem("the exported series is damaged: \(error)")
    }
    guard try Self.digest(series) == sha256 else {
      throw problem("its digest does not fit; it was changed or damaged after it was exported.")
    }
    for version in series.versions {
      guard try FileDigest.sha256(of: Data(version.lock.utf8)) == version.lockDigest else {
        throw problem("the lock of \(version.character), version \(version.number), is damaged.")
      }
      let lock = try LockFile(reading: version.lock, named: file)
      guard try lock.version() == version else {
        throw problem(
          "what it says of \(version.character), version \(version.number), is not in its lock.")
      }
    }
  }
}

extension SeriesKeeper {
  /// A series as one file's bytes.
  ///
  /// - Throws: `IdentityError` `missing` where there is no such series.
  public func export(_ series: String) throws -> Data {
    guard let record = try store.series(series) else { throw try unknown(series) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(SeriesArchive(record)) + Data("\n".utf8)
  }

  /// Takes an exported series in, all of it or nothing.
  ///
  /// - Returns: its name.
  /// - Throws: `SynthesisError` for a file that is none or was changed; `IdentityError` `conflict` where
  ///   the store has a series of that name.
  @discardableResult
  public func importSeries(_ data: Data, from file: String, moment: String) throws -> String {
    let archive = try SeriesArchive(data, file: file)
    try store.importSeries(
      archive.series,
      event: HistoryEvent(character: nil, event: "imported", detail: file, moment: moment))
    return archive.series.name
  }
}
