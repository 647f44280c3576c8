public import Foundation

/// The project's `Fixtures` folder, found from where this file was compiled.
public enum Fixtures {
  /// The project's root.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file or folder under `Fixtures`, for instance `specs/valid/full.yaml`.
  public static func url(_ path: String) -> URL { root.appending(path: "Fixtures/\(path)") }

  /// The path of a file or folder under `Fixtures`.
  public static func path(_ path: String) -> String { url(path).path(percentEncoded: false) }

  /// The bytes of a file under `Fixtures`.
  public static func data(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

  /// The text of a UTF-8 file under `Fixtures`.
  public static func text(_ path: String) throws -> String {
    try String(contentsOf: url(path), encoding: .utf8)
  }

  /// The files of a folder under `Fixtures` with this extension, sorted by name.
  public static func files(in folder: String, withExtension pathExtension: String) throws -> [URL] {
    try FileManager.default
      .contentsOfDirectory(at: url(folder), includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == pathExtension }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}
