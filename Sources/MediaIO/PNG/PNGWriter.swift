internal import CPNG
public import CharacterCore
internal import Foundation

/// Writes pictures as PNG: 8-bit RGBA, sRGB, the same bytes for the same pixels and zlib.
public enum PNGWriter {
  /// Writes `picture` to a file, whole or not at all, replacing one that is there.
  ///
  /// - Parameter text: key and value of text chunks, in order; see `data(of:text:)`.
  /// - Throws: `MediaError` with the code `cannotWrite`.
  public static func write(
    _ picture: Raster, to path: String, text: [MediaTag] = []
  ) throws(MediaError) {
    try PartialFile.write(Data(try data(of: picture, text: text)), to: path)
  }

  /// The PNG file's bytes.
  ///
  /// - Parameter text: becomes uncompressed `iTXt` chunks after the header (PNG 3rd edition,
  ///   11.3.3.4). A key is 1 to 79 characters of printable ASCII.
  public static func data(of picture: Raster, text: [MediaTag] = []) throws(MediaError) -> [UInt8] {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    image.width = UInt32(picture.width)
    image.height = UInt32(picture.height)
    image.format = cpng_format_rgba()
    defer { png_image_free(&image) }
    let limit = cpng_size_limit(&image)
    guard limit > 0 else {
      throw MediaError(
        .tooLarge, "A picture of \(picture.width) x \(picture.height) does not fit into a PNG.")
    }
    var succeeded = false
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var size = limit
      succeeded =
        png_image_write_to_memory(&image, buffer.baseAddress, &size, 0, picture.pixels, 0, nil) != 0
      count = succeeded ? size : 0
    }
    guard succeeded else {
      throw MediaError(.cannotWrite, "The PNG cannot be encoded: \(pngMessage(image)).")
    }
    return text.isEmpty ? bytes : PNGText.insert(text, into: bytes)
  }
}

/// What libpng says went wrong.
func pngMessage(_ image: png_image) -> String {
  withUnsafeBytes(of: image.message) { bytes in
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
