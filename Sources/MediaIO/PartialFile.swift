internal import Foundation

/// A file in the making: written beside its destination as `.NAME.partial` and renamed when it is
/// whole, so that nobody ever sees half of it. It is removed when it was never committed.
final class PartialFile {
  let destination: String
  /// Where to write.
  let path: String
  private var isCommitted = false

  /// Makes sure that the folder is there and that nothing but a file is in the way.
  init(for destination: String) throws(MediaError) {
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

  /// Gives the file its name, replacing one that has it.
  func commit() throws(MediaError) {
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
    do { try Data(bytes).write(to: URL(filePath: file.path)) } catch {
      throw MediaError(.cannotWrite, "\(destination): \(error.localizedDescription)")
    }
    try file.commit()
  }
}
