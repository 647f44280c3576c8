package import Foundation

/// A file in the making: written beside its destination as `.NAME.partial` and renamed when it is
/// whole, so that nobody ever sees half of it. It is removed when it was never committed.
package final class PartialFile {
  package let destination: String
  /// Where to write.
  package let path: String
  private var handle: FileHandle?
  private var isCommitted = false

  /// Makes sure that the folder is there and that nothing but a file is in the way.
  package init(for destination: String) throws(MediaError) {
    let url = URL(filePath: destination)
    let folder = url.deletingLastPathComponent()
    self.destination = destination
    path = folder.appending(path: ".\(url.lastPathComponent).partial").path(percentEncoded: false)
    var isFolder: ObjCBool = false
    guard
      FileManager.default.fileExists(
        atPath: folder.path(percentEncoded: false), isDirectory: &isFolder), isFolder.boolValue
    else {
      throw MediaError(.cannotWrite, "\(destination): there is no folder to write it into.")
    }
    guard
      !FileManager.default.fileExists(atPath: destination, isDirectory: &isFolder)
        || !isFolder.boolValue
    else {
      throw MediaError(.cannotWrite, "\(destination): it is a folder; name a file.")
    }
  }

  /// Writes bytes behind those that were appended before.
  package func append(_ bytes: Data) throws(MediaError) {
    do {
      let handle = try handle ?? create()
      self.handle = handle
      try handle.write(contentsOf: bytes)
    } catch {
      throw MediaError(.cannotWrite, "\(destination): \(error.localizedDescription)")
    }
  }

  private func create() throws -> FileHandle {
    try Data().write(to: URL(filePath: path))
    return try FileHandle(forWritingTo: URL(filePath: path))
  }

  /// Gives the file its name, replacing one that has it.
  package func commit() throws(MediaError) {
    do { try handle?.close() } catch {
      throw MediaError(.cannotWrite, "\(destination): \(error.localizedDescription)")
    }
    guard rename(path, destination) == 0 else {
      throw MediaError(.cannotWrite, "\(destination): \(String(cString: strerror(errno))).")
    }
    isCommitted = true
  }

  /// Removes what was written so far.
  func discard() {
    if !isCommitted { unlink(path) }
  }

  deinit { discard() }

  /// Writes a whole file at once.
  static func write(_ bytes: [UInt8], to destination: String) throws(MediaError) {
    let file = try PartialFile(for: destination)
    try file.append(Data(bytes))
    try file.commit()
  }
}
