package import CharacterCore
package import Foundation

/// A PNG whose pixels are stored, not compressed, so that goldens open in any viewer and yet this
/// target needs no library.
///
/// 8-bit RGBA, filter 0 on each row, stored deflate blocks (PNG 3rd edition, RFC 1950 and 1951).
/// It reads only what it writes: a golden that another program has saved must be recorded anew.
package enum StoredPNG {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let blockLimit = 65_535

  package static func encode(_ picture: Raster) -> Data {
    var rows: [UInt8] = []
    for y in 0..<picture.height {
      rows.append(0)
      rows += picture.pixels[4 * picture.width * y..<4 * picture.width * (y + 1)]
    }
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: rows.count, by: blockLimit) {
      let block = rows[start..<min(start + blockLimit, rows.count)]
      let length = UInt16(block.count)
      stream.append(start + block.count == rows.count ? 1 : 0)
      stream += [length, ~length].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
      stream += block
    }
    stream += bigEndian(adler32(rows))
    let header =
      bigEndian(UInt32(picture.width)) + bigEndian(UInt32(picture.height)) + [8, 6, 0, 0, 0]
    return Data(
      signature + chunk("IHDR", header) + chunk("IDAT", stream) + chunk("IEND", []))
  }

  package static func decode(_ data: Data) throws -> Raster {
    let bytes = [UInt8](data)
    let headerSize = 8 + 25 + 8
    guard bytes.count > headerSize + 2 + 16, Array(bytes[..<8]) == signature,
      Array(bytes[24..<29]) == [8, 6, 0, 0, 0], Array(bytes[37..<41]) == Array("IDAT".utf8)
    else { throw NotStored() }
    func number(at index: Int) -> Int { bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = (number(at: 16), number(at: 20))
    var rows: [UInt8] = []
    var position = headerSize + 2
    var isLast = false
    while !isLast {
      guard position + 5 <= bytes.count, bytes[position] <= 1 else { throw NotStored() }
      isLast = bytes[position] == 1
      let length = Int(bytes[position + 1]) | Int(bytes[position + 2]) << 8
      guard position + 5 + length <= bytes.count else { throw NotStored() }
      rows += bytes[position + 5..<position + 5 + length]
      position += 5 + length
    }
    let stride = 4 * width + 1
    guard width > 0, height > 0, rows.count == stride * height else { throw NotStored() }
    var pixels: [UInt8] = []
    for y in 0..<height { pixels += rows[stride * y + 1..<stride * (y + 1)] }
    return Raster(width: width, height: height, pixels: pixels)
  }

  struct NotStored: Error, CustomStringConvertible {
    var description: String { "the golden was not written by expectGolden; record it anew" }
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + content
    return bigEndian(UInt32(content.count)) + body + bigEndian(crc32(body))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    let table = (0..<256 as Range<UInt32>).map { start in
      (0..<8).reduce(start) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
    }
    return ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 255)] ^ ($0 >> 8) }
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }
}
