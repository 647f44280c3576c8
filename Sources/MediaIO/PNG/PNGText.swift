internal import Foundation

/// The text chunks of a PNG file (PNG 3rd edition, 5.3 and 11.3.3), which libpng's simplified
/// interface leaves out.
enum PNGText {
  /// Puts an `iTXt` chunk for each tag right behind the header of a PNG that libpng has written.
  static func insert(_ tags: [MediaTag], into bytes: [UInt8]) -> [UInt8] {
    let headerEnd = 8 + 12 + 13
    var result = Array(bytes[..<headerEnd])
    for tag in tags {
      precondition(
        (1...79).contains(tag.key.utf8.count) && tag.key.utf8.allSatisfy { (0x20..<0x7f) ~= $0 },
        "a PNG keyword is 1 to 79 printable ASCII characters")
      // Keyword, 0, uncompressed, method 0, no language, no translated keyword, text.
      let body = Array("iTXt\(tag.key)".utf8) + [0, 0, 0, 0, 0] + Array(tag.value.utf8)
      result += bigEndian(UInt32(body.count - 4)) + body + bigEndian(checksum(body))
    }
    return result + bytes[headerEnd...]
  }

  /// The most bytes of text that are read from one chunk.
  private static let sizeLimit = 1 << 20

  /// Walks the chunks up to the end; only text is held in memory.
  static func read(_ file: FileHandle, name: String) throws(MediaError) -> [MediaTag] {
    var tags: [MediaTag] = []
    do {
      guard try file.read(upToCount: 8) == Data([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
      else { throw MediaError(.damaged, "\(name): it is not a PNG.") }
      while let head = try file.read(upToCount: 8), head.count == 8 {
        let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let type = String(decoding: head.suffix(4), as: UTF8.self)
        if type == "IEND" { return tags }
        if type == "iTXt" || type == "tEXt", length <= sizeLimit {
          let body = try file.read(upToCount: length) ?? Data()
          guard body.count == length else { break }
          if let tag = tag(in: [UInt8](body), type: type) { tags.append(tag) }
          try file.seek(toOffset: file.offset() + 4)
        } else {
          try file.seek(toOffset: file.offset() + UInt64(length) + 4)
        }
      }
    } catch let error as MediaError {
      throw error
    } catch {
      throw MediaError(.damaged, "\(name): it cannot be read: \(error.localizedDescription)")
    }
    throw MediaError(.damaged, "\(name): the PNG ends before its last chunk.")
  }

  /// The tag of one chunk; `nil` for a compressed or malformed one.
  private static func tag(in body: [UInt8], type: String) -> MediaTag? {
    guard let keyEnd = body.firstIndex(of: 0) else { return nil }
    let key = String(decoding: body[..<keyEnd], as: UTF8.self)
    var rest = body[(keyEnd + 1)...]
    if type == "tEXt" {
      // Latin-1: each byte is its own scalar.
      return MediaTag(key, String(String.UnicodeScalarView(rest.map { Unicode.Scalar($0) })))
    }
    guard rest.count >= 2, rest.removeFirst() == 0 else { return nil }
    rest.removeFirst()
    for _ in 0..<2 {
      guard let end = rest.firstIndex(of: 0) else { return nil }
      rest = rest[(end + 1)...]
    }
    return MediaTag(key, String(decoding: rest, as: UTF8.self))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
  }

  /// CRC-32 with the polynomial 0xedb88320, bit by bit: text is short.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var value: UInt32 = ~0
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
    }
    return ~value
  }
}
