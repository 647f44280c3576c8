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
/// Any thread may ask, but for a scene that is being moved. The same rays in the same order give the
/// same bits. A triangle with a corner that is no number is left out.
package final class RayScene: Sendable {
  /// Owned; passed as a number, as a scene that is complete may be read from everywhere.
  let address: UInt
  private let device: RayDevice
  package let meshCount: Int
  /// Whether `move` may be called: then all corners are numbers.
  private let moves: Bool

  /// - Parameter moves: true of a scene that is to be moved.
  package init(_ meshes: [SurfaceMesh], on device: RayDevice, moves: Bool = false)
    throws(RenderingError)
  {
    self.device = device
    self.moves = moves
    meshCount = meshes.count
    for mesh in meshes {
      precondition(mesh.isConsistent, "a mesh's arrays do not fit together")
      precondition(!moves || mesh.isFinite, "a scene that moves has a corner that is no number")
    }
    let owner = embree_new_scene(device.address, moves ? 1 : 0)
    address = owner
    guard owner != 0 else { throw Self.error(device) }
    for (number, mesh) in meshes.enumerated() where !mesh.triangles.isEmpty {
      let isAdded = mesh.positions.withUnsafeBytes { positions in
        mesh.triangles.withUnsafeBytes { triangles in
          embree_add_mesh(
            device.address, owner, UInt32(number), moves ? 1 : 0, positions.baseAddress,
            mesh.positions.count, triangles.baseAddress, mesh.triangles.count)
        }
      }
      guard isAdded != 0 else { throw Self.error(device) }
    }
    try commit()
  }

  deinit { if address != 0 { embree_release_scene(address) } }

  /// Fits the scene to other places of the meshes' corners, which is far cheaper than building it
  /// anew. What it was before leaves no trace. Nobody may ask meanwhile.
  ///
  /// - Parameter meshes: those of the scene, with all corners numbers.
  func move(to meshes: [SurfaceMesh]) throws(RenderingError) {
    precondition(moves && meshes.count == meshCount)
    for (number, mesh) in meshes.enumerated() where !mesh.triangles.isEmpty {
      mesh.positions.withUnsafeBytes {
        embree_move_mesh(address, UInt32(number), $0.baseAddress, mesh.positions.count)
      }
    }
    try commit()
  }

  private func commit() throws(RenderingError) {
    embree_commit_scene(address)
    let code = embree_take_error(device.address)
    guard code == 0 else { throw Self.error(code) }
  }

  /// What each ray meets first; `nil` where it meets nothing.
  package func closestHits(_ rays: [Ray]) -> [RayHit?] {
    let packets = RayPackets(rays)
    let hits = RayHits(capacity: packets.count)
    packets.closest(in: self, hits)
    return rays.indices.map { index in
      let (four, lane) = (hits[index / 4], index % 4)
      guard four.isHit[lane] else { return nil }
      return RayHit(
        distance: four.distance[lane], mesh: Int(four.mesh[lane]),
        triangle: Int(four.triangle[lane]), u: four.u[lane], v: four.v[lane])
    }
  }

  /// Whether anything lies on each ray.
  package func areOccluded(_ rays: [Ray]) -> [Bool] {
    let packets = RayPackets(rays)
    packets.block(by: self)
    return rays.indices.map { !packets.isOpen($0 / 4)[$0 % 4] }
  }

  private static func error(_ device: RayDevice) -> RenderingError {
    error(embree_take_error(device.address))
  }

  private static func error(_ code: Int32) -> RenderingError {
    RenderingError(.library, "Embree could not build the scene (error \(code)).")
  }
}

extension RayPackets {
  /// Four after four of some rays; of the last four perhaps not all are asked.
  fileprivate init(_ rays: [Ray]) {
    self.init(capacity: (rays.count + 3) / 4)
    for start in stride(from: 0, to: rays.count, by: 4) {
      let four = (start..<start + 4).map { rays[min($0, rays.count - 1)] }
      let lanes = SIMD4<Int32>(0, 1, 2, 3)
      add(
        Quad(four[0].origin, four[1].origin, four[2].origin, four[3].origin),
        Quad(four[0].direction, four[1].direction, four[2].direction, four[3].direction),
        near: SIMD4(four.map(\.near)), far: SIMD4(four.map(\.far)),
        asked: lanes .< Int32(min(rays.count - start, 4)))
    }
  }
}
