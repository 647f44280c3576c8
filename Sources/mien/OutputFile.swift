import CharacterSynthesis
import Foundation

/// Where a command writes: a name from `-o` or the input's, never overwritten unasked.
enum OutputFile {
  static func url(
    _ given: String?, for input: String, extension suffix: String, overwrite: Bool
  ) throws -> URL {
    let url: URL
    if let given {
      url = URL(fileURLWithPath: given)
    } else {
      url = URL(
        fileURLWithPath: URL(fileURLWithPath: input).deletingPathExtension().lastPathComponent
          + ".\(suffix)")
    }
    let folder = url.deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard overwrite || !FileManager.default.fileExists(atPath: url.path) else {
      throw SynthesisError(
        .cannotWrite, "\(url.relativePath) exists; choose another name with -o, or add --force.")
    }
    return url
  }
}
