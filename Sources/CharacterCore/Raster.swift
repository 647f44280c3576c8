/// An 8-bit RGBA picture, rows from the top, no padding; sRGB-encoded, straight alpha.
public struct Raster: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// `4 * width * height` bytes: red, green, blue, alpha.
  public var pixels: [UInt8]

  /// The most pixels a picture may have, so that a hostile file cannot make us allocate gigabytes.
  public static let pixelLimit = 64 << 20

  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == 4 * width * height)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A picture of one colour.
  public init(width: Int, height: Int, filling color: RGBA8 = RGBA8(0, 0, 0, 0)) {
    self.init(
      width: width, height: height,
      pixels: [UInt8](unsafeUninitializedCapacity: 4 * width * height) { buffer, count in
        for index in 0..<width * height {
          buffer[4 * index] = color.red
          buffer[4 * index + 1] = color.green
          buffer[4 * index + 2] = color.blue
          buffer[4 * index + 3] = color.alpha
        }
        count = 4 * width * height
      })
  }

  public subscript(x: Int, y: Int) -> RGBA8 {
    get {
      let i = 4 * (y * width + x)
      return RGBA8(pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3])
    }
    set {
      let i = 4 * (y * width + x)
      pixels[i] = newValue.red
      pixels[i + 1] = newValue.green
      pixels[i + 2] = newValue.blue
      pixels[i + 3] = newValue.alpha
    }
  }

  /// The one conversion of a colour value to 8 bits: clamped to 0...1, times 255, rounded half up.
  @inlinable public static func quantize(_ value: Float) -> UInt8 {
    UInt8(min(max(value, 0), 1) * 255 + 0.5)
  }
}

/// One pixel of a `Raster`.
public struct RGBA8: Sendable, Equatable {
  public var red, green, blue, alpha: UInt8
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8, _ alpha: UInt8 = 255) {
    (self.red, self.green, self.blue, self.alpha) = (red, green, blue, alpha)
  }
}
