internal import CharacterCore
import Foundation
import Testing

@testable import FaceGeneration

/// A generator's file that is damaged or lies is refused in words, before it costs memory.
@Suite struct GeneratorFileTests {
  private static func bytes() throws -> Data { try Data(contentsOf: ToyGenerator.url("toy-32")) }

  /// The toy's tensors as a file with this change made to them and to the declared sizes.
  private func file(
    _ change: (inout [WeightFile.Tensor], inout [String: Any]) -> Void,
    metadata changes: [String: String] = [:]
  ) throws -> WeightFile {
    let toy = try WeightFile(url: ToyGenerator.url("toy-32"))
    var tensors = try toy.names.map {
      WeightFile.Tensor($0, shape: try toy.shape(of: $0), values: try toy.floats($0))
    }
    let text = try toy.metadataString("architecture")
    var sizes = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    change(&tensors, &sizes)
    var metadata = toy.metadata
    metadata["architecture"] = String(
      decoding: try JSONSerialization.data(withJSONObject: sizes), as: UTF8.self)
    metadata.merge(changes) { $1 }
    return try WeightFile(
      data: try WeightFile.encode(tensors: tensors, metadata: metadata), name: "test.safetensors")
  }

  private func expectRefusal(
    of file: WeightFile, naming words: String...,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FaceGenerationError.self, sourceLocation: sourceLocation) {
      try GeneratorNetwork(file: file, threads: 1)
    }
    #expect(error?.code == .malformedFile, sourceLocation: sourceLocation)
    for word in ["test.safetensors"] + words {
      #expect(
        error?.message.contains(word) == true, "\(error as Any)", sourceLocation: sourceLocation)
    }
  }

  @Test func `an unchanged copy in single precision makes the same picture`() throws {
    let toy = try ToyGenerator(size: 32)
    let copy = try GeneratorNetwork(file: try file { _, _ in }, threads: 1)
    #expect(toy.picture(copy) == toy.picture(try toy.network()))
  }

  @Test func `a file cut short is refused`() throws {
    let bytes = try Self.bytes()
    for count in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
      #expect(throws: FaceGenerationError.self) {
        try GeneratorNetwork(
          file: try WeightFile(data: bytes.prefix(count), name: "cut"), threads: 1)
      }
    }
  }

  @Test func `a missing tensor is named`() throws {
    for name in ["start", "mapping.1.bias", "blocks.2.b.style.weight", "base.weight"] {
      expectRefusal(
        of: try file { tensors, _ in tensors.removeAll { $0.name == name } }, naming: name)
    }
  }

  @Test func `a tensor of another shape is named with both shapes`() throws {
    let file = try file { tensors, _ in
      for index in tensors.indices where tensors[index].name == "blocks.0.c1.weight" {
        tensors[index].shape.swapAt(0, 1)
      }
    }
    expectRefusal(of: file, naming: "blocks.0.c1.weight", "[16, 48, 3, 3]", "[48, 16, 3, 3]")
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `a value that is no finite number is refused`(value: Float) throws {
    let file = try file { tensors, _ in
      for index in tensors.indices where tensors[index].name == "blocks.1.a.weight" {
        tensors[index].values[1000] = value
      }
    }
    expectRefusal(of: file, naming: "blocks.1.a.weight", "finite")
  }

  @Test func `sizes beyond their bounds are refused by name`() throws {
    let lies: [(String, Int)] = [
      ("resolution", 1 << 40), ("resolution", 48), ("resolution", 0), ("resolution", -8),
      ("latent_size", -1), ("latent_size", Int.max), ("w_size", 1 << 30), ("embed_size", 8),
      ("embed_size", 1 << 20),
    ]
    for (key, value) in lies {
      expectRefusal(of: try file { _, sizes in sizes[key] = value }, naming: key, "\(value)")
    }
  }

  @Test func `channel counts must be multiples of sixteen within bounds`() throws {
    for count in [24, 0, -16, 1 << 20] {
      let file = try file { _, sizes in
        sizes["channels"] = ["4": 16, "8": count, "16": 32, "32": 16]
      }
      expectRefusal(of: file, naming: "channels[8]", "\(count)")
    }
    expectRefusal(
      of: try file { _, sizes in sizes["channels"] = ["4": 16, "8": 48, "32": 16] },
      naming: "size 16")
    let wide = try file { _, sizes in
      sizes["resolution"] = 1024
      sizes["channels"] = Dictionary(
        uniqueKeysWithValues: (2...10).map { ("\(1 << $0)", $0 == 10 ? 80 : 16) })
    }
    expectRefusal(of: wide, naming: "channels[1024]", "80")
  }

  @Test func `a declaration that the tensors do not bear out is refused`() throws {
    expectRefusal(
      of: try file { _, sizes in sizes["resolution"] = 16 }, naming: "blocks.2", "no place")
    expectRefusal(
      of: try file({ _, _ in }, metadata: ["condition_names": #"["a", "b"]"#]),
      naming: "blocks.0.c0.weight", "[16, 2, 1, 1]")
    expectRefusal(
      of: try file({ _, _ in }, metadata: ["appearance_names": #"["a", "b"]"#]),
      naming: "mapping.0.weight", "[32, 6]")
  }

  @Test func `a file without a readable declaration is refused`() throws {
    expectRefusal(of: try file { _, sizes in sizes["w_size"] = "wide" }, naming: "architecture")
    expectRefusal(of: try file { _, sizes in sizes = [:] }, naming: "architecture")
    for key in ["condition_names", "appearance_names"] {
      expectRefusal(of: try file({ _, _ in }, metadata: [key: "a,b"]), naming: key)
      expectRefusal(of: try file({ _, _ in }, metadata: [key: "[]"]), naming: key, "0")
    }
    expectRefusal(of: try file({ _, _ in }, metadata: ["format": "else"]), naming: "else")
  }
}
