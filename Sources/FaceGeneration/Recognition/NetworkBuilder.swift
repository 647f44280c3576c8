internal import CharacterCore

/// What lies between two layers of a running network.
enum NetworkValue {
  /// Its channels are those of the layer, made up to a multiple of 16 with zeros.
  case map(FeatureMap)
  case vector(FloatBuffer)
}

/// Turns checked layers and their tensors into the steps of a network.
struct NetworkBuilder {
  private(set) var steps: [any NetworkStep] = []
  private(set) var values: [String: NetworkValue]
  private let engine: Engine
  private let parameters: NetworkParameters
  private let file: WeightFile
  private let shapes: [String: NetworkDescription.Shape]
  private var previous = NetworkDescription.inputName

  init(
    engine: Engine, file: WeightFile, input: FeatureMap,
    shapes: [String: NetworkDescription.Shape]
  ) {
    (self.engine, self.file, self.shapes) = (engine, file, shapes)
    parameters = NetworkParameters(file: file)
    values = [NetworkDescription.inputName: .map(input)]
  }

  /// Throws `malformedFile` where the file has a tensor that no layer reads.
  func expectAllRead() throws(FaceGenerationError) { try parameters.expectAllRead() }

  /// Adds a layer, whose names and shapes have been checked.
  mutating func add(_ layer: NetworkDescription.Layer) throws(FaceGenerationError) {
    let from = layer.from ?? previous
    previous = layer.name
    guard let source = values[from], let sourceShape = shapes[from], let shape = shapes[layer.name]
    else { return }
    switch (source, sourceShape, shape) {
    case (
      .map(let source), .map(let inputs, _, _), .map(let outputs, let width, let height)
    ):
      let target = FeatureMap(width: width, height: height, channels: Self.padded(outputs))
      values[layer.name] = .map(target)
      var addend: FeatureMap?
      if let add = layer.add, case .map(let map)? = values[add] { addend = map }
      if layer.op == .upsample {
        steps.append(UpsampleStep(source: source, addend: addend, target: target))
      } else {
        try addConvolution(layer, source, inputs, target, outputs, addend)
      }
    case (.map(let source), .map(let inputs, _, _), .vector(let count)):
      let target = FloatBuffer(count: count)
      values[layer.name] = .vector(target)
      if layer.op == .mean {
        steps.append(MeanStep(source: source, target: target))
      } else {
        steps.append(FlattenStep(source: source, channels: inputs, target: target))
      }
    case (.vector(let source), .vector(let inputs), .vector(let outputs)):
      let target = FloatBuffer(count: outputs)
      values[layer.name] = .vector(target)
      var addend: FloatBuffer?
      if let add = layer.add, case .vector(let vector)? = values[add] { addend = vector }
      steps.append(
        LinearStep(
          engine: engine,
          layer: try LinearLayer(parameters, layer.name, inputs: inputs, outputs: outputs),
          source: source, addend: addend, slope: try slope(layer, outputs), target: target))
    default:
      return
    }
  }

  private mutating func addConvolution(
    _ layer: NetworkDescription.Layer, _ source: FeatureMap, _ inputs: Int, _ target: FeatureMap,
    _ outputs: Int, _ addend: FeatureMap?
  ) throws(FaceGenerationError) {
    let (kernel, stride) = (layer.kernel ?? 1, layer.stride ?? 1)
    let weights = try parameters.values(
      "\(layer.name).weight", shape: [outputs, inputs, kernel, kernel])
    let padded = Self.padded(
      weights, outputs: outputs, inputs: inputs, toOutputs: target.channels,
      toInputs: source.channels)
    let bias = try parameters.values("\(layer.name).bias", shape: [outputs])
    let zeros = [Float](repeating: 0, count: target.channels - outputs)
    let slope = try slope(layer, outputs) + zeros
    steps.append(
      ConvolutionStep(
        engine: engine, kernel: kernel, stride: stride, source: source, target: target,
        addend: addend, weights: padded, bias: bias + zeros, slope: slope))
  }

  /// What an activation multiplies values below zero with.
  private func slope(_ layer: NetworkDescription.Layer, _ outputs: Int)
    throws(FaceGenerationError) -> [Float]
  {
    switch layer.activation ?? .none {
    case .none: [Float](repeating: 1, count: outputs)
    case .relu: [Float](repeating: 0, count: outputs)
    case .leaky: [Float](repeating: 0.1, count: outputs)
    case .prelu: try parameters.values("\(layer.name).slope", shape: [outputs])
    }
  }

  /// Channels of a map's storage.
  private static func padded(_ channels: Int) -> Int { (channels + 15) / 16 * 16 }

  /// Weights [outputs][inputs][taps] with zeros for the channels that storage adds.
  private static func padded(
    _ weights: [Float], outputs: Int, inputs: Int, toOutputs: Int, toInputs: Int
  ) -> [Float] {
    guard outputs != toOutputs || inputs != toInputs else { return weights }
    let taps = weights.count / (outputs * inputs)
    var result = [Float](repeating: 0, count: toOutputs * toInputs * taps)
    for output in 0..<outputs {
      let (from, to) = (output * inputs * taps, output * toInputs * taps)
      result.replaceSubrange(to..<to + inputs * taps, with: weights[from..<from + inputs * taps])
    }
    return result
  }
}
