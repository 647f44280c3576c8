internal import CharacterCore

/// A 3x3 rotation matrix; `x`, `y` and `z` are its rows.
package struct HeadRotation: Sendable, Equatable {
  package var x, y, z: SIMD3<Double>

  package static let identity = HeadRotation(
    x: SIMD3(1, 0, 0), y: SIMD3(0, 1, 0), z: SIMD3(0, 0, 1))

  package init(x: SIMD3<Double>, y: SIMD3<Double>, z: SIMD3<Double>) {
    (self.x, self.y, self.z) = (x, y, z)
  }

  /// Rz(roll) Ry(yaw) Rx(-pitch), degrees: +yaw turns the nose to +x, +pitch looks up, +roll is
  /// counter-clockwise as a viewer in front sees it.
  package init(yaw: Double, pitch: Double, roll: Double) {
    func turn(_ degrees: Double) -> (cos: Double, sin: Double) {
      let angle = degrees * .pi / 180
      return (Math.cos(angle), Math.sin(angle))
    }
    let (y, p, r) = (turn(yaw), turn(-pitch), turn(roll))
    let aboutY = HeadRotation(
      x: SIMD3(y.cos, 0, y.sin), y: SIMD3(0, 1, 0), z: SIMD3(-y.sin, 0, y.cos))
    let aboutX = HeadRotation(
      x: SIMD3(1, 0, 0), y: SIMD3(0, p.cos, -p.sin), z: SIMD3(0, p.sin, p.cos))
    let aboutZ = HeadRotation(
      x: SIMD3(r.cos, -r.sin, 0), y: SIMD3(r.sin, r.cos, 0), z: SIMD3(0, 0, 1))
    self = aboutZ * aboutY * aboutX
  }

  /// The inverse.
  package var transposed: HeadRotation {
    HeadRotation(
      x: SIMD3(x.x, y.x, z.x), y: SIMD3(x.y, y.y, z.y), z: SIMD3(x.z, y.z, z.z))
  }

  package static func * (left: HeadRotation, right: HeadRotation) -> HeadRotation {
    let columns = right.transposed
    return HeadRotation(
      x: columns.applied(to: left.x), y: columns.applied(to: left.y),
      z: columns.applied(to: left.z))
  }

  @inline(__always)
  package func applied(to point: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3((x * point).sum(), (y * point).sum(), (z * point).sum())
  }

  /// Rotates many points in single precision.
  package func applied(to points: [SIMD3<Float>]) -> [SIMD3<Float>] {
    let columns = transposed
    let (a, b, c) = (
      SIMD3<Float>(columns.x), SIMD3<Float>(columns.y), SIMD3<Float>(columns.z)
    )
    return points.map { a * $0.x + b * $0.y + c * $0.z }
  }
}
