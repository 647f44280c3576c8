/// A turn, a scale and a shift of the plane: p -> (a p.x - b p.y, b p.x + a p.y) + shift; y points down.
package struct SimilarityTransform: Sendable, Equatable {
  var a, b: Float
  var shift: SIMD2<Float>

  /// The one that brings `points` closest to `targets` in the least-squares sense, without mirroring;
  /// `nil` where the points coincide. Umeyama 1991, in the plane, where it has a closed form.
  package init?(from points: [SIMD2<Float>], to targets: [SIMD2<Float>]) {
    precondition(points.count == targets.count)
    guard !points.isEmpty else { return nil }
    func wide(_ points: [SIMD2<Float>]) -> [SIMD2<Double>] {
      points.map { SIMD2(Double($0.x), Double($0.y)) }
    }
    let (from, to) = (wide(points), wide(targets))
    let share = 1 / Double(points.count)
    let (middle, goal) = (from.reduce(.zero, +) * share, to.reduce(.zero, +) * share)
    var (along, across, energy) = (0.0, 0.0, 0.0)
    for (point, target) in zip(from, to) {
      let (p, q) = (point - middle, target - goal)
      along += p.x * q.x + p.y * q.y
      across += p.x * q.y - p.y * q.x
      energy += p.x * p.x + p.y * p.y
    }
    guard energy.isFinite, energy > 1e-9, along * along + across * across > 1e-12 * energy else {
      return nil
    }
    let (c, s) = (along / energy, across / energy)
    (a, b) = (Float(c), Float(s))
    shift = SIMD2(
      Float(goal.x - (c * middle.x - s * middle.y)), Float(goal.y - (s * middle.x + c * middle.y)))
  }

  init(a: Float, b: Float, shift: SIMD2<Float>) { (self.a, self.b, self.shift) = (a, b, shift) }

  /// Brings `center` to the middle of a window of `size` pixels and turns `direction`, a vector of any
  /// length, to the right.
  init(center: SIMD2<Float>, upright direction: SIMD2<Float>, scale: Float, window size: Float) {
    let length = (direction * direction).sum().squareRoot()
    let unit = length > 0 ? direction / length : SIMD2(1, 0)
    (a, b) = (scale * unit.x, -scale * unit.y)
    shift = .zero
    shift = SIMD2(repeating: size / 2) - apply(center)
  }

  package func apply(_ point: SIMD2<Float>) -> SIMD2<Float> {
    SIMD2(a * point.x - b * point.y, b * point.x + a * point.y) + shift
  }

  /// Lengths grow by this factor.
  package var scale: Float { (a * a + b * b).squareRoot() }

  package var inverse: SimilarityTransform {
    let energy = a * a + b * b
    var result = SimilarityTransform(a: a / energy, b: -b / energy, shift: .zero)
    result.shift = -result.apply(shift)
    return result
  }
}
