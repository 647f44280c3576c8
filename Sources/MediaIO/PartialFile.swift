package import Foundation

/// A file in the making: written beside its destination as `.NAME.partial` and renamed when it is
/// whole, so that nobody ever sees half of it. It is removed when it was never committed.
package final class PartialFile {
  package let destination: String
  /// What errors call it.
  private let name: String
  /// Where to write.
  package let path: String
  private var handle: FileHandle?
  private var isCommitted = false

  /// Makes sure that the folder is there and that nothing but a file is in the way.
  ///
  /// - Parameter name: what errors call it; the destination where not given.
  package init(for destination: String, named name: String? = nil) throws(MediaError) {
    let url = URL(filePath: destination)
    let folder = url.deletingLastPathComponent()
    self.destination = destination
    self.name = name ?? destination
    path = folder.appending(path: ".\(url.lastPathComponent).partial").path(percentEncoded: false)
    var isFolder: ObjCBool = false
    guard
      FileManager.default.fileExists(
        atPath: folder.path(percentEncoded: false), isDirectory: &isFolder), isFolder.boolValue
    else {
      throw MediaError(.cannotWrite, "\(self.name): there is no folder to write it into.")
    }
    guard
      !FileManager.default.fileExists(atPath: destination, isDirectory: &isFolder)
        || !isFolder.boolValue
    else {
      throw MediaError(.cannotWrite, "\(self.name): it is a folder; name a file.")
    }
  }

  /// Writes bytes behind those that were appended before.
  package func append(_ bytes: Data) throws(MediaError) {
    do {
      let handle = try handle ?? create()
      self.handle = handle
      try handle.write(contentsOf: bytes)
    } catch {
      throw MediaError(.cannotWrite, "\(name): \(error.localizedDescription)")
    }
  }

  private func create() throws -> FileHandle {
    try Data().write(to: URL(filePath: path))
    return try FileHandle(forWritingTo: URL(filePath: path))
  }

  /// Gives the file its name, replacing one that has it.
  ///
  /// - Parameter isDurable: true to return when all of it is on the disk, its name too: what must be there
  ///   after a power cut.
  package func commit(isDurable: Bool = false) throws(MediaError) {
    do {
      if isDurable { try handle?.synchronize() }
      try handle?.close()
    } catch {
      throw MediaError(.cannotWrite, "\(name): \(error.localizedDescription)")
    }
    guard rename(path, destination) == 0 else {
      throw MediaError(.cannotWrite, "\(name): \(String(cString: strerror(errno))).")
    }
    isCommitted = true
    if isDurable { synchronizeFolder() }
  }

  /// Brings the name to the disk; where a file system knows no such thing, there is nothing to do.
  private func synchronizeFolder() {
    let folder = open(URL(filePath: destination).deletingLastPathComponent().path, O_RDONLY)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// Removes what was written so far.
  func discard() {
    if !isCommitted { unlink(path) }
  }

  deinit { discard() }

  /// Writes a whole file at once.
  package static func write(
    _ bytes: Data, to destination: String, named name: String? = nil, isDurable: Bool = false
  ) throws(MediaError) {
    let file = try PartialFile(for: destination, named: name)
    try file.append(bytes)
    try file.commit(isDurable: isDurable)
  }
}
