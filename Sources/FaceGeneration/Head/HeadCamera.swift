package import CharacterCore

/// The pinhole camera that sees a head, for a square image.
///
/// Camera space: cm, x to the image's right, y up, z towards the viewer, so that what is visible has
/// a negative z. Pixels: x to the right, y down; the centre of the first pixel is at 0.5.
package struct HeadCamera: Sendable {
  package let view: HeadView
  /// Pixels along the image's side.
  package let size: Int
  /// Head space to camera space.
  package let rotation: HeadRotation
  /// Pixels that 1 cm has at a distance of 1 cm.
  package let focal: Double
  /// Where the head's origin lies in camera space.
  private let offset: SIMD3<Double>

  package init(view: HeadView, size: Int) {
    precondition(size > 0)
    self.view = view
    self.size = size
    rotation = HeadRotation(yaw: view.yaw, pitch: view.pitch, roll: view.roll)
    focal = Double(size) * view.distance / view.frame
    offset = -rotation.applied(to: view.pivot) - SIMD3(view.shift.x, view.shift.y, view.distance)
  }

  /// The camera's own place in head space.
  package var position: SIMD3<Double> { rotation.transposed.applied(to: -offset) }

  package func toCamera(_ point: SIMD3<Double>) -> SIMD3<Double> {
    rotation.applied(to: point) + offset
  }

  package func toCamera(_ point: SIMD3<Float>) -> SIMD3<Float> {
    SIMD3<Float>(toCamera(SIMD3<Double>(point)))
  }

  /// Pixel x, pixel y and depth: the distance in cm along the camera's axis.
  package func project(_ point: SIMD3<Double>) -> SIMD3<Double> {
    let seen = toCamera(point)
    let (middle, scale) = (Double(size) / 2, focal / -seen.z)
    return SIMD3(middle + scale * seen.x, middle - scale * seen.y, -seen.z)
  }

  package func project(_ point: SIMD3<Float>) -> SIMD3<Float> {
    SIMD3<Float>(project(SIMD3<Double>(point)))
  }

  /// Moves many points to camera space in single precision.
  package func toCamera(_ points: [SIMD3<Float>]) -> [SIMD3<Float>] {
    let columns = rotation.transposed
    let (a, b, c) = (
      SIMD3<Float>(columns.x), SIMD3<Float>(columns.y), SIMD3<Float>(columns.z)
    )
    let origin = SIMD3<Float>(offset)
    return points.map { point in
      let turned = a * point.x + b * point.y
      return turned + (c * point.z + origin)
    }
  }

  /// Projects many points in single precision.
  package func project(_ points: [SIMD3<Float>]) -> [SIMD3<Float>] {
    let (middle, focal) = (Float(size) / 2, Float(focal))
    return toCamera(points).map { seen in
      let scale = focal / -seen.z
      return SIMD3(middle + scale * seen.x, middle - scale * seen.y, -seen.z)
    }
  }
}
