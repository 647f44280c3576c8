internal import CharacterCore
internal import Foundation

/// A convolutional network as its weight file describes it, checked before anything is allocated by it.
///
/// The metadata entry `network` is JSON: `input` (channels, mean and scale of each, and where the network
/// takes one size only, width and height), `layers` in the order in which they run, `outputs` (names of
/// layers). A layer has a name and an operation, and takes the layer before it or the one that `from`
/// names:
///
/// - `convolution`: kernel 1 or 3 with padding, stride 1 or 2; `NAME.weight` [outputs, inputs, k, k] and
///   `NAME.bias`; `add` names a map that is added before the activation.
/// - `upsample`: every pixel becomes 2x2; `add` as above, whose size the result takes.
/// - `mean` of a map and `flatten` (channels, rows, columns): a vector.
/// - `linear`: `NAME.weight` [outputs, inputs] and `NAME.bias`; `add` as above.
///
/// Activations: `none`, `relu`, `leaky` (slope 0.1 below zero), `prelu` (slopes in `NAME.slope`).
struct NetworkDescription {
  /// The metadata entry `format` of the files that are understood.
  static let format = "mien-convolutional-1"

  struct Input: Decodable {
    var channels: Int
    var width, height: Int?
    /// A value v of 0...255 becomes (v - mean) * scale.
    var mean, scale: [Float]
  }

  enum Activation: String, Decodable { case none, relu, leaky, prelu }

  enum Operation: String, Decodable { case convolution, upsample, mean, flatten, linear }

  struct Layer: Decodable {
    var name: String
    var op: Operation
    var from: String?
    var kernel, stride, outputs: Int?
    var activation: Activation?
    var add: String?
  }

  /// What lies between two layers.
  enum Shape: Equatable {
    case map(channels: Int, width: Int, height: Int)
    case vector(Int)
  }

  private struct Body: Decodable {
    var input: Input
    var layers: [Layer]
    var outputs: [String]
  }

  /// Bounds of what a file may ask for.
  private enum Limit {
    static let layers = 256
    static let channels = 2048
    static let side = 4096
    /// Values of all maps together: 256 MB.
    static let values = 1 << 26
  }

  static let inputName = "input"

  let file: WeightFile
  let input: Input
  let layers: [Layer]
  let outputs: [String]

  /// Throws `malformedFile` where the declaration is none of a network.
  init(of file: WeightFile) throws(FaceGenerationError) {
    self.file = file
    let format = try file.metadataString("format")
    guard format == Self.format else {
      throw Self.refusal(file, "is of the format '\(format)'; this network's is '\(Self.format)'")
    }
    let body: Body
    do {
      body = try JSONDecoder().decode(
        Body.self, from: Data(try file.metadataString("network").utf8))
    } catch {
      throw FaceGenerationError(
        .malformedFile, "the metadata entry 'network' of '\(file.name)' cannot be read",
        underlying: error)
    }
    (input, layers, outputs) = (body.input, body.layers, body.outputs)
    guard 1...4 ~= input.channels, input.mean.count == input.channels,
      input.scale.count == input.channels,
      (input.mean + input.scale).allSatisfy(\.isFinite)
    else {
      throw Self.refusal(
        file, "has an input that is not 1 to 4 channels with a mean and scale each")
    }
    guard 1...Limit.layers ~= layers.count else {
      throw Self.refusal(file, "has \(layers.count) layers; there must be 1...\(Limit.layers)")
    }
    guard (1...64).contains(outputs.count), Set(outputs).count == outputs.count else {
      throw Self.refusal(file, "must name 1...64 outputs, each once")
    }
  }

