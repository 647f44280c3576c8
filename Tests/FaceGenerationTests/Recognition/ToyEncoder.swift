import CharacterCore
import Foundation

@testable import FaceGeneration

/// An identity encoder with random weights and all its outputs.
enum ToyEncoder {
  static func bytes(
    seed: UInt64 = 5, metadata changes: [String: String] = [:],
    change: (inout [WeightFile.Tensor]) -> Void = { _ in }
  ) throws -> Data {
    var random = RandomStream(seed: seed)
    var tensors: [WeightFile.Tensor] = []
    func tensor(_ name: String, _ shape: [Int], _ spread: Double) {
      let values = (0..<shape.reduce(1, *)).map { _ in Float(random.normal(0, spread)) }
      tensors.append(.init(name, shape: shape, values: values))
    }
    var layers: [String] = []
    for (name, inputs, outputs) in [("c1", 3, 16), ("c2", 16, 16), ("c3", 16, 32)] {
      layers.append(
        """
        {"name": "\(name)", "op": "convolution", "kernel": 3, "stride": 2, "outputs": \(outputs),
         "activation": "relu"}
        """)
      tensor("\(name).weight", [outputs, inputs, 3, 3], 1.4 / Double(inputs * 9).squareRoot())
      tensor("\(name).bias", [outputs], 0.1)
    }
    layers.append(#"{"name": "pool", "op": "mean"}"#)
    let heads = [
      ("embedding", 128), ("age", 1), ("expression", 52), ("pose", 3), ("gaze", 2),
      ("estimates", 2),
    ]
    for (name, outputs) in heads {
      layers.append(
        #"{"name": "\#(name)", "op": "linear", "from": "pool", "outputs": \#(outputs)}"#)
      tensor("\(name).weight", [outputs, 32], 1)
      tensor("\(name).bias", [outputs], 1)
    }
    change(&tensors)
    let names = heads.map { "\"\($0.0)\"" }.joined(separator: ",")
    let metadata = [
      "format": "mien-convolutional-1",
      "network": """
      {"input": {"width": 112, "height": 112, "channels": 3, "mean": [127.5, 127.5, 127.5],
       "scale": [0.0078125, 0.0078125, 0.0078125]},
       "layers": [\(layers.joined(separator: ",\n"))], "outputs": [\(names)]}
      """,
      "expression_names": Blendshape.allCases.map(\.name).joined(separator: ","),
      "estimate_names": "sex,melanin",
    ].merging(changes) { $1 }
    return try WeightFile.encode(tensors: tensors, metadata: metadata)
  }
}
