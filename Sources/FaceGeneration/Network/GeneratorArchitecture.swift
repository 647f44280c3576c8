internal import CharacterCore
internal import Foundation

/// The sizes of a generator and the names of its inputs, as the weight file's metadata declares them.
package struct GeneratorArchitecture: Equatable, Sendable {
  /// The metadata entry `format` of the files that are understood.
  package static let format = "mien-face-1"

  /// Pixels across the picture: a power of two in 8...1024.
  package let resolution: Int
  /// The condition maps in their order.
  package let conditionNames: [String]
  /// The numbers of the appearance vector in their order.
  package let appearanceNames: [String]
  /// Numbers in the latent vector z.
  package let latentSize: Int
  /// Numbers in the style code w.
  package let styleSize: Int
  /// Channels of the embedded conditions: a multiple of 16.
  package let embedSize: Int
  /// Feature channels by map size (4, 8, ... resolution): multiples of 16.
  package let channels: [Int: Int]

  package var conditionChannels: Int { conditionNames.count }
  package var appearanceSize: Int { appearanceNames.count }

  /// The sizes of the maps after each block: 8, 16, ... resolution.
  package var blockSizes: [Int] {
    Array(sequence(first: 8) { [resolution] in $0 < resolution ? 2 * $0 : nil })
  }

  /// The JSON of the metadata entry `architecture`.
  private struct Sizes: Decodable {
    let resolution, latentSize, styleSize, embedSize: Int
    let channels: [String: Int]

    enum CodingKeys: String, CodingKey {
      case resolution, channels
      case latentSize = "latent_size"
      case styleSize = "w_size"
      case embedSize = "embed_size"
    }
  }

  /// The most values that a feature map may have, so that a small file cannot ask for gigabytes.
  private static let mapLimit = 1 << 26

  /// Reads and checks a file's declaration, before anything is allocated by it. Throws `malformedFile`.
  package init(of file: WeightFile) throws(FaceGenerationError) {
    let format = try file.metadataString("format")
    guard format == Self.format else {
      throw FaceGenerationError(
        .malformedFile,
        "'\(file.name)' is of the format '\(format)'; a generator's is '\(Self.format)'")
    }
    let sizes = try Self.decode(Sizes.self, "architecture", of: file)
    conditionNames = try Self.decode([String].self, "condition_names", of: file)
    appearanceNames = try Self.decode([String].self, "appearance_names", of: file)
    resolution = sizes.resolution
    latentSize = sizes.latentSize
    styleSize = sizes.styleSize
    embedSize = sizes.embedSize
    guard 8...1024 ~= resolution, resolution.nonzeroBitCount == 1 else {
      throw Self.refusal(file, "resolution", resolution, "a power of two in 8...1024")
    }
    try Self.check(conditionNames.count, 1...256, "the number of condition_names", file)
    try Self.check(appearanceNames.count, 1...4096, "the number of appearance_names", file)
    try Self.check(latentSize, 0...4096, "latent_size", file)
    try Self.check(styleSize, 1...4096, "w_size", file)
    try Self.check(embedSize, 16...64, multipleOf: 16, "embed_size", file)
    var channels: [Int: Int] = [:]
    for size in sequence(first: 4, next: { $0 < sizes.resolution ? 2 * $0 : nil }) {
      guard let count = sizes.channels["\(size)"] else {
        throw FaceGenerationError(
          .malformedFile,
          "the architecture of '\(file.name)' has no channel count for size \(size)")
      }
      let most = min(1024, Self.mapLimit / (size * size))
      try Self.check(count, 16...most, multipleOf: 16, "channels[\(size)]", file)
      channels[size] = count
    }
    self.channels = channels
  }

  /// The feature channels of a map size that the initializer has checked.
  func channels(at size: Int) -> Int { channels[size] ?? 0 }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, _ key: String, of file: WeightFile
  ) throws(FaceGenerationError) -> Value {
    let text = try file.metadataString(key)
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw FaceGenerationError(
        .malformedFile, "the metadata entry '\(key)' of '\(file.name)' cannot be read",
        underlying: error)
    }
  }

  private static func check(
    _ value: Int, _ range: ClosedRange<Int>, multipleOf step: Int = 1, _ name: String,
    _ file: WeightFile
  ) throws(FaceGenerationError) {
    guard range ~= value, value % step == 0 else {
      let wanted = "\(range)" + (step == 1 ? "" : " and a multiple of \(step)")
      throw refusal(file, name, value, "in \(wanted)")
    }
  }

  private static func refusal(_ file: WeightFile, _ name: String, _ value: Int, _ wanted: String)
    -> FaceGenerationError
  {
    FaceGenerationError(
      .malformedFile,
      "the architecture of '\(file.name)' says \(name) = \(value); it must be \(wanted)")
  }
}
