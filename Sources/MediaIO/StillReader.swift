public import CharacterCore
internal import Foundation

/// Reads a single picture: PNG, JPEG or WebP; of a film, the first frame.
public enum StillReader {
  /// - Throws: `MediaError`: `missing`, `damaged`, `unsupported`, `tooLarge`.
  public static func read(_ path: String) throws(MediaError) -> Raster {
    let start = firstBytes(path)
    if start.starts(with: [0x89, 0x50, 0x4e, 0x47]) { return try PNGReader.read(path) }
    // FFmpeg would take a name that ends in .jpg for a numbered sequence of files.
    var format: String?
    if start.starts(with: [0xff, 0xd8, 0xff]) { format = "jpeg_pipe" }
    if start.starts(with: "RIFF".utf8), start.dropFirst(8).starts(with: "WEBP".utf8) {
      format = "webp_pipe"
    }
    let decoder = try VideoDecoder(reading: path, format: format)
    guard let frame = try decoder.next() else {
      throw MediaError(.damaged, "\(path): it holds no picture.")
    }
    return frame.picture
  }

  /// Whether a file is a single picture by its first bytes: PNG, JPEG, WebP, BMP or
  /// TIFF.
  public static func isStill(_ path: String) -> Bool {
    let start = firstBytes(path)
    let signatures: [[UInt8]] = [
      [0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff], [0x42, 0x4d], [0x49, 0x49, 0x2a, 0],
      [0x4d, 0x4d, 0, 0x2a],
    ]
    return signatures.contains { start.starts(with: $0) }
      || start.starts(with: "RIFF".utf8) && start.dropFirst(8).starts(with: "WEBP".utf8)
  }

  private static func firstBytes(_ path: String) -> Data {
    guard let file = FileHandle(forReadingAtPath: path) else { return Data() }
    defer { try? file.close() }
    return (try? file.read(upToCount: 12)) ?? Data()
  }
}
