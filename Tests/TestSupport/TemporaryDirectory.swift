public import Foundation

/// Runs `body` with a new, empty folder and removes the folder afterwards.
public func withTemporaryDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = try makeTemporaryDirectory()
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// Runs `body`, which may wait, with a new, empty folder and removes the folder afterwards.
public func withTemporaryDirectoryAsync<Result>(_ body: (URL) async throws -> Result) async throws
  -> Result
{
  let folder = try makeTemporaryDirectory()
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

private func makeTemporaryDirectory() throws -> URL {
  let folder = FileManager.default.temporaryDirectory.appending(path: "mien-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder
}

extension URL {
  /// The file's path as programs take it.
  public var filePath: String { path(percentEncoded: false) }
}
