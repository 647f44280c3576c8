internal import CEmbree

/// Rays on their way to a light, and the pixels that wait for the answer.
struct RayQueue {
  private var rays: [EmbreeRay] = []
  private var owners: [Int32] = []
  private var flags: [UInt8]

  init(capacity: Int) {
    rays.reserveCapacity(capacity)
    owners.reserveCapacity(capacity)
    flags = [UInt8](repeating: 0, count: capacity)
  }

  @inline(__always) mutating func add(
    _ origin: SIMD3<Float>, _ direction: SIMD3<Float>, far: Float, for pixel: Int
  ) {
    rays.append(EmbreeRay(origin, direction, near: 0.0005, far: far))
    owners.append(Int32(pixel))
  }

  /// Asks all of them, names the pixel of each that came through, and is empty again.
  mutating func ask(_ scene: RayScene, _ through: (_ pixel: Int) -> Void) {
    scene.occluded(rays, &flags)
    for index in 0..<rays.count where flags[index] == 0 { through(Int(owners[index])) }
    rays.removeAll(keepingCapacity: true)
    owners.removeAll(keepingCapacity: true)
  }
}
