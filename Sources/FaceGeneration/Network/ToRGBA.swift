internal import CKernels

/// Features to premultiplied RGBA: a modulated 1x1 convolution without demodulation, added to the
/// picture of the block before, bilinearly doubled.
final class ToRGBA {
  private let engine: Engine
  private let size: Int
  private let style: LinearLayer
  private let weights: [Float]
  private let bias: FloatBuffer
  private let scale: FloatBuffer
  /// Weights times style, [inputs][4].
  private let modulated: FloatBuffer

  /// Reads `name.weight` [4, inputs, 1, 1], `.bias`, `.style.weight` and `.style.bias`.
  init(
    engine: Engine, _ parameters: NetworkParameters, _ name: String, size: Int, inputs: Int,
    styleSize: Int
  ) throws(FaceGenerationError) {
    (self.engine, self.size) = (engine, size)
    weights = try parameters.values("\(name).weight", shape: [4, inputs, 1, 1])
    style = try LinearLayer(parameters, "\(name).style", inputs: styleSize, outputs: inputs)
    bias = FloatBuffer(try parameters.values("\(name).bias", shape: [4]))
    scale = FloatBuffer(count: inputs)
    modulated = FloatBuffer(count: 4 * inputs)
  }

  /// Sets the style from the style code w.
  func modulate(_ code: FloatBuffer) {
    style.run(engine, code, into: scale)
    for input in 0..<scale.count {
      for color in 0..<4 {
        modulated.start[4 * input + color] =
          weights[color * scale.count + input] * scale.start[input]
      }
    }
  }

  /// Writes `picture`, [size][size][4], from the features and the picture of half the size, if any;
  /// `adding` keeps what is there.
  func run(
    _ features: FeatureMap, coarser: UnsafePointer<Float>?,
    into picture: UnsafeMutablePointer<Float>, adding: Bool
  ) {
    let half = size / 2
    engine.pool.runRows(size) { rows, _ in
      for y in rows {
        let out = picture + 4 * size * y
        engine.kernels.project(
          size, features.channels, features.pixel(y, 0), features.channels, modulated.start,
          bias.start, out, adding ? 1 : 0)
        if let coarser {
          let near = y / 2
          let far = min(max(y % 2 == 0 ? near - 1 : near + 1, 0), half - 1)
          engine.kernels.add_upsampled(
            half, coarser + 4 * half * near, coarser + 4 * half * far, out)
        }
      }
    }
  }
}
