internal import CEmbree

/// A line from an origin; lengths count in lengths of the direction.
package struct Ray: Sendable, Equatable {
  package var origin, direction: SIMD3<Float>
  /// What lies nearer or farther does not count.
  package var near, far: Float

  package init(
    origin: SIMD3<Float>, direction: SIMD3<Float>, near: Float = 0, far: Float = .infinity
  ) {
    (self.origin, self.direction) = (origin, direction)
    (self.near, self.far) = (near, far)
  }
}

/// The place where a ray first meets a surface.
package struct RayHit: Sendable, Equatable {
  package var distance: Float
  package var mesh, triangle: Int
  /// The weights of the triangle's second and third corner.
  package var u, v: Float
}

/// Embree at work for us: what scenes are built on.
package final class RayDevice: Sendable {
  fileprivate let address: UInt

  /// Throws `RenderingError` where the processor is none that Embree knows.
  package init() throws(RenderingError) {
    address = embree_new_device()
    guard address != 0 else {
      throw RenderingError(
        .library,
        "Embree does not start (error \(embree_take_error(0))): this processor may lack SSE2.")
    }
  }

  deinit { embree_release_device(address) }
}

/// Triangles that can be asked what a ray meets (Wald et al. 2014, *Embree*).
///
/// Built once on the caller's thread and never changed: any thread may ask. The same rays in the same
/// order give the same bits. A triangle with a corner that is no number is left out.
package final class RayScene: Sendable {
  /// Owned; passed as a number, as a scene that is complete may be read from everywhere.
  private let address: UInt
  private let device: RayDevice
  package let meshCount: Int

  package init(_ meshes: [SurfaceMesh], on device: RayDevice) throws(RenderingError) {
    self.device = device
    meshCount = meshes.count
    for mesh in meshes { precondition(mesh.isConsistent, "a mesh's arrays do not fit together") }
    let owner = embree_new_scene(device.address)
    address = owner
    guard owner != 0 else { throw Self.error(device) }
    for (number, mesh) in meshes.enumerated() where !mesh.triangles.isEmpty {
      let isAdded = mesh.positions.withUnsafeBytes { positions in
        mesh.triangles.withUnsafeBytes { triangles in
          embree_add_mesh(
            device.address, owner, UInt32(number), positions.baseAddress,
            mesh.positions.count, triangles.baseAddress, mesh.triangles.count)
        }
      }
      guard isAdded != 0 else { throw Self.error(device) }
    }
    embree_commit_scene(owner)
    let code = embree_take_error(device.address)
    guard code == 0 else { throw Self.error(code) }
  }

  deinit { if address != 0 { embree_release_scene(address) } }

  /// What each ray meets first; `nil` where it meets nothing.
  package func closestHits(_ rays: [Ray]) -> [RayHit?] {
    var hits = [EmbreeHit](repeating: EmbreeHit(), count: rays.count)
    closest(rays.map(EmbreeRay.init), &hits)
    return hits.map { hit in
      hit.isMiss
        ? nil
        : RayHit(
          distance: hit.distance, mesh: Int(hit.mesh), triangle: Int(hit.triangle), u: hit.u,
          v: hit.v)
    }
  }

  /// Whether anything lies on each ray.
  package func areOccluded(_ rays: [Ray]) -> [Bool] {
    var flags = [UInt8](repeating: 0, count: rays.count)
    occluded(rays.map(EmbreeRay.init), &flags)
    return flags.map { $0 != 0 }
  }

  /// Writes what each ray meets first into the beginning of `hits`.
  func closest(_ rays: [EmbreeRay], _ hits: inout [EmbreeHit]) {
    precondition(hits.count >= rays.count)
    rays.withUnsafeBufferPointer { rays in
      hits.withUnsafeMutableBufferPointer { hits in
        embree_closest(address, rays.baseAddress, rays.count, hits.baseAddress)
      }
    }
  }

  /// Writes 1 or 0 for each ray into the beginning of `flags`.
  func occluded(_ rays: [EmbreeRay], _ flags: inout [UInt8]) {
    precondition(flags.count >= rays.count)
    rays.withUnsafeBufferPointer { rays in
      flags.withUnsafeMutableBufferPointer { flags in
        embree_occluded(address, rays.baseAddress, rays.count, flags.baseAddress)
      }
    }
  }

  private static func error(_ device: RayDevice) -> RenderingError {
    error(embree_take_error(device.address))
  }

  private static func error(_ code: Int32) -> RenderingError {
    RenderingError(.library, "Embree could not build the scene (error \(code)).")
  }
}

extension EmbreeRay {
  @inline(__always) init(
    _ origin: SIMD3<Float>, _ direction: SIMD3<Float>, near: Float, far: Float
  ) {
    self.init(
      origin: (origin.x, origin.y, origin.z), near: near,
      direction: (direction.x, direction.y, direction.z), far: far)
  }

  init(_ ray: Ray) { self.init(ray.origin, ray.direction, near: ray.near, far: ray.far) }
}

extension EmbreeHit {
  @inline(__always) var isMiss: Bool { mesh == .max }
}
