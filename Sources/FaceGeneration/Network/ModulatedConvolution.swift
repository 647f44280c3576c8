internal import CKernels

/// A 3x3 convolution whose input channels are scaled by a style and whose outputs are demodulated, then
/// lrelu(y + bias) * sqrt 2. Karras et al., "Analyzing and Improving the Image Quality of StyleGAN", 2020.
///
/// The weights stay as they are: the style scales the input, and the demodulation, which is
/// 1 / sqrt(sum over i of s_i^2 * sum of W_oi^2 + 1e-8), scales the sums.
final class ModulatedConvolution {
  private enum Kernel {
    case direct(DirectConvolution)
    case winograd(WinogradConvolution)
  }

  /// The style s: one factor for each input channel.
  let scale: FloatBuffer
  private let engine: Engine
  private let kernel: Kernel
  private let style: LinearLayer
  private let energy: FloatBuffer
  private let squares: FloatBuffer
  private let demodulation: FloatBuffer
  private let bias: FloatBuffer

  /// Reads `name.weight` [outputs, inputs, 3, 3], `.bias`, `.style.weight` and `.style.bias`.
  init(
    engine: Engine, _ parameters: NetworkParameters, _ name: String, size: Int, inputs: Int,
    outputs: Int, styleSize: Int
  ) throws(FaceGenerationError) {
    self.engine = engine
    let weights = try parameters.values("\(name).weight", shape: [outputs, inputs, 3, 3])
    style = try LinearLayer(parameters, "\(name).style", inputs: styleSize, outputs: inputs)
    bias = FloatBuffer(try parameters.values("\(name).bias", shape: [outputs]))
    scale = FloatBuffer(count: inputs)
    squares = FloatBuffer(count: inputs)
    demodulation = FloatBuffer(count: outputs)
    energy = FloatBuffer(count: outputs * inputs)
    ck_weight_energy(outputs, inputs, 9, weights, energy.start)
    kernel =
      size == 4
      ? .direct(
        DirectConvolution(
          engine: engine, size: size, inputs: inputs, outputs: outputs, weights: weights))
      : .winograd(
        WinogradConvolution(
          engine: engine, size: size, inputs: inputs, outputs: outputs, weights: weights))
  }

  /// Sets style and demodulation from the style code w.
  func modulate(_ code: FloatBuffer) {
    style.run(engine, code, into: scale)
    for index in 0..<scale.count { squares.start[index] = scale.start[index] * scale.start[index] }
    engine.kernels.linear(
      demodulation.count, squares.count, energy.start, squares.start, nil, demodulation.start)
    for index in 0..<demodulation.count {
      demodulation.start[index] = 1 / (demodulation.start[index] + 1e-8).squareRoot()
    }
  }

  /// Convolves `source` into `target`; `alreadyScaled` says that the source carries the style.
  func run(_ source: FeatureMap, alreadyScaled: Bool = false, into target: FeatureMap) {
    switch kernel {
    case .direct(let convolution):
      precondition(!alreadyScaled)
      convolution.run(source, scale: scale, into: target, gain: demodulation, bias: bias)
    case .winograd(let convolution):
      convolution.run(
        source, scale: alreadyScaled ? nil : scale, into: target,
        .activate(gain: demodulation, bias: bias))
    }
  }
}
