internal import CCairo
internal import CharacterCore

/// A picture in Cairo's memory: 32 bits a pixel in the machine's byte order, alpha on top, colours
/// multiplied by alpha.
final class CairoSurface {
  let pointer: OpaquePointer
  let width: Int
  let height: Int

  /// A transparent surface.
  init(width: Int, height: Int) throws(RenderingError) {
    try Self.checkSize(width, height)
    (self.width, self.height) = (width, height)
    guard
      let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    else { throw RenderingError(.library, "Cairo has no memory for \(width) x \(height) pixels.") }
    pointer = surface
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw RenderingError(
        .library,
        "A picture of \(width) x \(height): \(String(cString: cairo_status_to_string(status))).")
    }
  }

  /// A surface that holds a picture.
  convenience init(_ raster: Raster) throws(RenderingError) {
    try self.init(width: raster.width, height: raster.height)
    cairo_surface_flush(pointer)
    guard let data = cairo_image_surface_get_data(pointer) else { return }
    let stride = Int(cairo_image_surface_get_stride(pointer))
    raster.pixels.withUnsafeBufferPointer { source in
      for y in 0..<height {
        let row = UnsafeMutableRawPointer(data + stride * y)
        for x in 0..<width {
          let index = 4 * (y * width + x)
          let alpha = UInt32(source[index + 3])
          let red = Self.multiply(source[index], alpha)
          let green = Self.multiply(source[index + 1], alpha)
          let blue = Self.multiply(source[index + 2], alpha)
          row.storeBytes(
            of: alpha << 24 | red << 16 | green << 8 | blue, toByteOffset: 4 * x, as: UInt32.self)
        }
      }
    }
    cairo_surface_mark_dirty(pointer)
  }

  deinit { cairo_surface_destroy(pointer) }

  /// The picture with straight alpha; where alpha is 0, so is the colour.
  func raster() -> Raster {
    cairo_surface_flush(pointer)
    guard let data = cairo_image_surface_get_data(pointer) else {
      return Raster(width: width, height: height)
    }
    let stride = Int(cairo_image_surface_get_stride(pointer))
    let pixels = [UInt8](unsafeUninitializedCapacity: 4 * width * height) { target, count in
      for y in 0..<height {
        let row = UnsafeRawPointer(data + stride * y)
        for x in 0..<width {
          let value = row.load(fromByteOffset: 4 * x, as: UInt32.self)
          let alpha = value >> 24
          let index = 4 * (y * width + x)
          target[index] = Self.divide(value >> 16 & 255, alpha)
          target[index + 1] = Self.divide(value >> 8 & 255, alpha)
          target[index + 2] = Self.divide(value & 255, alpha)
          target[index + 3] = UInt8(alpha)
        }
      }
      count = 4 * width * height
    }
    return Raster(width: width, height: height, pixels: pixels)
  }

  static func checkSize(_ width: Int, _ height: Int) throws(RenderingError) {
    let edges = 1...Canvas.edgeLimit
    guard edges.contains(width), edges.contains(height), width * height <= Raster.pixelLimit else {
      throw RenderingError(.tooLarge, "A picture cannot have \(width) x \(height) pixels.")
    }
  }

  /// A colour times alpha, rounded to the nearest.
  private static func multiply(_ value: UInt8, _ alpha: UInt32) -> UInt32 {
    (UInt32(value) * alpha + 127) / 255
  }

  /// The reverse; exact again for opaque pixels.
  private static func divide(_ value: UInt32, _ alpha: UInt32) -> UInt8 {
    alpha == 0 ? 0 : UInt8(min(255, (value * 255 + alpha / 2) / alpha))
  }
}
