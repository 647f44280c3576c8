internal import CharacterCore
package import Foundation

/// Loads characters and reels from the disk.
package enum SpecFileContents {
  /// A file's bytes; of a file beyond the limit of the format no more than it takes to refuse it.
  /// - Throws: `SpecFileError` where there is no such file, or it cannot be read.
  package static func load(_ path: String) throws(SpecFileError) -> Data {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw SpecFileError(.missing, "\(path): there is no such file")
    }
    guard !isFolder.boolValue else {
      throw SpecFileError(.unreadable, "\(path): this is a folder; name a file")
    }
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? handle.close() }
      return try handle.read(upToCount: YAMLDocument.sizeLimit + 1) ?? Data()
    } catch {
      throw SpecFileError(.unreadable, "\(path): the file may not be read")
    }
  }
}
