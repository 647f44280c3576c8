internal import Foundation

/// A head's rotation, as the renderer's: +yaw turns the nose to the subject's left, +pitch up, +roll
/// counter-clockwise in the image; degrees, applied as Rz Ry Rx.
package struct HeadOrientation: Sendable, Equatable {
  package var yaw, pitch, roll: Double

  package init(yaw: Double, pitch: Double, roll: Double) {
    (self.yaw, self.pitch, self.roll) = (yaw, pitch, roll)
  }

  /// The columns of the rotation: where the head's x (left), y (up) and z (ahead) point.
  private var axes: (x: SIMD3<Double>, y: SIMD3<Double>, z: SIMD3<Double>) {
    let unit = Double.pi / 180
    let (cy, sy) = (cos(yaw * unit), sin(yaw * unit))
    let (cp, sp) = (cos(-pitch * unit), sin(-pitch * unit))
    let (cr, sr) = (cos(roll * unit), sin(roll * unit))
    func rolled(_ v: SIMD3<Double>) -> SIMD3<Double> {
      SIMD3(cr * v.x - sr * v.y, sr * v.x + cr * v.y, v.z)
    }
    return (
      rolled(SIMD3(cy, 0, -sy)), rolled(SIMD3(sy * sp, cp, cy * sp)),
      rolled(SIMD3(sy * cp, -sp, cy * cp))
    )
  }

  /// A direction in the world, as yaw and pitch, seen from within the head.
  package func inHead(_ direction: SIMD2<Double>) -> SIMD2<Double> {
    let (x, y, z) = axes
    let ray = Self.ray(direction)
    return Self.angles(SIMD3((x * ray).sum(), (y * ray).sum(), (z * ray).sum()))
  }

  /// A direction within the head, as yaw and pitch, seen in the world.
  package func inWorld(_ direction: SIMD2<Double>) -> SIMD2<Double> {
    let (x, y, z) = axes
    let ray = Self.ray(direction)
    return Self.angles(x * ray.x + y * ray.y + z * ray.z)
  }

  private static func ray(_ direction: SIMD2<Double>) -> SIMD3<Double> {
    let (yaw, pitch) = (direction.x * .pi / 180, direction.y * .pi / 180)
    return SIMD3(sin(yaw) * cos(pitch), sin(pitch), cos(yaw) * cos(pitch))
  }

  private static func angles(_ ray: SIMD3<Double>) -> SIMD2<Double> {
    SIMD2(atan2(ray.x, ray.z), asin(min(max(ray.y, -1), 1))) * (180 / .pi)
  }
}
