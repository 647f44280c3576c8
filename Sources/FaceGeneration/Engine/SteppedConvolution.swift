internal import CKernels

/// A 1x1 or 3x3 convolution of any stride as one matrix product a row of the kernel: three neighbouring
/// pixels lie one after the other in memory, so a row of a 3x3 kernel is a single product.
///
/// For what Winograd's transform cannot do: stride 2, kernels of 1x1, and pictures of few channels.
final class SteppedConvolution {
  private let engine: Engine
  private let kernel: Int
  private let stride: Int
  private let inputs: Int
  private let outputs: Int
  private let weights: FloatBuffer

  /// `weights` are [outputs][inputs][kernel][kernel]; the padding is (kernel - 1) / 2.
  init(
    engine: Engine, kernel: Int, stride: Int, inputs: Int, outputs: Int, weights: [Float]
  ) {
    precondition((kernel == 1 || kernel == 3) && (stride == 1 || stride == 2))
    precondition(outputs % 16 == 0 && weights.count == outputs * inputs * kernel * kernel)
    (self.engine, self.kernel, self.stride) = (engine, kernel, stride)
    (self.inputs, self.outputs) = (inputs, outputs)
    self.weights = FloatBuffer(count: weights.count)
    ck_pack_weights(outputs, inputs, kernel * kernel, weights, self.weights.start)
  }

  /// Convolves `source` into `target`: z = sum + bias + addend, and slope * z where z < 0.
  func run(
    _ source: FeatureMap, into target: FeatureMap, bias: FloatBuffer, slope: FloatBuffer,
    addend: FeatureMap?
  ) {
    precondition(source.channels == inputs && target.channels == outputs)
    precondition(target.width == (source.width + stride - 1) / stride)
    precondition(target.height == (source.height + stride - 1) / stride)
    let panels = outputs / 16
    // Small maps are split by outputs, so that their weights are read once; large ones by rows.
    if target.width * target.height <= 256 {
      engine.pool.run(panels) { panel, _ in
        for y in 0..<target.height { sums(source, target, y, panel..<panel + 1) }
      }
    } else {
      let rows = max(1, 1024 / target.width)
      engine.pool.run((target.height + rows - 1) / rows) { item, _ in
        for y in item * rows..<min(target.height, (item + 1) * rows) {
          sums(source, target, y, 0..<panels)
        }
      }
    }
    engine.pool.run(target.height) { y, _ in
      engine.kernels.incline(
        target.width, outputs, target.pixel(y, 0), outputs, bias.start, slope.start,
        addend?.pixel(y, 0))
    }
    target.clearMargin()
  }

  private func sums(_ source: FeatureMap, _ target: FeatureMap, _ y: Int, _ panels: Range<Int>) {
    let (reach, length) = (kernel / 2, kernel * inputs)
    for panel in panels {
      for tap in 0..<kernel {
        engine.kernels.multiply(
          target.storedWidth, length, 1, source.pixel(stride * y + tap - reach, -reach),
          stride * inputs, weights.start + (panel * kernel + tap) * length * 16,
          target.pixel(y, 0) + 16 * panel, outputs, tap == 0 ? 0 : 1)
      }
    }
  }
}
