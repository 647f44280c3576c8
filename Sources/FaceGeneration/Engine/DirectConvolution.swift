internal import CKernels

/// A 3x3 convolution of padding 1 as nine matrix products a row, for the 4x4 map, where a single tile
/// would leave Winograd's products too thin.
final class DirectConvolution {
  private let engine: Engine
  private let weights: FloatBuffer
  private let scaled: FeatureMap
  private let outputs: Int

  /// `weights` are [outputs][inputs][3][3].
  init(engine: Engine, size: Int, inputs: Int, outputs: Int, weights: [Float]) {
    precondition(weights.count == outputs * inputs * 9)
    (self.engine, self.outputs) = (engine, outputs)
    scaled = FeatureMap(size: size, channels: inputs)
    self.weights = FloatBuffer(count: weights.count)
    ck_pack_weights(outputs, inputs, 9, weights, self.weights.start)
  }

  /// Convolves `source`, each channel times `scale`, then lrelu(sum * gain + bias) * sqrt 2.
  func run(
    _ source: FeatureMap, scale: FloatBuffer, into target: FeatureMap, gain: FloatBuffer,
    bias: FloatBuffer
  ) {
    let (size, inputs) = (scaled.size, scaled.channels)
    precondition(source.channels == inputs && target.channels == outputs)
    precondition(source.size == size && target.size == size)
    for y in 0..<size {
      engine.kernels.scale(size, inputs, source.pixel(y, 0), scale.start, scaled.pixel(y, 0))
    }
    engine.pool.run(outputs / 16) { panel, _ in
      for y in 0..<size {
        let out = target.pixel(y, 0) + 16 * panel
        for tap in 0..<9 {
          engine.kernels.multiply(
            size, inputs, 1, scaled.pixel(y + tap / 3 - 1, tap % 3 - 1), inputs,
            weights.start + (panel * 9 + tap) * inputs * 16, out, outputs, tap == 0 ? 0 : 1)
        }
        engine.kernels.activate(
          size, 16, out, outputs, gain.start + 16 * panel, bias.start + 16 * panel)
      }
    }
  }
}
