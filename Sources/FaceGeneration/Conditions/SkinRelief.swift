internal import CharacterCore

/// The lines of a face as its camera sees them: bumps of the skin at every pixel.
struct SkinRelief {
  private let size: Int
  /// Heights in cm; 0 where there is no skin or no line.
  private var heights: [Float]
  private let shows: [Bool]

  /// How far out a height of 1 stands, cm, as in the training renderer.
  private static let depth: Float = 0.38

  init(_ seen: HeadMaps, _ shape: HeadShape, _ relief: FoldMaps.Relief) {
    size = seen.size
    let area = size * size
    let (low, high) = shape.canonicalRange
    let span = high - low
    var heights = [Float](repeating: 0, count: area)
    var shows = [Bool](repeating: false, count: area)
    for pixel in 0..<area {
      guard seen.part[pixel] == HeadMaps.Part.skin.rawValue, seen.canonical[2 * area + pixel] > 0.5
      else { continue }
      shows[pixel] = true
      heights[pixel] = relief.height(
        x: low.x + seen.canonical[pixel] * span.x,
        y: low.y + seen.canonical[area + pixel] * span.y)
    }
    (self.heights, self.shows) = (heights, shows)
  }

  /// The normal with the bumps on it (Blinn 1978).
  ///
  /// - Parameter pitch: the distance between two pixels on the surface, cm.
  @inline(__always)
  func bumped(_ normal: SIMD3<Float>, at pixel: Int, pitch: Float) -> SIMD3<Float> {
    guard shows[pixel] else { return normal }
    let (x, y) = (pixel % size, pixel / size)
    guard x > 0, y > 0, x < size - 1, y < size - 1 else { return normal }
    guard shows[pixel - 1], shows[pixel + 1], shows[pixel - size], shows[pixel + size] else {
      return normal
    }
    let across = heights[pixel + 1] - heights[pixel - 1]
    let upward = heights[pixel - size] - heights[pixel + size]
    guard across != 0 || upward != 0 else { return normal }
    let slope = SIMD3(across, upward, 0) * (Self.depth / (2 * pitch))
    return (normal - (slope - normal * slope.dot(normal))).normalized
  }

  /// Skin that lies in a line is darker and redder.
  @inline(__always) func tint(at pixel: Int) -> SIMD3<Float> {
    let cavity = min(max(-1.15 * heights[pixel], 0), 1)
    return Ease.mix(SIMD3(repeating: 1), SIMD3(0.52, 0.35, 0.31), cavity)
  }
}
