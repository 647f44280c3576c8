internal import CharacterCore
package import FaceGeneration
internal import Foundation

/// A generator of the shipped sizes with random weights: as quick as a trained one.
package struct RandomGenerator {
  private var random = RandomStream(seed: 1)
  private var tensors: [WeightFile.Tensor] = []

  private static let conditions = 30
  private static let appearance = 140
  private static let latent = 16
  private static let style = 256
  private static let embed = 16
  private static let channels = [
    4: 192, 8: 192, 16: 192, 32: 128, 64: 96, 128: 48, 256: 32, 512: 16,
  ]

  /// The weight file of a generator for pictures of `resolution` pixels: 64, 128, 256 or 512.
  package static func file(resolution: Int) throws -> WeightFile {
    var generator = RandomGenerator()
    let sizes = channels.keys.sorted().filter { $0 <= resolution }
    generator.addAll(sizes)
    let counts = sizes.map { "\"\($0)\": \(channels[$0] ?? 0)" }.joined(separator: ", ")
    let metadata = [
      "format": GeneratorArchitecture.format,
      "architecture": """
      {"resolution": \(resolution), "latent_size": \(latent), "w_size": \(style),
      "embed_size": \(embed), "channels": {\(counts)}}
      """,
      "condition_names": names("map", conditions),
      "appearance_names": names("trait", appearance),
    ]
    return try WeightFile(
      data: try WeightFile.encode(tensors: generator.tensors, metadata: metadata),
      name: "random generator")
  }

  private static func names(_ stem: String, _ count: Int) -> String {
    "[" + (0..<count).map { "\"\(stem)_\($0)\"" }.joined(separator: ", ") + "]"
  }

  private mutating func addAll(_ sizes: [Int]) {
    add("start", [1, Self.channels[4] ?? 0, 4, 4], deviation: 1)
    add("base", 4, Self.conditions, kernel: 1)
    for layer in 0..<3 {
      addLinear(
        "mapping.\(layer)", Self.style, layer == 0 ? Self.appearance + Self.latent : Self.style)
    }
    for (index, size) in sizes.dropFirst().enumerated() {
      let (inputs, outputs) = (Self.channels[size / 2] ?? 0, Self.channels[size] ?? 0)
      let name = "blocks.\(index)"
      add("\(name).a", outputs, inputs, kernel: 3)
      addLinear("\(name).a.style", inputs, Self.style)
      add("\(name).b", outputs, outputs, kernel: 3)
      addLinear("\(name).b.style", outputs, Self.style)
      add("\(name).rgba", 4, outputs, kernel: 1)
      addLinear("\(name).rgba.style", outputs, Self.style)
      add("\(name).c0", Self.embed, Self.conditions, kernel: 1)
      add("\(name).c1", outputs, Self.embed, kernel: 3)
    }
  }

  private mutating func add(_ name: String, _ outputs: Int, _ inputs: Int, kernel: Int) {
    let fan = Double(inputs * kernel * kernel)
    add("\(name).weight", [outputs, inputs, kernel, kernel], deviation: 1 / fan.squareRoot())
    add("\(name).bias", [outputs], deviation: 0.1)
  }

  private mutating func addLinear(_ name: String, _ outputs: Int, _ inputs: Int) {
    add("\(name).weight", [outputs, inputs], deviation: 1 / Double(inputs).squareRoot())
    add("\(name).bias", [outputs], deviation: 0.1)
  }

  private mutating func add(_ name: String, _ shape: [Int], deviation: Double) {
    let values = (0..<shape.reduce(1, *)).map { _ in Float(random.normal() * deviation) }
    tensors.append(WeightFile.Tensor(name, shape: shape, values: values))
  }
}
