/// One doubling of the resolution: convolve at half the size, double and inject the conditions,
/// convolve, add to the picture.
final class SynthesisBlock {
  /// The size of this block's result.
  let size: Int
  /// What convolution a makes, at half the size.
  let coarse: FeatureMap
  /// Doubled, injected and already scaled by the style of convolution b.
  let injected: FeatureMap
  /// The block's result, which the next block reads.
  let features: FeatureMap
  let first: ModulatedConvolution
  let second: ModulatedConvolution
  let injection: ConditionInjection
  private let toRGBA: ToRGBA

  /// Reads the tensors of `blocks.N`, where N = `index`.
  init(
    engine: Engine, _ parameters: NetworkParameters, index: Int, size: Int,
    _ architecture: GeneratorArchitecture
  ) throws(FaceGenerationError) {
    self.size = size
    let name = "blocks.\(index)"
    let (inputs, outputs) = (architecture.channels(at: size / 2), architecture.channels(at: size))
    let styleSize = architecture.styleSize
    first = try ModulatedConvolution(
      engine: engine, parameters, "\(name).a", size: size / 2, inputs: inputs, outputs: outputs,
      styleSize: styleSize)
    injection = try ConditionInjection(
      engine: engine, parameters, name, size: size, outputs: outputs, architecture)
    second = try ModulatedConvolution(
      engine: engine, parameters, "\(name).b", size: size, inputs: outputs, outputs: outputs,
      styleSize: styleSize)
    toRGBA = try ToRGBA(
      engine: engine, parameters, "\(name).rgba", size: size, inputs: outputs,
      styleSize: styleSize)
    coarse = FeatureMap(size: size / 2, channels: outputs)
    injected = FeatureMap(size: size, channels: outputs)
    features = FeatureMap(size: size, channels: outputs)
  }

  func modulate(_ code: FloatBuffer) {
    first.modulate(code)
    second.modulate(code)
    toRGBA.modulate(code)
  }

  /// Runs the block, whose injection has the conditions, on the features and the picture of the block
  /// before (`nil` in the first block).
  func run(
    _ input: FeatureMap, coarser: UnsafePointer<Float>?,
    into picture: UnsafeMutablePointer<Float>, adding: Bool
  ) {
    first.run(input, into: coarse)
    injection.run(coarse: coarse, scale: second.scale, into: injected)
    second.run(injected, alreadyScaled: true, into: features)
    toRGBA.run(features, coarser: coarser, into: picture, adding: adding)
  }
}
