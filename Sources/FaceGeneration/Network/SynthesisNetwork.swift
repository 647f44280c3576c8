internal import CKernels

/// Style code and condition maps to premultiplied RGBA: a learned 4x4 start, then a block for each
/// doubling, and a linear map of the conditions added at the end.
final class SynthesisNetwork {
  let blocks: [SynthesisBlock]
  private let engine: Engine
  private let size: Int
  private let conditionChannels: Int
  private let start: FeatureMap
  private let pyramid: ConditionPyramid
  /// The pictures of all blocks but the last, [size][size][4].
  let pictures: [FloatBuffer]
  private let baseWeights: FloatBuffer
  private let baseBias: FloatBuffer

  init(engine: Engine, _ parameters: NetworkParameters, _ architecture: GeneratorArchitecture)
    throws(FaceGenerationError)
  {
    (self.engine, size) = (engine, architecture.resolution)
    conditionChannels = architecture.conditionChannels
    let channels = architecture.channels(at: 4)
    start = FeatureMap(size: 4, channels: channels)
    start.planar = try parameters.values("start", shape: [1, channels, 4, 4])
    var blocks: [SynthesisBlock] = []
    for (index, size) in architecture.blockSizes.enumerated() {
      blocks.append(
        try SynthesisBlock(engine: engine, parameters, index: index, size: size, architecture))
    }
    self.blocks = blocks
    pyramid = ConditionPyramid(engine: engine, architecture)
    pictures = architecture.blockSizes.dropLast().map { FloatBuffer(count: 4 * $0 * $0) }
    let base = try parameters.values("base.weight", shape: [4, conditionChannels, 1, 1])
    baseWeights = FloatBuffer(count: base.count)
    for channel in 0..<conditionChannels {
      for color in 0..<4 {
        baseWeights.start[4 * channel + color] = base[color * conditionChannels + channel]
      }
    }
    baseBias = FloatBuffer(try parameters.values("base.bias", shape: [4]))
  }

  /// Sets every style from the style code w.
  func modulate(_ code: FloatBuffer) {
    for block in blocks { block.modulate(code) }
  }

  /// Writes the picture, [size][size][4], from the conditions, [channels][size][size].
  func run(conditions: UnsafePointer<Float>, into picture: UnsafeMutablePointer<Float>) {
    pyramid.visitRows(of: conditions) { level, y, row in
      blocks[level].injection.embed(row: y, of: row)
      if level == pictures.count {
        engine.kernels.project(
          size, conditionChannels, row, conditionChannels, baseWeights.start, baseBias.start,
          picture + 4 * size * y, 0)
      }
    }
    var features = start
    var coarser: UnsafePointer<Float>?
    for (index, block) in blocks.enumerated() {
      let isLast = index == pictures.count
      let target = isLast ? picture : pictures[index].start
      block.run(features, coarser: coarser, into: target, adding: isLast)
      features = block.features
      coarser = UnsafePointer(target)
    }
  }
}
