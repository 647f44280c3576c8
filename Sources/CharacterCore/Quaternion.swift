internal import Foundation

/// A rotation in space as a unit quaternion: `vector` is the axis times the sine of half the angle.
public struct Quaternion: Sendable, Equatable {
  public var vector: SIMD3<Double>
  public var scalar: Double

  public static let identity = Quaternion(vector: .zero, scalar: 1)

  /// The components as they are; the caller sees to it that they are of unit length.
  public init(vector: SIMD3<Double>, scalar: Double) {
    (self.vector, self.scalar) = (vector, scalar)
  }

  /// A turn by `radians` around `axis`, of unit length, counter-clockwise seen from its tip.
  public init(_ radians: Double, around axis: SIMD3<Double>) {
    self.init(vector: sin(radians / 2) * axis, scalar: cos(radians / 2))
  }

  /// The turn around the direction of `rotationVector` by its length in radians.
  public init(rotationVector: SIMD3<Double>) {
    let angle = rotationVector.length
    // sin(x/2)/x near 0 by its series.
    let share = angle > 1e-6 ? sin(angle / 2) / angle : 0.5 - angle * angle / 48
    self.init(vector: share * rotationVector, scalar: cos(angle / 2))
  }

  /// The shortest turn that brings direction `start` to direction `end`, both of unit length; half a
  /// turn around any perpendicular where they are opposite.
  public init(from start: SIMD3<Double>, to end: SIMD3<Double>) {
    let cosine = start.dot(end)
    guard cosine > -1 + 1e-12 else {
      let other = abs(start.x) < 0.6 ? SIMD3<Double>(1, 0, 0) : SIMD3(0, 1, 0)
      self.init(vector: start.cross(other).normalized, scalar: 0)
      return
    }
    self = Quaternion(vector: start.cross(end), scalar: 1 + cosine).normalized
  }

  public var normalized: Quaternion {
    let length = (vector.dot(vector) + scalar * scalar).squareRoot()
    return Quaternion(vector: vector / length, scalar: scalar / length)
  }

  /// The turn back.
  public var inverse: Quaternion { Quaternion(vector: -vector, scalar: scalar) }

  /// Axis times angle, the angle within -pi...pi.
  public var rotationVector: SIMD3<Double> {
    let sine = vector.length
    let sign = scalar < 0 ? -1.0 : 1.0
    guard sine > 1e-9 else { return 2 * sign * vector }
    return (2 * sign * atan2(sine, abs(scalar)) / sine) * vector
  }

  /// First `right`, then `left`.
  public static func * (left: Quaternion, right: Quaternion) -> Quaternion {
    Quaternion(
      vector: left.scalar * right.vector + right.scalar * left.vector
        + left.vector.cross(right.vector),
      scalar: left.scalar * right.scalar - left.vector.dot(right.vector))
  }

  /// The point or direction turned.
  public func turn(_ point: SIMD3<Double>) -> SIMD3<Double> {
    let twice = 2 * vector.cross(point)
    return point + scalar * twice + vector.cross(twice)
  }

  /// `share` of the way to `end` along the shortest arc, at even speed.
  public func mixed(with end: Quaternion, _ share: Double) -> Quaternion {
    self * Quaternion(rotationVector: share * (inverse * end).rotationVector)
  }

  /// The rotation as `swing * twist`: `twist` turns around `axis` (of unit length), `swing` around an
  /// axis perpendicular to it. Both turn by at most half a turn.
  public func swingAndTwist(around axis: SIMD3<Double>) -> (swing: Quaternion, twist: Quaternion) {
    let along = vector.dot(axis)
    let length = (along * along + scalar * scalar).squareRoot()
    // Half a turn around a perpendicular axis: any twist would do, so there is none.
    guard length > 1e-12 else { return (self, .identity) }
    let sign = scalar < 0 ? -1.0 : 1.0
    let twist = Quaternion(vector: (sign * along / length) * axis, scalar: sign * scalar / length)
    return (self * twist.inverse, twist)
  }
}

extension SIMD3<Double> {
  public func dot(_ other: Self) -> Double { (self * other).sum() }

  public func cross(_ other: Self) -> Self {
    Self(
      y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }

  public var length: Double { dot(self).squareRoot() }

  /// The direction; the vector is not zero.
  public var normalized: Self { self / length }
}
