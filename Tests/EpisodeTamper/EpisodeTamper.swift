import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO

/// Does to films and weights what may happen to them on their way, for `scripts/check-series`.
///
/// `EpisodeTamper film IN OUT KIND... crf=N` applies degradations (small, soft, warm, green, graded,
/// compressed) or a style (poster, sketch) to each frame and encodes them at a constant rate factor;
/// `EpisodeTamper join A B OUT` puts one film behind another;
/// `EpisodeTamper weights IN OUT` turns over the lowest bits of numbers in a weight file.
@main enum EpisodeTamper {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 3 else { exit(64) }
    switch words[0] {
    case "film": try film([words[1]], words[2], Array(words.dropFirst(3)))
    case "join" where words.count == 4: try film([words[1], words[2]], words[3], ["crf=18"])
    case "weights": try weights(words[1], words[2])
    default: exit(64)
    }
  }

  private static func film(_ sources: [String], _ target: String, _ words: [String]) throws {
    let quality = words.compactMap { $0.hasPrefix("crf=") ? Int($0.dropFirst(4)) : nil }.first ?? 34
    let changes = words.filter { !$0.hasPrefix("crf=") }
    var encoder: VideoEncoder?
    for source in sources {
      let decoder = try VideoDecoder(reading: source)
      while let frame = try decoder.next() {
        var picture = frame.picture
        for change in changes { picture = changed(picture, change) }
        if encoder == nil {
          encoder = try VideoEncoder(
            writing: target,
            settings: VideoSettings(
              width: picture.width, height: picture.height,
              frameRate: decoder.frameRate ?? FrameRate(25), codec: .h264(crf: quality)))
        }
        try encoder?.append(picture)
      }
    }
    try encoder?.finish()
  }

  private static func changed(_ picture: Raster, _ change: String) -> Raster {
    switch change {
    case "poster": poster(picture)
    case "sketch": sketch(picture)
    default:
      Degradation.allCases.first { "\($0)" == change }?.apply(to: picture) ?? picture
    }
  }

  /// Four levels of each colour.
  private static func poster(_ picture: Raster) -> Raster {
    var result = picture
    for index in picture.pixels.indices where index % 4 != 3 {
      result.pixels[index] = UInt8((Int(picture.pixels[index]) * 3 + 127) / 255 * 85)
    }
    return result
  }

  /// Dark lines where lightness changes, on white.
  private static func sketch(_ picture: Raster) -> Raster {
    var result = Raster(
      width: picture.width, height: picture.height, filling: RGBA8(255, 255, 255))
    func light(_ x: Int, _ y: Int) -> Int {
      let pixel = picture[min(x, picture.width - 1), min(y, picture.height - 1)]
      return (299 * Int(pixel.red) + 587 * Int(pixel.green) + 114 * Int(pixel.blue)) / 1000
    }
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        let step = abs(light(x, y) - light(x + 1, y)) + abs(light(x, y) - light(x, y + 1))
        let value = UInt8(max(0, 255 - 8 * step))
        result[x, y] = RGBA8(value, value, value)
      }
    }
    return result
  }

  /// Bits in the middle of the numbers behind the header are turned over.
  private static func weights(_ source: String, _ target: String) throws {
    var data = try Data(contentsOf: URL(fileURLWithPath: source))
    let length = data.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))
    }
    for index in stride(from: 8 + Int(length) + 1, to: data.count, by: 16) { data[index] ^= 0x01 }
    try data.write(to: URL(fileURLWithPath: target))
  }
}
