import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import FaceGeneration

/// The network of Training/make_convolutional_fixture.py, and what PyTorch makes of it.
@Suite struct ConvolutionalNetworkTests {
  private static func file(_ name: String) throws -> WeightFile {
    try WeightFile(url: Fixtures.url("weights/\(name).safetensors"))
  }

  private static func network(threads: Int = 1, kernels: KernelSet = .best) throws
    -> ConvolutionalNetwork
  {
    let network = try ConvolutionalNetwork(
      file: try file("toy-convolutional"), threads: threads, kernels: kernels)
    network.run(try file("toy-convolutional-activations").uint8s("pixels"))
    return network
  }

  @Test(arguments: [KernelSet.best, .plain])
  func `the network is PyTorch's, layer by layer`(kernels: KernelSet) throws {
    let expected = try Self.file("toy-convolutional-activations")
    let network = try Self.network(kernels: kernels)
    #expect(network.width == 50 && network.height == 38)
    for name in ["map", "vector", "long"] {
      let worst = disagreement(network.values(of: name), try expected.floats(name))
      #expect(worst < 1, "\(name) differs by \(worst)")
    }
    for name in ["b", "skip"] {  // every fifth channel, in half precision
      let size = try #require(network.mapSize(of: name))
      let (values, pixels) = (network.values(of: name), size.width * size.height)
      let kept = stride(from: 0, to: size.channels, by: 5).flatMap {
        values[$0 * pixels..<($0 + 1) * pixels]
      }
      let worst = disagreement(kept, try expected.floats(name))
      #expect(worst < 1, "\(name) differs by \(worst)")
    }
  }

  @Test func `the number of threads does not change a bit`() throws {
    let (one, three) = (try Self.network(), try Self.network(threads: 3))
    for name in ["map", "vector", "long"] {
      #expect(one.values(of: name) == three.values(of: name))
    }
  }

  @Test func `a second run forgets the first`() throws {
    let pixels: [UInt8] = try Self.file("toy-convolutional-activations").uint8s("pixels")
    let network = try Self.network()
    let first = network.values(of: "vector")
    network.run(pixels.map { 255 - $0 })
    #expect(network.values(of: "vector") != first)
    network.run(pixels)
    #expect(network.values(of: "vector") == first)
  }

  // MARK: - Files that lie

  /// The toy with its declaration changed.
  private func refusal(
    metadata: [String: String] = [:], declaring change: (inout [String: Any]) -> Void = { _ in },
    writing tensors: (inout [WeightFile.Tensor]) -> Void = { _ in }
  ) throws -> String {
    let toy = try Self.file("toy-convolutional")
    var kept = try toy.names.map {
      WeightFile.Tensor($0, shape: try toy.shape(of: $0), values: try toy.floats($0))
    }
    tensors(&kept)
    var network = try #require(
      try JSONSerialization.jsonObject(with: Data(try toy.metadataString("network").utf8))
        as? [String: Any])
    change(&network)
    var all = toy.metadata
    all["network"] = String(
      decoding: try JSONSerialization.data(withJSONObject: network), as: UTF8.self)
    all.merge(metadata) { $1 }
    let file = try WeightFile(
      data: try WeightFile.encode(tensors: kept, metadata: all), name: "test.safetensors")
    let error = try #require(
      #expect(throws: FaceGenerationError.self) { try ConvolutionalNetwork(file: file) })
    #expect(error.code == .malformedFile)
    #expect(error.message.contains("test.safetensors"))
    return error.message
  }

  /// Changes one layer of the declaration.
  private func layer(_ name: String, _ key: String, _ value: Any) -> (inout [String: Any]) -> Void {
    { network in
      network["layers"] = (network["layers"] as? [[String: Any]] ?? []).map { layer in
        var layer = layer
        if layer["name"] as? String == name { layer[key] = value }
        return layer
      }
    }
  }

  @Test func `each lie of a declaration is refused by name`() throws {
    let lies: [((inout [String: Any]) -> Void, String)] = [
      (layer("a", "kernel", 5), "'a'"), (layer("a", "stride", 3), "'a'"),
      (layer("a", "outputs", 0), "'a'"), (layer("a", "outputs", 1 << 40), "'a'"),
      (layer("a", "from", "long"), "'long'"), (layer("b", "add", "stem"), "'b'"),
      (layer("b", "add", "nobody"), "'nobody'"), (layer("b", "name", "a"), "'a'"),
      (layer("pool", "from", "flat"), "'flat'"), (layer("long", "op", "convolution"), "'long'"),
      (layer("pool", "activation", "relu"), "'pool'"), (layer("up", "activation", "relu"), "'up'"),
      (layer("a", "op", "attention"), "'network'"), (layer("a", "activation", "gelu"), "'network'"),
      ({ $0["outputs"] = ["nothing"] }, "'nothing'"),
      ({ $0["outputs"] = [] as [String] }, "outputs"),
      ({ $0["layers"] = [] as [Any] }, "layers"),
      ({ $0["input"] = ["channels": 3, "mean": [0], "scale": [1]] }, "input"),
      ({ $0["input"] = ["channels": 99, "mean": [0], "scale": [1]] }, "input"),
      (
        {
          $0["input"] = ["channels": 3, "mean": [0, 0, 0], "scale": [1, 1, 1]] as [String: Any]
        },
        "how large"
      ),
      (
        {
          $0["input"] =
            [
              "channels": 3, "mean": [0, 0, 0], "scale": [1, 1, 1], "width": 1 << 50, "height": 2,
            ] as [String: Any]
        }, "4096"
      ),
      (
        {
          $0["input"] =
            [
              "channels": 3, "mean": [0, 0, 0], "scale": [1, 1, 1], "width": 4096, "height": 4096,
            ] as [String: Any]
        }, "values between its layers"
      ),
    ]
    for (index, (change, words)) in lies.enumerated() {
      let message = try refusal(declaring: change)
      #expect(message.contains(words), "lie \(index): \(message)")
    }
  }

  @Test func `tensors that are missing, surplus, misshapen or not finite are named`() throws {
    #expect(try refusal(writing: { $0.removeAll { $0.name == "a.bias" } }).contains("a.bias"))
    let surplus = WeightFile.Tensor("extra", shape: [1], values: [0])
    #expect(try refusal(writing: { $0.append(surplus) }).contains("'extra'"))
    let misshapen = WeightFile.Tensor("a.bias", shape: [1], values: [0])
    let message = try refusal(writing: { tensors in
      tensors.removeAll { $0.name == "a.bias" }
      tensors.append(misshapen)
    })
    #expect(message.contains("a.bias"))
    let infinite = try refusal(writing: { tensors in
      for index in tensors.indices where tensors[index].name == "a.bias" {
        tensors[index].values[0] = .nan
      }
    })
    #expect(infinite.contains("not finite"))
  }

  @Test func `another format is refused by its name`() throws {
    #expect(try refusal(metadata: ["format": "mien-face-1"]).contains("mien-face-1"))
    let toy = try Self.file("toy-convolutional")
    #expect(throws: FaceGenerationError.self) { try ConvolutionalNetwork(file: toy, width: 51) }
  }
}
