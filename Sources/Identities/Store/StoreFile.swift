internal import Foundation

/// The first 100 bytes of an SQLite file, read without SQLite, so that a store that is not ours or is
/// newer than we are is left exactly as it is (https://www.sqlite.org/fileformat2.html, 1.3).
struct StoreFile {
  /// `Mien` in ASCII, SQLite's place for telling what a file is (`PRAGMA application_id`).
  static let application: UInt32 = 0x4d69_656e

  /// Throws where the file cannot be used; does nothing where there is none, or an empty one.
  static func check(_ path: String) throws(IdentityError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    guard !isFolder.boolValue else {
      throw IdentityError(.foreign, "\(path): it is a folder; name a file.")
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw IdentityError(.missing, "\(path): it cannot be read.")
    }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: 100), !head.isEmpty else { return }
    guard head.count == 100, head.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw IdentityError(.foreign, "\(path): it is no identity store; name another file.")
    }
    func number(at offset: Int) -> UInt32 {
      head[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    let (application, version) = (number(at: 68), number(at: 60))
    // A file whose first transaction was cut short has neither yet.
    guard application == Self.application || application == 0 && version == 0 else {
      throw IdentityError(
        .foreign, "\(path): it is another program's database, no identity store; name another file."
      )
    }
    guard version <= IdentityMigrations.version else { throw newer(path, version: Int(version)) }
  }

  static func newer(_ path: String, version: Int) -> IdentityError {
    IdentityError(
      .newer,
      "\(path): a newer Mien made this store (version \(version); this Mien knows "
        + "\(IdentityMigrations.version)); it was left untouched. Update Mien, or name another store."
    )
  }
}
