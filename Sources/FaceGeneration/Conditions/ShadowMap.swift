internal import CharacterCore
internal import Foundation

/// A depth picture of the head seen from the key light, and the soft shadows read from it.
///
/// Orthographic around the origin of head space; penumbrae widen with the distance of what blocks
/// the light (Fernando 2005, "Percentage-closer soft shadows").
struct ShadowMap {
  static let size = 192
  private static let span: Float = 52  // cm across the map
  private static let bias: Float = 0.35

  private let frame: Frame
  /// Depth away from the light of what is lit first; infinite where nothing is.
  private var nearest: [Float]

  /// Draws surfaces as the light sees them.
  ///
  /// - Parameters:
  ///   - light: unit vector toward the light, in the space of `points` and all given later.
  ///   - centre: the point at the map's centre.
  init(
    light: SIMD3<Float>, centre: SIMD3<Float>, points: [SIMD3<Float>], triangles: [SIMD3<Int32>]
  ) {
    let frame = Frame(light: light, centre: centre)
    self.frame = frame
    nearest = Rasterizer.rasterizeDepth(
      points: points.map { frame.place($0) }, triangles: triangles, width: Self.size,
      height: Self.size)
  }

  /// Draws strands as rows of points, two to a segment.
  mutating func draw(strands: [SIMD3<Float>], pointsPerStrand: Int) {
    let (size, frame) = (Self.size, frame)
    nearest.withUnsafeMutableBufferPointer { map in
      strands.withUnsafeBufferPointer { points in
        func splat(_ point: SIMD3<Float>) {
          let p = frame.place(point)
          let (x, y) = (Int(p.x), Int(p.y))
          guard x >= 0, y >= 0, x < size, y < size, p.x >= 0, p.y >= 0 else { return }
          if p.z < map[y * size + x] { map[y * size + x] = p.z }
        }
        for index in 1..<max(points.count, 1) where index % pointsPerStrand != 0 {
          splat(points[index])
          splat((points[index] + points[index - 1]) * 0.5)
        }
      }
    }
  }

  /// The share of the key light that reaches a surface point, 0...1; `spread` is the light's width
  /// over its distance.
  func visibility(at point: SIMD3<Float>, spread: Float) -> Float {
    let p = frame.place(point)
    let perCentimetre = Float(Self.size) / Self.span
    let search = 4 * spread * perCentimetre
    var (blocked, distance) = (Float(0), Float(0))
    for tap in 0..<Self.searchTaps {
      let gap = p.z - sample(p, Self.disk(tap, of: Self.searchTaps) * search)
      if gap > Self.bias {
        blocked += 1
        distance += gap
      }
    }
    guard blocked > 0 else { return 1 }
    let radius = max(distance / blocked * spread * 0.5 * perCentimetre, 0.7)
    var lit: Float = 0
    for tap in 0..<Self.filterTaps {
      let gap = p.z - sample(p, Self.disk(tap, of: Self.filterTaps) * radius)
      lit += gap > Self.bias ? 0 : 1
    }
    return lit / Float(Self.filterTaps)
  }

  /// The share of the key light that reaches a strand inside the hair: it fades within the hair's
  /// outermost centimetre instead of ending at its surface.
  func visibilityInHair(at point: SIMD3<Float>) -> Float {
    let p = frame.place(point)
    var lit: Float = 0
    for tap in 0..<Self.hairTaps {
      let gap = max(p.z - sample(p, Self.disk(tap, of: Self.hairTaps) * 1.6), 0)
      lit += exp(-gap * 1.3)
    }
    return lit / Float(Self.hairTaps)
  }

  private static let searchTaps = 10
  private static let filterTaps = 16
  private static let hairTaps = 5

  @inline(__always) private func sample(_ p: SIMD3<Float>, _ offset: SIMD2<Float>) -> Float {
    let x = Int((p.x + offset.x).rounded(.down))
    let y = Int((p.y + offset.y).rounded(.down))
    guard x >= 0, y >= 0, x < Self.size, y < Self.size else { return .infinity }
    return nearest[y * Self.size + x]
  }

  /// Points of a disk of radius 1 that fill it evenly (Vogel 1979).
  private static let disks: [[SIMD2<Float>]] = (0...16).map { count in
    (0..<count).map { tap in
      let radius = ((Float(tap) + 0.5) / Float(count)).squareRoot()
      let angle = Float(tap) * 2.399963
      return SIMD2(radius * cos(angle), radius * sin(angle))
    }
  }

  @inline(__always) private static func disk(_ tap: Int, of count: Int) -> SIMD2<Float> {
    disks[count][tap]
  }

  /// The light's view: axes across it and along it.
  private struct Frame {
    private let right, up, toward, centre: SIMD3<Float>

    init(light: SIMD3<Float>, centre: SIMD3<Float>) {
      toward = light
      let helper: SIMD3<Float> = abs(light.y) < 0.95 ? SIMD3(0, 1, 0) : SIMD3(1, 0, 0)
      right = helper.cross(light).normalized
      up = light.cross(right)
      self.centre = centre
    }

    /// A point's pixel (x, y) and its depth away from the light (z).
    @inline(__always) func place(_ point: SIMD3<Float>) -> SIMD3<Float> {
      let p = point - centre
      let scale = Float(ShadowMap.size) / ShadowMap.span
      let half = Float(ShadowMap.size) / 2
      return SIMD3(p.dot(right) * scale + half, p.dot(up) * scale + half, -p.dot(toward))
    }
  }
}