  /// The shape after every layer, by name, for an input of this size; also checks each layer.
  func shapes(width: Int, height: Int) throws(FaceGenerationError) -> [String: Shape] {
    guard 1...Limit.side ~= width, 1...Limit.side ~= height else {
      throw refusal("takes pictures of 1...\(Limit.side) pixels a side, not \(width) x \(height)")
    }
    if let own = input.width, own != width {
      throw refusal("takes pictures \(own) pixels wide, not \(width)")
    }
    if let own = input.height, own != height {
      throw refusal("takes pictures \(own) pixels high, not \(height)")
    }
    var shapes = [
      Self.inputName: Shape.map(channels: input.channels, width: width, height: height)
    ]
    var previous = Self.inputName
    var values = 0
    for layer in layers {
      guard shapes[layer.name] == nil, !layer.name.isEmpty, layer.name.count <= 64 else {
        throw refusal("has two layers of the name '\(layer.name)', or one without a name")
      }
      guard let source = shapes[layer.from ?? previous] else {
        throw refusal(
          "has a layer '\(layer.name)' that takes '\(layer.from ?? "")', which does not come before it"
        )
      }
      var addend: Shape?
      if let add = layer.add {
        guard let shape = shapes[add] else {
          throw refusal(
            "has a layer '\(layer.name)' that adds '\(add)', which does not come before it")
        }
        addend = shape
      }
      let shape = try self.shape(after: layer, source, addend)
      switch shape {
      case .vector(let count): values += count
      case .map(let channels, let width, let height): values += (channels + 15) * width * height
      }
      guard values <= Limit.values else {
        throw refusal("asks for more than \(Limit.values) values between its layers")
      }
      shapes[layer.name] = shape
      previous = layer.name
    }
    for name in outputs where shapes[name] == nil || name == Self.inputName {
      throw refusal("names the output '\(name)', which is none of its layers")
    }
    return shapes
  }

  private func shape(after layer: Layer, _ source: Shape, _ addend: Shape?)
    throws(FaceGenerationError) -> Shape
  {
    let result: Shape
    switch (layer.op, source) {
    case (.convolution, .map(_, let width, let height)):
      let stride = layer.stride ?? 1
      guard let kernel = layer.kernel, kernel == 1 || kernel == 3, stride == 1 || stride == 2 else {
        throw refusal(
          "has a convolution '\(layer.name)' whose kernel is not 1 or 3, or its stride not 1 or 2")
      }
      result = .map(
        channels: try outputs(of: layer), width: (width + stride - 1) / stride,
        height: (height + stride - 1) / stride)
    case (.upsample, .map(let channels, let width, let height)):
      guard layer.activation == nil || layer.activation == Activation.none else {
        throw refusal("has a layer '\(layer.name)' with an activation that 'upsample' cannot have")
      }
      if case .map(channels, let wide, let high)? = addend, (wide + 1) / 2 == width,
        (high + 1) / 2 == height
      {
        return .map(channels: channels, width: wide, height: high)
      }
      result = .map(channels: channels, width: 2 * width, height: 2 * height)
    case (.mean, .map(let channels, _, _)):
      result = .vector(channels)
    case (.flatten, .map(let channels, let width, let height)):
      result = .vector(channels * width * height)
    case (.linear, .vector):
      result = .vector(try outputs(of: layer))
    default:
      throw refusal(
        "has a layer '\(layer.name)' of the kind '\(layer.op.rawValue)' after one that it "
          + "cannot take")
    }
    if layer.op == .mean || layer.op == .flatten {
      guard layer.add == nil, layer.activation == nil || layer.activation == Activation.none else {
        throw refusal(
          "has a layer '\(layer.name)' with an addend or activation that '\(layer.op.rawValue)' "
            + "cannot have")
      }
    }
    if let addend, addend != result {
      throw refusal("has a layer '\(layer.name)' that adds a layer of another shape")
    }
    return result
  }

  private func outputs(of layer: Layer) throws(FaceGenerationError) -> Int {
    guard let count = layer.outputs, 1...Limit.channels ~= count else {
      throw refusal(
        "has a layer '\(layer.name)' without a number of outputs in 1...\(Limit.channels)")
    }
    return count
  }

  func refusal(_ problem: String) -> FaceGenerationError { Self.refusal(file, problem) }

  private static func refusal(_ file: WeightFile, _ problem: String) -> FaceGenerationError {
    FaceGenerationError(.malformedFile, "the network of '\(file.name)' \(problem)")
  }
}
