/// Rays on their way to a light, four from a pixel, and the pixels that wait for the answer.
struct RayQueue: ~Copyable {
  private var rays: RayPackets
  private var owners: [Int32] = []
  /// True where rays run nearly alike.
  private let isCoherent: Bool
  /// Where rays begin, in lengths of their direction: free of the surface that they leave.
  private static let near = SIMD4<Float>(repeating: 0.0005)

  /// - Parameter capacity: the most pixels.
  init(capacity: Int, isCoherent: Bool = false) {
    rays = RayPackets(capacity: capacity)
    owners.reserveCapacity(capacity)
    self.isCoherent = isCoherent
  }

  @inline(__always) mutating func add(
    _ origin: Quad, _ direction: Quad, far: SIMD4<Float> = SIMD4(repeating: .infinity),
    asked: LaneMask = LaneMask(repeating: true), for pixel: Int
  ) {
    rays.add(origin, direction, near: Self.near, far: far, asked: asked)
    owners.append(Int32(pixel))
  }

  /// Asks all of them, tells each pixel how many of its rays came through, and is empty again.
  mutating func ask(_ scene: RayScene, _ through: (_ pixel: Int, _ count: Float) -> Void) {
    rays.block(by: scene, coherent: isCoherent)
    for (quad, owner) in owners.enumerated() {
      through(Int(owner), Float(rays.isOpen(quad).count))
    }
    rays.removeAll()
    owners.removeAll(keepingCapacity: true)
  }
}
