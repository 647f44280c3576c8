internal import CKernels

/// One layer of a running network, bound to the memory that it reads and writes.
protocol NetworkStep {
  func run()
}

/// A convolution, by Winograd's transform where that is possible.
final class ConvolutionStep: NetworkStep {
  private enum Kind {
    case winograd(WinogradConvolution)
    case stepped(SteppedConvolution)
  }
  private let kind: Kind
  private let source: FeatureMap
  private let target: FeatureMap
  private let addend: FeatureMap?
  private let bias: FloatBuffer
  private let slope: FloatBuffer

  /// `weights` are [outputs][inputs][kernel][kernel] in the channels of the maps' storage.
  init(
    engine: Engine, kernel: Int, stride: Int, source: FeatureMap, target: FeatureMap,
    addend: FeatureMap?, weights: [Float], bias: [Float], slope: [Float]
  ) {
    (self.source, self.target, self.addend) = (source, target, addend)
    self.bias = FloatBuffer(bias)
    self.slope = FloatBuffer(slope)
    let (inputs, outputs) = (source.channels, target.channels)
    kind =
      kernel == 3 && stride == 1 && inputs % 16 == 0
      ? .winograd(
        WinogradConvolution(
          engine: engine, width: source.width, height: source.height, inputs: inputs,
          outputs: outputs, weights: weights))
      : .stepped(
        SteppedConvolution(
          engine: engine, kernel: kernel, stride: stride, inputs: inputs, outputs: outputs,
          weights: weights))
  }

  func run() {
    switch kind {
    case .winograd(let convolution):
      convolution.run(
        source, into: target, .incline(bias: bias, slope: slope, addend: addend))
      target.clearMargin()
    case .stepped(let convolution):
      convolution.run(source, into: target, bias: bias, slope: slope, addend: addend)
    }
  }
}

/// A map at twice the size, every pixel four times, plus another map.
final class UpsampleStep: NetworkStep {
  private let source: FeatureMap
  private let addend: FeatureMap?
  private let target: FeatureMap

  init(source: FeatureMap, addend: FeatureMap?, target: FeatureMap) {
    (self.source, self.addend, self.target) = (source, addend, target)
  }

  func run() {
    let channels = target.channels
    for y in 0..<target.height {
      for x in 0..<target.width {
        let (from, to) = (source.pixel(y / 2, x / 2), target.pixel(y, x))
        if let add = addend?.pixel(y, x) {
          for channel in 0..<channels { to[channel] = from[channel] + add[channel] }
        } else {
          to.update(from: from, count: channels)
        }
      }
    }
  }
}

/// The mean of each channel.
final class MeanStep: NetworkStep {
  private let source: FeatureMap
  private let target: FloatBuffer

  init(source: FeatureMap, target: FloatBuffer) { (self.source, self.target) = (source, target) }

  func run() {
    let (sums, count) = (target.start, target.count)
    sums.update(repeating: 0, count: count)
    for y in 0..<source.height {
      for x in 0..<source.width {
        let pixel = source.pixel(y, x)
        for channel in 0..<count { sums[channel] += pixel[channel] }
      }
    }
    let share = 1 / Float(source.width * source.height)
    for channel in 0..<count { sums[channel] *= share }
  }
}

/// All values of a map: channels, then rows, then columns.
final class FlattenStep: NetworkStep {
  private let source: FeatureMap
  private let channels: Int
  private let target: FloatBuffer

  init(source: FeatureMap, channels: Int, target: FloatBuffer) {
    (self.source, self.channels, self.target) = (source, channels, target)
  }

  func run() {
    let (width, height) = (source.width, source.height)
    for y in 0..<height {
      for x in 0..<width {
        let pixel = source.pixel(y, x)
        for channel in 0..<channels {
          target.start[(channel * height + y) * width + x] = pixel[channel]
        }
      }
    }
  }
}

/// A linear layer with its activation.
final class LinearStep: NetworkStep {
  private let engine: Engine
  private let layer: LinearLayer
  private let source: FloatBuffer
  private let addend: FloatBuffer?
  private let slope: [Float]
  private let target: FloatBuffer

  init(
    engine: Engine, layer: LinearLayer, source: FloatBuffer, addend: FloatBuffer?, slope: [Float],
    target: FloatBuffer
  ) {
    (self.engine, self.layer, self.source) = (engine, layer, source)
    (self.addend, self.slope, self.target) = (addend, slope, target)
  }

  func run() {
    layer.run(engine, source, into: target)
    for index in 0..<target.count {
      var value = target.start[index]
      if let addend { value += addend.start[index] }
      target.start[index] = value > 0 ? value : value * slope[index]
    }
  }
}
