public import CharacterCore

/// A picture in floating point for scaling and composition: RGBA, colours multiplied by alpha.
///
/// Interleaved, rows from the top, no padding; sRGB-encoded values, nominally 0...1, each colour at
/// most its alpha. Scaling and blending happen on the encoded values, as the face generator's
/// training pictures and video do.
public struct PremultipliedPicture: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// `4 * width * height` values: red, green, blue, alpha.
  public var pixels: [Float]

  public init(width: Int, height: Int, pixels: [Float]) {
    precondition(width > 0 && height > 0 && pixels.count == 4 * width * height)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A picture of one colour.
  public init(width: Int, height: Int, filling color: RGBA8) {
    let alpha = Float(color.alpha) / 255
    let value = SIMD4(
      Float(color.red) / 255 * alpha, Float(color.green) / 255 * alpha,
      Float(color.blue) / 255 * alpha, alpha)
    self.init(
      width: width, height: height,
      pixels: Self.generate(width * height) { _ in value })
  }

  /// A raster's colours, multiplied by its alpha.
  public init(_ raster: Raster) {
    let pixels = raster.pixels.withUnsafeBufferPointer { source in
      Self.generate(raster.width * raster.height) { index in
        let alpha = Float(source[4 * index + 3]) / 255
        let scale = alpha / 255
        return SIMD4(
          Float(source[4 * index]) * scale, Float(source[4 * index + 1]) * scale,
          Float(source[4 * index + 2]) * scale, alpha)
      }
    }
    self.init(width: raster.width, height: raster.height, pixels: pixels)
  }

  /// The picture as an 8-bit raster with straight alpha; where alpha is 0, so is the colour.
  public func raster() -> Raster {
    let count = width * height
    let bytes = pixels.withUnsafeBytes { source in
      [UInt8](unsafeUninitializedCapacity: 4 * count) { target, initialized in
        for index in 0..<count {
          var value = source.loadUnaligned(fromByteOffset: 16 * index, as: SIMD4<Float>.self)
          let alpha = value.w
          if alpha < 1 {
            value *= alpha > 0 ? 1 / alpha : 0
            value.w = alpha
          }
          target[4 * index] = Raster.quantize(value.x)
          target[4 * index + 1] = Raster.quantize(value.y)
          target[4 * index + 2] = Raster.quantize(value.z)
          target[4 * index + 3] = Raster.quantize(value.w)
        }
        initialized = 4 * count
      }
    }
    return Raster(width: width, height: height, pixels: bytes)
  }

  /// Lays a picture over this one (Porter and Duff 1984, *over*); what lies outside is cut off.
  ///
  /// - Parameters:
  ///   - x: where the layer's left edge comes to lie.
  ///   - y: where the layer's top edge comes to lie.
  public mutating func draw(_ layer: PremultipliedPicture, x: Int = 0, y: Int = 0) {
    let columns = max(0, x)..<max(max(0, x), min(width, x + layer.width))
    let rows = max(0, y)..<max(max(0, y), min(height, y + layer.height))
    let stride = width
    pixels.withUnsafeMutableBytes { target in
      layer.pixels.withUnsafeBytes { source in
        for row in rows {
          for column in columns {
            let from = 16 * ((row - y) * layer.width + column - x)
            let to = 16 * (row * stride + column)
            let above = source.loadUnaligned(fromByteOffset: from, as: SIMD4<Float>.self)
            let below = target.loadUnaligned(fromByteOffset: to, as: SIMD4<Float>.self)
            target.storeBytes(
              of: above + below * (1 - above.w), toByteOffset: to, as: SIMD4<Float>.self)
          }
        }
      }
    }
  }

  /// A part of the picture, which lies within it.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> PremultipliedPicture {
    precondition(
      x >= 0 && y >= 0 && x + width <= self.width && y + height <= self.height,
      "a part that lies outside")
    if width == self.width && height == self.height { return self }
    var part: [Float] = []
    part.reserveCapacity(4 * width * height)
    for row in y..<y + height {
      let start = 4 * (row * self.width + x)
      part += pixels[start..<start + 4 * width]
    }
    return PremultipliedPicture(width: width, height: height, pixels: part)
  }

  /// `4 * count` values, four by each call.
  static func generate(_ count: Int, _ pixel: (Int) -> SIMD4<Float>) -> [Float] {
    [Float](unsafeUninitializedCapacity: 4 * count) { target, initialized in
      let bytes = UnsafeMutableRawBufferPointer(target)
      for index in 0..<count {
        bytes.storeBytes(of: pixel(index), toByteOffset: 16 * index, as: SIMD4<Float>.self)
      }
      initialized = 4 * count
    }
  }
}
