internal import CKernels

/// The condition maps at every block's size, interleaved: each level the mean of 2x2 pixels of the next
/// finer one.
///
/// No level is kept whole at full resolution: its rows are interleaved in a thread's scratch, visited,
/// and averaged into the next level while they are in the cache.
final class ConditionPyramid {
  private let engine: Engine
  private let size: Int
  private let channels: Int
  /// The maps below the full resolution, the coarsest first, [size][size][channels].
  private let levels: [(size: Int, map: FloatBuffer)]

  init(engine: Engine, _ architecture: GeneratorArchitecture) {
    (self.engine, size) = (engine, architecture.resolution)
    channels = architecture.conditionChannels
    let channels = channels
    levels = architecture.blockSizes.dropLast().map { ($0, FloatBuffer(count: $0 * $0 * channels)) }
    engine.reserve(floats: 2 * size * channels, firstThreadOnly: false)
  }

  /// Calls `visit` with every row of every level, interleaved, from several threads; level 0 is the
  /// coarsest. `planes` are the maps at full resolution, [channels][size][size].
  func visitRows(
    of planes: UnsafePointer<Float>,
    _ visit: (_ level: Int, _ y: Int, _ row: UnsafePointer<Float>) -> Void
  ) {
    let finest = levels.count
    engine.pool.runRows(size) { rows, thread in
      let pair = engine.scratch(thread: thread)
      for y in stride(from: rows.lowerBound, to: rows.upperBound, by: 2) {
        for half in 0..<2 {
          let row = pair + half * size * channels
          engine.kernels.interleave(
            size, channels, planes + (y + half) * size, size * size, row)
          visit(finest, y + half, row)
        }
        halve(pair, at: y / 2, into: finest - 1)
      }
    }
    for level in levels.indices.reversed() {
      let (size, map) = levels[level]
      engine.pool.runRows(size) { rows, _ in
        for y in stride(from: rows.lowerBound, to: rows.upperBound, by: 2) {
          let pair = map.start + y * size * channels
          visit(level, y, pair)
          visit(level, y + 1, pair + size * channels)
          halve(pair, at: y / 2, into: level - 1)
        }
      }
    }
  }

  /// Averages two rows of the next finer level into row `y` of `level`, if there is one.
  private func halve(_ pair: UnsafePointer<Float>, at y: Int, into level: Int) {
    guard level >= 0 else { return }
    let (size, map) = levels[level]
    engine.kernels.pool(
      size, channels, pair, pair + 2 * size * channels, map.start + y * size * channels)
  }
}
