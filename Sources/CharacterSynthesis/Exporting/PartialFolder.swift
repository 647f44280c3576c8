internal import Foundation

/// A folder in the making: filled beside its destination as `.NAME.partial` and renamed when it is
/// whole. It is removed when it was never finished.
final class PartialFolder {
  let destination: URL
  /// Where to write.
  let url: URL
  private var isFinished = false

  /// - Throws: `SynthesisError` `cannotWrite`.
  init(for destination: URL) throws {
    self.destination = destination
    url = destination.deletingLastPathComponent().appending(
      path: ".\(destination.lastPathComponent).partial")
    try attempt {
      try? FileManager.default.removeItem(at: url)
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
  }

  /// A folder within.
  func folder(_ name: String) throws -> URL {
    let folder = url.appending(path: name)
    try attempt {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    return folder
  }

  func write(_ data: Data, to name: String) throws {
    try attempt { try data.write(to: url.appending(path: name)) }
  }

  /// Gives the folder its name, in place of one that has it.
  func finish() throws {
    try attempt {
      let files = FileManager.default
      if files.fileExists(atPath: destination.path) {
        let old = destination.deletingLastPathComponent().appending(
          path: ".\(destination.lastPathComponent).old")
        try? files.removeItem(at: old)
        try files.moveItem(at: destination, to: old)
        do { try files.moveItem(at: url, to: destination) } catch {
          try? files.moveItem(at: old, to: destination)
          throw error
        }
        try? files.removeItem(at: old)
      } else {
        try files.moveItem(at: url, to: destination)
      }
    }
    isFinished = true
  }

  deinit { if !isFinished { try? FileManager.default.removeItem(at: url) } }

  private func attempt(_ work: () throws -> Void) throws {
    do { try work() } catch {
      throw SynthesisError(
        .cannotWrite,
        "\(destination.relativePath): it cannot be written: \(error.localizedDescription)")
    }
  }
}
