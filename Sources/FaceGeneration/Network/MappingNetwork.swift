internal import CKernels

/// Appearance and latent to the style code w: three linear layers, each followed by the leaky rectifier.
final class MappingNetwork {
  private let engine: Engine
  private let layers: [LinearLayer]
  private let input: FloatBuffer
  private let codes: [FloatBuffer]

  init(engine: Engine, _ parameters: NetworkParameters, _ architecture: GeneratorArchitecture)
    throws(FaceGenerationError)
  {
    self.engine = engine
    let size = architecture.appearanceSize + architecture.latentSize
    var layers: [LinearLayer] = []
    for index in 0..<3 {
      layers.append(
        try LinearLayer(
          parameters, "mapping.\(index)", inputs: index == 0 ? size : architecture.styleSize,
          outputs: architecture.styleSize))
    }
    self.layers = layers
    input = FloatBuffer(count: size)
    codes = layers.map { FloatBuffer(count: $0.outputs) }
  }

  /// The style code; the buffer is overwritten by the next run.
  func run(appearance: [Float], latent: [Float]) -> FloatBuffer {
    precondition(appearance.count + latent.count == input.count)
    for (index, value) in appearance.enumerated() { input.start[index] = value }
    for (index, value) in latent.enumerated() { input.start[appearance.count + index] = value }
    var code = input
    for (layer, next) in zip(layers, codes) {
      layer.run(engine, code, into: next)
      for index in 0..<next.count { next.start[index] = Self.rectify(next.start[index]) }
      code = next
    }
    return code
  }

  private static func rectify(_ value: Float) -> Float {
    max(value, 0.2 * value) * Float(2).squareRoot()
  }
}
