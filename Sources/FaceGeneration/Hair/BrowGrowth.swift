package import CharacterCore
internal import Foundation

extension BoundStrands {
  /// Both brows: inner hairs stand up, outer ones lie along the arch.
  ///
  /// - Parameters:
  ///   - curve: the left brow of the mean head, five points from the nose outwards.
  ///   - thickness: `LookParameters.browThickness`.
  ///   - neutral: the skin of the mean head.
  package static func brows(
    curve: [SIMD3<Float>], thickness: Double, sex: Double, ageYears: Double, grey: Double,
    neutral: SkinSurface, stream: RandomStream
  ) -> BoundStrands {
    let arch = BrowArch(curve)
    let thick = Float(thickness)
    let front = neutral.triangles.filter { triangle in
      let corner = neutral.vertices[Int(triangle.x)]
      return abs(corner.x) < 8 && corner.y > 3.8 && corner.y < 8.5 && corner.z > 5.5
    }
    let young = Math.smoothstep(17, 6, ageYears)
    let count = Int(300 * min(thickness, 1.3) * (1 - 0.35 * young))
    var roots: [SkinSurface.Root] = []
    var (sides, angles, lengths): ([Float], [Float], [Float]) = ([], [], [])
    for side: Float in [1, -1] {
      for index in 0..<count {
        var random = stream.stream(side > 0 ? index : -index - 1)
        let u = drawShare(&random)
        let width =
          thick * 0.41 * Ease.smooth(-0.08, 0.14, u) * (1 - 0.68 * Ease.smooth(0.42, 1, u))
        let v = Float(random.uniform(-0.8, 0.8) + random.normal(0, 0.12))
        var place = arch.point(u)
        place.x = (place.x + Float(random.normal(0, 0.03))) * side
        place.y += v * width
        roots.append(rootBehind(place, front, neutral.vertices))
        sides.append(side)
        angles.append(
          Ease.mix(1.25, -0.12, Ease.smooth(0, 0.55, u)) - 0.55 * v * Ease.smooth(0.15, 0.5, u)
            + Float(random.normal(0, 0.16)) + arch.slope(u))
        lengths.append(
          Float(random.uniform(0.32, 0.62)) * Ease.mix(1, 0.75, u) * (0.8 + 0.25 * thick))
      }
    }
    return BoundStrands(
      brows: roots, sides: sides, angles: angles, lengths: lengths, sex: sex, grey: grey,
      stream: stream)
  }

  init(
    brows roots: [SkinSurface.Root], sides: [Float], angles: [Float], lengths: [Float],
    sex: Double, grey: Double, stream: RandomStream
  ) {
    let thickness: Float = sex > 0.5 ? 1.15 : 0.9
    self.init(
      roots: roots, lengths: lengths, growth: .brow(sides: sides, angles: angles), points: 4,
      radii: 0.006 * thickness...0.0145 * thickness, grey: grey, stream: stream.stream("tone"))
  }

  /// A place along the brow, beta distributed (1.05, 1.15), by rejection.
  private static func drawShare(_ random: inout RandomStream) -> Float {
    while true {
      let u = random.uniform()
      if random.uniform() * 0.9 < Math.exp(0.05 * Math.log(u) + 0.15 * Math.log(1 - u)) {
        return Float(u)
      }
    }
  }

  /// The point of the front of the face that lies before or behind a place.
  private static func rootBehind(
    _ place: SIMD3<Float>, _ triangles: [SIMD3<Int32>], _ vertices: [SIMD3<Float>]
  ) -> SkinSurface.Root {
    precondition(!triangles.isEmpty, "the mesh has no forehead")
    var best = SkinSurface.Root(corners: triangles[0], weights: SIMD3(1, 0, 0))
    var bestInside = -Float.infinity
    for triangle in triangles {
      let a = vertices[Int(triangle.x)]
      let ab = vertices[Int(triangle.y)] - a
      let ac = vertices[Int(triangle.z)] - a
      let ap = place - a
      let area = ab.x * ac.y - ab.y * ac.x
      guard area > 1e-6 else { continue }
      let b = (ap.x * ac.y - ap.y * ac.x) / area
      let c = (ab.x * ap.y - ab.y * ap.x) / area
      let inside = min(b, c, 1 - b - c)
      if inside > bestInside {
        bestInside = inside
        best = SkinSurface.Root(corners: triangle, weights: SIMD3(1 - b - c, b, c))
      }
    }
    let clamped = pointwiseMax(best.weights, .zero)
    best.weights = clamped / clamped.sum()
    return best
  }
}

/// A brow's centre line, smoothed from five points.
private struct BrowArch {
  private let points: [SIMD3<Float>]

  init(_ curve: [SIMD3<Float>]) {
    precondition(curve.count == 5)
    let raise: [Float] = [-0.12, 0.05, 0.12, 0.05, -0.05]
    let control = zip(curve, raise).map { $0 + SIMD3(0, $1, 0) }
    var points = (0..<200).map { index in
      let position = Float(index) / 199 * 4
      let lower = min(Int(position), 3)
      return Ease.mix(control[lower], control[lower + 1], position - Float(lower))
    }
    for _ in 0..<30 {
      let before = points
      for index in 1..<199 {
        points[index] = before[index] * 0.5 + (before[index - 1] + before[index + 1]) * 0.25
      }
    }
    self.points = points
  }

  func point(_ share: Float) -> SIMD3<Float> { points[Int(share * 199)] }

  /// The line's rise as an angle, radians.
  func slope(_ share: Float) -> Float {
    let index = Int(share * 199)
    let step = points[min(index + 1, 199)] - points[max(index - 1, 0)]
    return atan2(step.y, (step.x * step.x + step.z * step.z).squareRoot())
  }
}
