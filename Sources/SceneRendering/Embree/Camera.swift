internal import Foundation

/// A perspective camera: where it stands, what it looks at, and how wide it sees.
package struct Camera: Sendable, Equatable {
  package var position, target: SIMD3<Float>
  /// What is up in the picture; not along the line of sight.
  package var up: SIMD3<Float>
  /// From the picture's lower to its upper edge, degrees.
  package var verticalAngle: Float

  package init(
    position: SIMD3<Float>, target: SIMD3<Float>, up: SIMD3<Float> = SIMD3(0, 1, 0),
    verticalAngle: Float = 24
  ) {
    precondition(0.1...170 ~= verticalAngle)
    self.position = position
    self.target = target
    self.up = up
    self.verticalAngle = verticalAngle
  }

  /// The nearest camera of a direction that sees all of a box, with a margin.
  ///
  /// - Parameters:
  ///   - width, height: the picture's size in pixels; upright or lying.
  ///   - yaw: where the camera stands: degrees about +Y, 0 at +Z (before the subject), 90 at +X.
  ///   - pitch: how far it stands above the box's middle, degrees.
  ///   - margin: the share of the picture's width and of its height that stays free on each side.
  package init(
    framing box: Bounds, width: Int, height: Int, yaw: Float = 0, pitch: Float = 4,
    margin: Float = 0.06, verticalAngle: Float = 24
  ) {
    precondition(width > 0 && height > 0 && 0..<0.5 ~= margin && -89...89 ~= pitch)
    let (yaw, pitch) = (yaw * .pi / 180, pitch * .pi / 180)
    let back = SIMD3(sin(yaw) * cos(pitch), sin(pitch), cos(yaw) * cos(pitch))
    self.init(
      position: box.center + back, target: box.center, verticalAngle: verticalAngle)
    let view = View(self, width: width, height: height)
    let room = 1 - 2 * margin
    // The distance from the middle at which each corner comes to lie on the margin.
    let distance = box.corners.map { corner -> Float in
      let offset = corner - box.center
      let (x, y) = (abs(dot(offset, view.right)), abs(dot(offset, view.up)))
      return dot(offset, back) + max(x / (view.halfWidth * room), y / (view.halfHeight * room))
    }.reduce(0.01, max)
    position = box.center + back * distance
  }

  /// Where a point lies in a picture: x and y in pixels (0.5 is the middle of the first), and the
  /// depth along the line of sight, metres. `nil` of a point that is not before the camera.
  package func project(_ point: SIMD3<Float>, width: Int, height: Int) -> SIMD3<Float>? {
    View(self, width: width, height: height).project(point)
  }

  /// The ray through a point of a picture, of unit length.
  package func ray(x: Float, y: Float, width: Int, height: Int) -> Ray {
    let view = View(self, width: width, height: height)
    return Ray(origin: position, direction: unit(view.direction(x: x, y: y)))
  }
}

/// A camera's axes for a picture's size.
struct View: Sendable {
  let position, right, up, forward: SIMD3<Float>
  /// The tangents of half the angles of sight.
  let halfWidth, halfHeight: Float
  let width, height: Int
  /// The direction through the picture's upper left corner, and what a pixel adds to it.
  private let corner, column, row: SIMD3<Float>

  init(_ camera: Camera, width: Int, height: Int) {
    position = camera.position
    forward = unit(camera.target - camera.position)
    right = unit(cross(forward, camera.up))
    up = cross(right, forward)
    halfHeight = tan(camera.verticalAngle * .pi / 360)
    halfWidth = halfHeight * Float(width) / Float(height)
    (self.width, self.height) = (width, height)
    corner = forward - right * halfWidth + up * halfHeight
    column = right * (2 * halfWidth / Float(width))
    row = up * (-2 * halfHeight / Float(height))
  }

  /// The direction through a point of the picture; its length along the line of sight is 1.
  @inline(__always) func direction(x: Float, y: Float) -> SIMD3<Float> {
    corner + column * x + row * y
  }

  /// The directions through four points of the picture.
  @inline(__always) func directions(x: SIMD4<Float>, y: SIMD4<Float>) -> Quad {
    Quad(repeating: corner) + Quad(repeating: column) * x + Quad(repeating: row) * y
  }

  func project(_ point: SIMD3<Float>) -> SIMD3<Float>? {
    let offset = point - position
    let depth = dot(offset, forward)
    guard depth > 1e-4 else { return nil }
    let x = dot(offset, right) / (depth * halfWidth)
    let y = dot(offset, up) / (depth * halfHeight)
    return SIMD3((x + 1) / 2 * Float(width), (1 - y) / 2 * Float(height), depth)
  }
}
