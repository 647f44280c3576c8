import CharacterCore
import Testing

@testable import FaceGeneration

/// The convolutions against the plainest possible sum, in double precision.
@Suite struct ConvolutionTests {
  private struct Layer {
    let source: FeatureMap
    let weights: [Float]
    let scale, gain, bias: FloatBuffer
    let outputs: Int

    init(size: Int, inputs: Int, outputs: Int, seed: UInt64) {
      var random = RandomStream(seed: seed)
      func normal(_ count: Int, _ deviation: Float = 1) -> [Float] {
        (0..<count).map { _ in Float(random.normal()) * deviation }
      }
      source = FeatureMap(size: size, channels: inputs)
      source.planar = normal(inputs * size * size)
      weights = normal(outputs * inputs * 9, 1 / Float(inputs * 9).squareRoot())
      scale = FloatBuffer(normal(inputs))
      gain = FloatBuffer(normal(outputs))
      bias = FloatBuffer(normal(outputs))
      self.outputs = outputs
    }

    /// One sum before any epilogue; `index` counts channels, then rows, then columns.
    func sum(_ index: Int, scaled: Bool) -> Double {
      let (size, inputs) = (source.size, source.channels)
      let (output, y, x) = (index / (size * size), index / size % size, index % size)
      var sum = 0.0
      for tap in 0..<9 {
        let (v, u) = (y + tap / 3 - 1, x + tap % 3 - 1)
        guard 0..<size ~= v, 0..<size ~= u else { continue }
        for input in 0..<inputs {
          let weight = Double(weights[(output * inputs + input) * 9 + tap])
          let factor = scaled ? Double(scale.start[input]) : 1
          sum += weight * factor * Double(source.pixel(v, u)[input])
        }
      }
      return sum
    }

    /// Every eleventh value is compared: the sums are slow, and eleven shares no factor with a tile.
    var samples: StrideTo<Int> {
      stride(from: 0, to: outputs * source.size * source.size, by: 11)
    }

    /// The worst disagreement of a map with the activated sums.
    func disagreement(_ target: FeatureMap, scaled: Bool) -> Float {
      let pixels = source.size * source.size
      let values = target.planar
      return FaceGenerationTests.disagreement(
        samples.map { values[$0] },
        samples.map { index in
          let (gain, bias) = (gain.start[index / pixels], bias.start[index / pixels])
          let z = sum(index, scaled: scaled) * Double(gain) + Double(bias)
          return Float(max(z, 0.2 * z) * 2.0.squareRoot())
        })
    }
  }

  private static let kernels: [KernelSet] = [.best, .plain]

  @Test(arguments: kernels)
  func `the direct convolution is the convolution`(kernels: KernelSet) {
    let layer = Layer(size: 4, inputs: 32, outputs: 48, seed: 1)
    let engine = Engine(kernels: kernels, threads: 2)
    let target = FeatureMap(size: 4, channels: 48)
    DirectConvolution(engine: engine, size: 4, inputs: 32, outputs: 48, weights: layer.weights)
      .run(layer.source, scale: layer.scale, into: target, gain: layer.gain, bias: layer.bias)
    #expect(layer.disagreement(target, scaled: true) < 0.05)
  }

  @Test(arguments: kernels, [8, 16, 24, 40])
  func `the Winograd convolution is the convolution`(kernels: KernelSet, size: Int) {
    for scaled in [true, false] {
      let layer = Layer(size: size, inputs: 16, outputs: 32, seed: 2)
      let engine = Engine(kernels: kernels, threads: 2)
      let target = FeatureMap(size: size, channels: 32)
      WinogradConvolution(
        engine: engine, size: size, inputs: 16, outputs: 32, weights: layer.weights
      ).run(
        layer.source, scale: scaled ? layer.scale : nil, into: target,
        .activate(gain: layer.gain, bias: layer.bias))
      #expect(layer.disagreement(target, scaled: scaled) < 0.05)
    }
  }

  @Test(arguments: kernels)
  func `blocks of tiles that do not divide the map cover it`(kernels: KernelSet) {
    // 400 KB hold 28 tiles of 96 channels: 100 tiles are three blocks and a rest of 16.
    let layer = Layer(size: 40, inputs: 64, outputs: 32, seed: 3)
    let engine = Engine(kernels: kernels, threads: 3)
    let target = FeatureMap(size: 40, channels: 32)
    WinogradConvolution(engine: engine, size: 40, inputs: 64, outputs: 32, weights: layer.weights)
      .run(
        layer.source, scale: layer.scale, into: target,
        .activate(gain: layer.gain, bias: layer.bias))
    #expect(layer.disagreement(target, scaled: true) < 0.05)
  }

  @Test(arguments: kernels)
  func `an injected map is the doubled one plus the convolution, scaled`(kernels: KernelSet) {
    let size = 24
    let layer = Layer(size: size, inputs: 16, outputs: 16, seed: 4)
    let coarse = Layer(size: size / 2, inputs: 16, outputs: 16, seed: 5).source
    let engine = Engine(kernels: kernels, threads: 1)
    let target = FeatureMap(size: size, channels: 16)
    WinogradConvolution(engine: engine, size: size, inputs: 16, outputs: 16, weights: layer.weights)
      .run(
        layer.source, into: target,
        .inject(bias: layer.bias, coarse: coarse, scale: layer.scale))
    let (half, low) = (size / 2, coarse.planar)
    let reference = layer.samples.map { index in
      let (channel, y, x) = (index / (size * size), index / size % size, index % size)
      func weights(_ position: Int) -> [(Int, Double)] {
        let near = position / 2
        let far = position % 2 == 0 ? near - 1 : near + 1
        return [(near, 0.75), (min(max(far, 0), half - 1), 0.25)]
      }
      var up = 0.0
      for (v, p) in weights(y) {
        for (u, q) in weights(x) { up += p * q * Double(low[(channel * half + v) * half + u]) }
      }
      return Float(
        (layer.sum(index, scaled: false) + Double(layer.bias.start[channel]) + up)
          * Double(layer.scale.start[channel]))
    }
    let values = target.planar
    #expect(disagreement(layer.samples.map { values[$0] }, reference) < 0.05)
  }
}
