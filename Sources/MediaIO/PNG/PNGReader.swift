internal import CPNG
public import CharacterCore
internal import Foundation

/// Reads PNG pictures of any kind (palette, grey, 16-bit, interlaced) as 8-bit sRGB.
public enum PNGReader {
  /// The picture in a file.
  ///
  /// - Throws: `MediaError`: `missing`, `damaged`, or `tooLarge` for more than
  ///   `Raster.pixelLimit` pixels.
  public static func read(_ path: String) throws(MediaError) -> Raster {
    guard FileManager.default.fileExists(atPath: path) else {
      throw MediaError(.missing, "\(path): there is no such file.")
    }
    return try read(name: path) { image in png_image_begin_read_from_file(&image, path) }
  }

  /// The picture in the bytes of a PNG file; `name` is what errors call it.
  public static func read(_ bytes: [UInt8], name: String) throws(MediaError) -> Raster {
    try bytes.withUnsafeBytes { buffer in
      Result { () throws(MediaError) in
        try read(name: name) { image in
          png_image_begin_read_from_memory(&image, buffer.baseAddress, buffer.count)
        }
      }
    }.get()
  }

  /// The text of a PNG file's `tEXt` and uncompressed `iTXt` chunks, in the order of the file.
  public static func text(_ path: String) throws(MediaError) -> [MediaTag] {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw MediaError(.missing, "\(path): there is no such file.")
    }
    defer { try? file.close() }
    return try PNGText.read(file, name: path)
  }

  private static func read(
    name: String, begin: (inout png_image) -> Int32
  ) throws(MediaError) -> Raster {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard begin(&image) != 0 else {
      throw MediaError(.damaged, "\(name): it is not a readable PNG: \(pngMessage(image)).")
    }
    let (width, height) = (Int(image.width), Int(image.height))
    guard width > 0, height > 0, width <= Raster.pixelLimit / height else {
      throw MediaError(
        .tooLarge,
        "\(name): \(width) x \(height) pixels are more than the \(Raster.pixelLimit) allowed.")
    }
    image.format = cpng_format_rgba()
    var succeeded = false
    let pixels = [UInt8](unsafeUninitializedCapacity: 4 * width * height) { buffer, count in
      succeeded = png_image_finish_read(&image, nil, buffer.baseAddress, 0, nil) != 0
      count = succeeded ? 4 * width * height : 0
    }
    guard succeeded else {
      throw MediaError(.damaged, "\(name): the PNG is damaged: \(pngMessage(image)).")
    }
    return Raster(width: width, height: height, pixels: pixels)
  }
}
