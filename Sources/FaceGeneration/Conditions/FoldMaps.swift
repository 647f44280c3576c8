internal import CharacterCore

/// Heights of facial lines on the neutral head as seen from the front, in six groups that
/// `WrinkleWeights` deepens with age and expression.
struct FoldMaps: Sendable {
  private let width, height: Int
  /// cm of the neutral head: left, right, bottom, top.
  private let frame: SIMD4<Float>
  /// The heights of bytes 0 and 255.
  private let range: SIMD2<Float>
  private let bytes: [UInt8]

  /// Reads `head-folds.safetensors`: `height` [6, rows, columns] of bytes, `frame` [4], `range` [2].
  /// Throws `malformedFile`.
  init(file: WeightFile) throws(FaceGenerationError) {
    let shape = try file.shape(of: "height")
    guard shape.count == 3, shape[0] == 6, (2...2048).contains(shape[1]),
      (2...2048).contains(shape[2])
    else {
      throw FaceGenerationError(
        .malformedFile,
        "'height' of '\(file.name)' has the shape \(shape) instead of [6, rows, columns]")
    }
    (height, width) = (shape[1], shape[2])
    bytes = try file.uint8s("height", shape: shape)
    let edges = try file.floats("frame", shape: [4])
    let ends = try file.floats("range", shape: [2])
    frame = SIMD4(edges[0], edges[1], edges[2], edges[3])
    range = SIMD2(ends[0], ends[1])
    guard frame.x < frame.y, frame.z < frame.w else {
      throw FaceGenerationError(.malformedFile, "'frame' of '\(file.name)' is empty")
    }
  }

  /// The lines of one moment: heights in units of the renderer's bump, one a texel.
  struct Relief {
    private let maps: FoldMaps
    private let heights: [Float]

    init(_ maps: FoldMaps, _ weights: WrinkleWeights) {
      self.maps = maps
      let area = maps.width * maps.height
      let shares = weights.list.map { Float($0) }
      let step = (maps.range.y - maps.range.x) / 255
      var heights = [Float](repeating: 0, count: area)
      maps.bytes.withUnsafeBufferPointer { bytes in
        for (group, share) in shares.enumerated() where share != 0 {
          for texel in 0..<area {
            heights[texel] += share * (maps.range.x + step * Float(bytes[group * area + texel]))
          }
        }
      }
      self.heights = heights
    }

    /// The height at a point of the neutral head's front, by x and y in cm; 0 outside the maps.
    @inline(__always) func height(x: Float, y: Float) -> Float {
      let frame = maps.frame
      let u = (x - frame.x) / (frame.y - frame.x) * Float(maps.width) - 0.5
      let v = (frame.w - y) / (frame.w - frame.z) * Float(maps.height) - 0.5
      guard u >= 0, v >= 0, u < Float(maps.width - 1), v < Float(maps.height - 1) else { return 0 }
      let (column, row) = (Int(u), Int(v))
      let (s, t) = (u - Float(column), v - Float(row))
      let first = row * maps.width + column
      return heights.withUnsafeBufferPointer { h in
        let upper = h[first] + (h[first + 1] - h[first]) * s
        let second = first + maps.width
        let lower = h[second] + (h[second + 1] - h[second]) * s
        return upper + (lower - upper) * t
      }
    }
  }
}

extension WrinkleWeights {
  /// In the order of the maps.
  fileprivate var list: [Double] { [forehead, glabella, crowsFeet, nasolabial, underEye, fine] }
}
