internal import CharacterCore
public import Foundation
internal import Identities
internal import SpecFiles

/// A lockfile as it lies on the disk: its place, its text, and what it says.
public struct LockFile: Sendable {
  public let url: URL
  public let lock: IdentityLock
  /// SHA-256 of the text.
  public let digest: String
  let text: String

  /// `NAME.lock.yaml` beside `NAME.yaml`.
  public static func url(besides spec: URL) -> URL {
    spec.deletingPathExtension().appendingPathExtension("lock.yaml")
  }

  /// The lockfile of a spec; `nil` where there is none.
  ///
  /// - Throws: as `init(at:)`.
  public static func find(besides spec: URL) throws -> LockFile? {
    let url = url(besides: spec)
    return FileManager.default.fileExists(atPath: url.path) ? try LockFile(at: url) : nil
  }

  /// Reads a lockfile.
  ///
  /// - Throws: `SynthesisError`: `missingInput`, or `badInput` where a newer Mien wrote it;
  ///   `SpecFileError` where it is damaged.
  public init(at url: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw SynthesisError(
        .missingInput, "\(url.relativePath): it cannot be read: \(error.localizedDescription)")
    }
    try self.init(data, name: url.relativePath, url: url)
  }

  /// A lock from text that lies elsewhere than in its file; `name` is what errors call it.
  init(reading text: String, named name: String) throws {
    try self.init(Data(text.utf8), name: name, url: URL(fileURLWithPath: "/"))
  }

  private init(_ data: Data, name: String, url: URL) throws {
    let head = RecordFile.read(data, file: name, as: Head.self)
    if let format = head.value?.mienLock, format > IdentityLock.format {
      throw SynthesisError(
        .badInput,
        "\(name): a newer Mien wrote this lock (format \(format); this Mien knows "
          + "\(IdentityLock.format)). Update Mien.")
    }
    let reading = RecordFile.read(data, file: name, as: IdentityLock.self)
    guard let lock = reading.value else { throw SpecFileError(reading.diagnostics) }
    guard lock.centroids.count == YawBucket.allCases.count, let reference = lock.reference,
      lock.variation.map({ $0.middle.count == reference.vector.count }) != false
    else {
      throw SynthesisError(
        .badInput, "\(name): a face of the lock is damaged; take the file from version control.")
    }
    self.url = url
    self.lock = lock
    text = String(decoding: data, as: UTF8.self)
    digest = try FileDigest.sha256(of: data)
  }

  /// A lock that is about to be written.
  init(_ lock: IdentityLock, at url: URL) throws {
    self.url = url
    self.lock = lock
    text = try RecordFile.write(
      lock,
      note: """
        Who \(lock.character.prefix(80)) is in the series. Keep this file in version control beside \
        the spec; do not edit it:
        'mien lock --update' makes the next version, 'mien unlock' gives the character free.
        """)
    digest = try FileDigest.sha256(of: Data(text.utf8))
  }

  private struct Head: Decodable, Sendable { var mienLock: Int }

  /// Puts the file where it belongs: whole or not at all, and on the disk when this returns.
  func write() throws { try WholeFile.write(text, to: url, isDurable: true) }

  /// What the store remembers of it.
  func version() throws -> IdentityVersion {
    IdentityVersion(
      series: lock.series, character: lock.character, number: lock.version, lock: text,
      lockDigest: digest, specDigest: lock.specDigest, generatorDigest: lock.generatorDigest,
      encoderDigest: lock.encoderDigest,
      centroids: lock.centroids.map { IdentityVersion.Centroid($0.bucket, $0.embedding) })
  }
}
