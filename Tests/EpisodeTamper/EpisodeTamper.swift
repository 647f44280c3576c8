import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO

/// Does to films and weights what may happen to them on their way, for `scripts/check-series`.
///
/// `EpisodeTamper film IN OUT KIND... crf=N` applies degradations (small, soft, warm, green, graded,
/// compressed) to each frame and encodes them at a constant rate factor;
/// `EpisodeTamper weights IN OUT` changes every eighth number of a weight file by some percent.
@main enum EpisodeTamper {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 3 else { exit(64) }
    switch words[0] {
    case "film": try film(words[1], words[2], Array(words.dropFirst(3)))
    case "weights": try weights(words[1], words[2])
    default: exit(64)
    }
  }

  private static func film(_ source: String, _ target: String, _ words: [String]) throws {
    let kinds = words.compactMap { word in Degradation.allCases.first { "\($0)" == word } }
    let quality = words.compactMap { $0.hasPrefix("crf=") ? Int($0.dropFirst(4)) : nil }.first ?? 34
    let decoder = try VideoDecoder(reading: source)
    var encoder: VideoEncoder?
    while let frame = try decoder.next() {
      var picture = frame.picture
      for kind in kinds { picture = kind.apply(to: picture) }
      if encoder == nil {
        encoder = try VideoEncoder(
          writing: target,
          settings: VideoSettings(
            width: picture.width, height: picture.height,
            frameRate: decoder.frameRate ?? FrameRate(25), codec: .h264(crf: quality)))
      }
      try encoder?.append(picture)
    }
    try encoder?.finish()
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
