internal import Synchronization

/// The scenes of a figure that is drawn again and again: built once from its meshes at rest, lent out one
/// a picture, and fitted to the figure's places there.
///
/// As the boxes of all of them stem from the same rest, a picture does not depend on which scene it gets
/// nor on what that one was fitted to before.
final class FigureScenes: Sendable {
  /// The meshes' arrays at rest.
  private let geometry: SurfaceGeometry
  private let rest: [SurfaceMesh]
  private let device: RayDevice
  private let idle = Mutex<[RayScene]>([])

  init(_ rest: [SurfaceMesh], on device: RayDevice) {
    (self.rest, self.device) = (rest, device)
    geometry = SurfaceGeometry(rest)
  }

  /// Does something with the figure in other places.
  func with<Result>(
    _ meshes: [SurfaceMesh],
    _ body: (RayScene, SurfaceGeometry) throws(RenderingError) -> Result
  ) throws(RenderingError) -> Result {
    precondition(
      meshes.count == rest.count && zip(meshes, rest).allSatisfy { $0.isShaped(like: $1) },
      "other meshes than those of the figure")
    // Boxes around a corner that is no number would hold nothing.
    guard meshes.allSatisfy(\.isFinite) else {
      return try body(RayScene(meshes, on: device), geometry.moved(to: meshes))
    }
    let lent = idle.withLock { $0.popLast() }
    let scene = if let lent { lent } else { try RayScene(rest, on: device, moves: true) }
    try scene.move(to: meshes)
    defer { idle.withLock { $0.append(scene) } }
    return try body(scene, geometry.moved(to: meshes))
  }
}
