internal import CKernels

/// Brings the condition maps into a block: x = up(coarse) + conv3x3(act(conv1x1(conditions))).
final class ConditionInjection {
  private let engine: Engine
  private let size: Int
  private let conditionChannels: Int
  private let embedWeights: FloatBuffer
  private let embedBias: FloatBuffer
  private let embedding: FeatureMap
  private let convolution: WinogradConvolution
  private let bias: FloatBuffer

  /// Reads `name.c0.weight` [embed, conditions, 1, 1], `name.c1.weight` [outputs, embed, 3, 3], biases.
  init(
    engine: Engine, _ parameters: NetworkParameters, _ name: String, size: Int, outputs: Int,
    _ architecture: GeneratorArchitecture
  ) throws(FaceGenerationError) {
    (self.engine, self.size) = (engine, size)
    conditionChannels = architecture.conditionChannels
    let embed = architecture.embedSize
    let weights = try parameters.values(
      "\(name).c0.weight", shape: [embed, conditionChannels, 1, 1])
    embedWeights = FloatBuffer(count: weights.count)
    ck_pack_weights(embed, conditionChannels, 1, weights, embedWeights.start)
    embedBias = FloatBuffer(try parameters.values("\(name).c0.bias", shape: [embed]))
    embedding = FeatureMap(size: size, channels: embed)
    convolution = WinogradConvolution(
      engine: engine, size: size, inputs: embed, outputs: outputs,
      weights: try parameters.values("\(name).c1.weight", shape: [outputs, embed, 3, 3]))
    bias = FloatBuffer(try parameters.values("\(name).c1.bias", shape: [outputs]))
  }

  /// Embeds one row of the conditions, [size][conditions]; all rows must be in before `run`.
  func embed(row y: Int, of conditions: UnsafePointer<Float>) {
    let (channels, out) = (embedding.channels, embedding.pixel(y, 0))
    engine.kernels.multiply(
      size, conditionChannels, channels / 16, conditions, conditionChannels, embedWeights.start,
      out, channels, 0)
    engine.kernels.activate(size, channels, out, channels, nil, embedBias.start)
  }

  /// Doubles `coarse`, adds the embedded conditions and scales each channel, so that the next
  /// convolution finds its style applied.
  func run(coarse: FeatureMap, scale: FloatBuffer, into target: FeatureMap) {
    convolution.run(embedding, into: target, .inject(bias: bias, coarse: coarse, scale: scale))
  }
}
