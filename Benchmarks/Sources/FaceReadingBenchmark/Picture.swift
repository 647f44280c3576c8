internal import CharacterCore
internal import FaceGeneration
internal import Foundation

/// Pictures to find faces in.
enum Picture {
  /// A binary PPM (P6) of 8 bits a channel, without comments.
  static func read(_ path: String) throws -> OpaquePicture {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var fields: [String] = []
    var position = 0
    while fields.count < 4, position < bytes.count, position < 64 {
      let rest = bytes[position...].prefix { $0 > 0x20 }
      fields.append(String(decoding: rest, as: UTF8.self))
      position += rest.count + 1
    }
    guard fields.count == 4, fields[0] == "P6", let width = Int(fields[1]),
      let height = Int(fields[2]), 1...8192 ~= width, 1...8192 ~= height, fields[3] == "255",
      bytes.count - position == 3 * width * height
    else { throw Missing(what: "a binary PPM in \(path)") }
    return OpaquePicture(width: width, height: height, pixels: Array(bytes[position...]))
  }

  /// Coarse noise: nothing to find.
  static func noise(_ width: Int, _ height: Int) -> OpaquePicture {
    var random = RandomStream(seed: 4)
    let grid = (0..<64 * 64).map { _ in UInt8(random.uniform(0, 256)) }
    return OpaquePicture(
      width: width, height: height,
      pixels: (0..<width * height).flatMap { index -> [UInt8] in
        let value = grid[(index / width / 12 % 64) * 64 + index % width / 12 % 64]
        return [value, value / 2, 255 - value]
      })
  }
}
