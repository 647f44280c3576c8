internal import CKernels

/// A 3x3 convolution of padding 1 as Winograd F(4x4, 3x3): 2.25 multiplications an output, not 9.
///
/// Three stages: B^T d B for each tile, 36 matrix products over the channels, A^T m A. Large maps go in
/// blocks of tiles whose stages stay in a core's second-level cache, one block a job; maps of at most 16
/// tiles go stage by stage, so that their large weights are read once. Lavin and Gray, 2016.
final class WinogradConvolution {
  private let engine: Engine
  private let inputs: Int
  private let outputs: Int
  private let across: Int
  private let tiles: Int
  /// Tiles in a block.
  private let block: Int
  private let weights: FloatBuffer

  /// Keeps the 36 slices of a block from falling into the same cache sets.
  private static let slicePadding = 16
  /// The floats of scratch that a block may take: 400 KB.
  private static let blockLimit = 100 * 1024

  /// `weights` are [outputs][inputs][3][3]; `size` is that of a square map, a multiple of 8.
  convenience init(engine: Engine, size: Int, inputs: Int, outputs: Int, weights: [Float]) {
    precondition(size % 8 == 0)
    self.init(
      engine: engine, width: size, height: size, inputs: inputs, outputs: outputs, weights: weights)
  }

  /// `weights` are [outputs][inputs][3][3]; the map may have any size.
  init(
    engine: Engine, width: Int, height: Int, inputs: Int, outputs: Int, weights: [Float]
  ) {
    precondition(inputs % 16 == 0 && outputs % 16 == 0)
    precondition(weights.count == outputs * inputs * 9)
    (self.engine, self.inputs, self.outputs) = (engine, inputs, outputs)
    across = (width + 3) / 4
    tiles = across * ((height + 3) / 4)
    block =
      tiles <= 16
      ? Self.whole(tiles) : max(8, Self.blockLimit / (36 * (inputs + outputs)) / 4 * 4)
    self.weights = FloatBuffer(count: 36 * inputs * outputs)
    ck_winograd_weights(outputs, inputs, weights, self.weights.start)
    engine.reserve(
      floats: 36 * (block * (inputs + outputs) + 2 * Self.slicePadding),
      firstThreadOnly: tiles <= 16)
  }

  /// Convolves `source`, each channel times `scale` where one is given, into `target`.
  func run(
    _ source: FeatureMap, scale: FloatBuffer? = nil, into target: FeatureMap, _ epilogue: Epilogue
  ) {
    precondition(source.channels == inputs && target.channels == outputs)
    precondition(source.storedWidth == 4 * across && target.storedWidth == 4 * across)
    precondition(across * source.storedHeight == 4 * tiles)
    precondition(across * target.storedHeight == 4 * tiles)
    if tiles <= 16 {
      let v = engine.scratch(thread: 0)
      let m = v + 36 * inputSlice(tiles)
      engine.pool.run(inputs / 16) { item, _ in
        transformInput(source, scale, range(0, tiles, 16 * item..<16 * item + 16), v)
      }
      engine.pool.run(36) { item, _ in multiply(item..<item + 1, tiles, v, m) }
      engine.pool.run(outputs / 16) { item, _ in
        transformOutput(m, range(0, tiles, 16 * item..<16 * item + 16), target, epilogue)
      }
    } else {
      engine.pool.run((tiles + block - 1) / block) { item, thread in
        let first = item * block
        let count = min(block, tiles - first)
        let v = engine.scratch(thread: thread)
        let m = v + 36 * inputSlice(count)
        transformInput(source, scale, range(first, count, 0..<inputs), v)
        multiply(0..<36, count, v, m)
        transformOutput(m, range(first, count, 0..<outputs), target, epilogue)
      }
    }
  }

  /// Tiles are multiplied in fours; what the surplus ones hold goes nowhere.
  private static func whole(_ tiles: Int) -> Int { (tiles + 3) / 4 * 4 }

  private func inputSlice(_ tiles: Int) -> Int { Self.whole(tiles) * inputs + Self.slicePadding }
  private func outputSlice(_ tiles: Int) -> Int { Self.whole(tiles) * outputs + Self.slicePadding }

  private func range(_ first: Int, _ count: Int, _ channels: Range<Int>) -> CKTiles {
    CKTiles(
      across: across, first: first, count: count, channel_begin: channels.lowerBound,
      channel_end: channels.upperBound)
  }

  private func transformInput(
    _ source: FeatureMap, _ scale: FloatBuffer?, _ range: CKTiles, _ v: UnsafeMutablePointer<Float>
  ) {
    engine.kernels.winograd_input(
      range, source.corner, source.row, inputs, scale?.start, v, inputSlice(range.count))
  }

  private func multiply(
    _ slices: Range<Int>, _ count: Int, _ v: UnsafeMutablePointer<Float>,
    _ m: UnsafeMutablePointer<Float>
  ) {
    for slice in slices {
      engine.kernels.multiply(
        Self.whole(count), inputs, outputs / 16, v + slice * inputSlice(count), inputs,
        weights.start + slice * inputs * outputs, m + slice * outputSlice(count), outputs, 0)
    }
  }

  private func transformOutput(
    _ m: UnsafeMutablePointer<Float>, _ range: CKTiles, _ target: FeatureMap, _ epilogue: Epilogue
  ) {
    let slice = outputSlice(range.count)
    switch epilogue {
    case .activate(let gain, let bias):
      engine.kernels.winograd_output(
        range, m, slice, outputs, gain.start, bias.start, target.pixel(0, 0), target.row)
    case .inject(let bias, let coarse, let scale):
      engine.kernels.winograd_output_inject(
        range, m, slice, outputs, bias.start, coarse.pixel(0, 0), coarse.row, scale.start,
        target.pixel(0, 0), target.row)
    case .incline(let bias, let slope, let addend):
      engine.kernels.winograd_output_slope(
        range, m, slice, outputs, bias.start, slope.start, addend?.pixel(0, 0),
        target.pixel(0, 0), target.row)
    }
  }
}
