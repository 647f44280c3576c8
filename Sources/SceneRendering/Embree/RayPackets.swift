internal import CEmbree

/// Rays in Embree's packets of 8, written four at a time: two `Quad`s of rays share a packet.
///
/// Their memory is kept from one filling to the next.
struct RayPackets: ~Copyable {
  private let packets: UnsafeMutableRawPointer
  private let capacity: Int
  /// How many fours of rays there are.
  private(set) var count = 0

  /// The lines of a packet: what Embree keeps of its rays, eight numbers each.
  private enum Line: Int {
    case originX, originY, originZ, near, directionX, directionY, directionZ, time, far, mask, id,
      flags, asked
  }

  /// - Parameter capacity: the most fours of rays.
  init(capacity: Int) {
    self.capacity = capacity
    precondition(embree_packet_size() == Self.size, "Embree's packets are laid out otherwise")
    let count = (capacity + 1) / 2
    packets = .allocate(byteCount: count * Self.size, alignment: 32)
    packets.initializeMemory(as: UInt8.self, repeating: 0, count: count * Self.size)
    for quad in 0..<2 * count {
      line(.mask, of: quad).storeBytes(
        of: SIMD4(repeating: UInt32.max), as: SIMD4<UInt32>.self)
    }
  }

  deinit { packets.deallocate() }

  @inline(__always) private static var size: Int { 32 * (Line.asked.rawValue + 1) }

  @inline(__always) private func line(_ line: Line, of quad: Int) -> UnsafeMutableRawPointer {
    packets + (quad / 2 * Self.size + 32 * line.rawValue + 16 * (quad & 1))
  }

  /// Adds four rays, of which some may not be `asked`: those meet nothing.
  @inline(__always) mutating func add(
    _ origin: Quad, _ direction: Quad, near: SIMD4<Float>, far: SIMD4<Float>,
    asked: LaneMask = LaneMask(repeating: true)
  ) {
    precondition(count < capacity, "more rays than there is room for")
    line(.originX, of: count).storeBytes(of: origin.x, as: SIMD4<Float>.self)
    line(.originY, of: count).storeBytes(of: origin.y, as: SIMD4<Float>.self)
    line(.originZ, of: count).storeBytes(of: origin.z, as: SIMD4<Float>.self)
    line(.near, of: count).storeBytes(of: near, as: SIMD4<Float>.self)
    line(.directionX, of: count).storeBytes(of: direction.x, as: SIMD4<Float>.self)
    line(.directionY, of: count).storeBytes(of: direction.y, as: SIMD4<Float>.self)
    line(.directionZ, of: count).storeBytes(of: direction.z, as: SIMD4<Float>.self)
    line(.far, of: count).storeBytes(of: far, as: SIMD4<Float>.self)
    let marks = SIMD4<Int32>.zero.replacing(with: -1, where: asked)
    line(.asked, of: count).storeBytes(of: marks, as: SIMD4<Int32>.self)
    count += 1
  }

  mutating func removeAll() { count = 0 }

  /// The direction of four rays.
  @inline(__always) func direction(_ quad: Int) -> Quad {
    Quad(
      x: line(.directionX, of: quad).load(as: SIMD4<Float>.self),
      y: line(.directionY, of: quad).load(as: SIMD4<Float>.self),
      z: line(.directionZ, of: quad).load(as: SIMD4<Float>.self))
  }

  /// Those of four rays that were asked and, after `block`, on which nothing lies.
  @inline(__always) func isOpen(_ quad: Int) -> LaneMask {
    let far = line(.far, of: quad).load(as: SIMD4<Float>.self)
    let asked = line(.asked, of: quad).load(as: SIMD4<Int32>.self)
    return (far .>= 0) .& (asked .!= 0)
  }

  /// Closes the rays on which anything of a scene lies.
  ///
  /// - Parameter coherent: true of rays that run nearly alike; the answers are the same.
  func block(by scene: RayScene, coherent: Bool = false) {
    embree_occluded(scene.address, packets, settle(), coherent ? 1 : 0)
  }

  /// Writes what each ray meets first into the beginning of `hits`.
  func closest(in scene: RayScene, _ hits: borrowing RayHits) {
    precondition(hits.capacity >= count)
    embree_closest(scene.address, packets, settle(), hits.packets)
  }

  /// The number of packets; nothing is asked of the last one's other half where it is not full.
  private func settle() -> Int {
    if count & 1 == 1 { line(.asked, of: count).storeBytes(of: .zero, as: SIMD4<Int32>.self) }
    return (count + 1) / 2
  }
}

/// What the rays of packets meet first, read four at a time.
struct RayHits: ~Copyable {
  fileprivate let packets: UnsafeMutablePointer<EmbreeHits>
  fileprivate let capacity: Int

  /// - Parameter capacity: the most fours of rays.
  init(capacity: Int) {
    self.capacity = capacity
    packets = .allocate(capacity: (capacity + 1) / 2)
    packets.initialize(repeating: EmbreeHits(), count: (capacity + 1) / 2)
  }

  deinit { packets.deallocate() }

  /// What four rays met.
  struct Four {
    let distance, u, v: SIMD4<Float>
    let mesh, triangle: SIMD4<UInt32>

    /// Which rays met anything.
    @inline(__always) var isHit: LaneMask { mesh .!= .max }
  }

  @inline(__always) subscript(quad: Int) -> Four {
    let lines = UnsafeRawPointer(packets + quad / 2) + 16 * (quad & 1)
    return Four(
      distance: lines.loadUnaligned(as: SIMD4<Float>.self),
      u: lines.loadUnaligned(fromByteOffset: 32, as: SIMD4<Float>.self),
      v: lines.loadUnaligned(fromByteOffset: 64, as: SIMD4<Float>.self),
      mesh: lines.loadUnaligned(fromByteOffset: 96, as: SIMD4<UInt32>.self),
      triangle: lines.loadUnaligned(fromByteOffset: 128, as: SIMD4<UInt32>.self))
  }
}
