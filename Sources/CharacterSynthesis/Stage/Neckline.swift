internal import CharacterCore
internal import MotionSynthesis

/// The cut of a garment's neck on the body: which colour each vertex about the collar has, on a mesh that
/// is fine enough there to show the cut.
///
/// The body's own top has a crew neck. A V-neck and a tank top bare some of it, a turtleneck covers the
/// neck; the cuts are those of the face's pictures (see `Garment`).
struct Neckline: Sendable {
  /// New vertices, each in the middle of two others, which come before it.
  let parents: [SIMD2<Int32>]
  let triangles: [SIMD3<Int32>]
  let zones: [BodyShape.Zone]
  /// Colours of all vertices, the new ones last.
  let colors: [SIMD3<Float>]

  /// - Parameters:
  ///   - places: the body's vertices in head space.
  ///   - triangles, zones: what is kept of the body's surface.
  ///   - colors: linear, in `Zone` order.
  init(
    _ garment: LookParameters.Garment, places: [SIMD3<Float>], triangles: [SIMD3<Int32>],
    zones: [BodyShape.Zone], vertexZones: [BodyShape.Zone], colors: [SIMD3<Float>]
  ) {
    var mesh = FineMesh(places: places, zones: vertexZones)
    var (kept, keptZones) = (triangles, zones)
    for _ in 0..<(garment == .tee ? 0 : 2) {
      var (finer, finerZones): ([SIMD3<Int32>], [BodyShape.Zone]) = ([], [])
      for (corners, zone) in zip(kept, keptZones) {
        let isNear =
          (zone == .top || zone == .skin)
          && (0..<3).contains { Self.isCut(mesh.places[Int(corners[$0])]) }
        let parts = isNear ? mesh.split(corners) : [corners]
        finer += parts
        finerZones += parts.map { _ in zone }
      }
      (kept, keptZones) = (finer, finerZones)
    }
    parents = mesh.parents
    let places = mesh.places
    // The cuts are drawn for a head whose crew neck lies at -11; necks are longer and shorter.
    var (sum, count): (Float, Float) = (0, 0)
    for corners in triangles {
      let three = (0..<3).map { Int(corners[$0]) }
      guard three.contains(where: { vertexZones[$0] == .skin }) else { continue }
      for corner in three where vertexZones[corner] == .top && abs(places[corner].x) < 10 {
        sum += HeadGraft.height(places[corner])
        count += 1
      }
    }
    let shift = count > 0 ? sum / count + 11 : 0
    // A triangle that lost a neighbour's edge in the middle stays whole: both lie in one plane.
    self.colors = zip(places, mesh.zones).map { place, zone in
      guard garment != .tee, Self.isCut(place), zone == .top || zone == .skin else {
        return colors[Int(zone.rawValue)]
      }
      let bare = Self.bareness(place, garment, isTop: zone == .top, shift: shift)
      let (skin, top) = (
        colors[Int(BodyShape.Zone.skin.rawValue)], colors[Int(BodyShape.Zone.top.rawValue)]
      )
      return top + (skin - top) * bare
    }
    self.triangles = kept
    // What is bared is skin, what is covered cloth.
    self.zones = zip(kept, keptZones).map { corners, zone in
      let middle = (0..<3).map { places[Int(corners[$0])] }.reduce(.zero, +) / 3
      guard garment != .tee, zone == .top || zone == .skin, Self.isCut(middle) else { return zone }
      return Self.bareness(middle, garment, isTop: zone == .top, shift: shift) > 0.5 ? .skin : .top
    }
  }

  private static func isCut(_ place: SIMD3<Float>) -> Bool {
    abs(place.x) < 13 && -24 ... -6 ~= place.y
  }

  /// 1 on skin to 0 on cloth, over about half a centimetre.
  private static func bareness(
    _ place: SIMD3<Float>, _ garment: LookParameters.Garment, isTop: Bool, shift: Float
  ) -> Float {
    let level = HeadGraft.height(place)
    let over: Float
    switch garment {
    case .tee: return isTop ? 0 : 1
    case .turtle: over = level + 7.2
    case .vneck:
      let depth = 4.2 * max(1 - abs(place.x) / 5, 0) * Math.smoothstep(0, 4, place.z)
      over = level - shift + depth + 12.6
    case .tank:
      over =
        level - shift + 2.4 * Math.smoothstep(9, 3, abs(place.x))
        * Math.smoothstep(-2, 5, place.z) + 12.4
    }
    return min(max(over / 0.5 + 0.5, 0), 1)
  }
}

/// Vertices, and those that are put between them.
private struct FineMesh {
  private(set) var places: [SIMD3<Float>]
  private(set) var zones: [BodyShape.Zone]
  private(set) var parents: [SIMD2<Int32>] = []
  private var middles: [SIMD2<Int32>: Int32] = [:]

  init(places: [SIMD3<Float>], zones: [BodyShape.Zone]) {
    (self.places, self.zones) = (places, zones)
  }

  mutating func split(_ t: SIMD3<Int32>) -> [SIMD3<Int32>] {
    let (a, b, c) = (middle(t.x, t.y), middle(t.y, t.z), middle(t.z, t.x))
    return [SIMD3(t.x, a, c), SIMD3(a, t.y, b), SIMD3(c, b, t.z), SIMD3(a, b, c)]
  }

  private mutating func middle(_ first: Int32, _ second: Int32) -> Int32 {
    let pair = SIMD2(min(first, second), max(first, second))
    if let known = middles[pair] { return known }
    let index = Int32(places.count)
    middles[pair] = index
    parents.append(pair)
    places.append((places[Int(first)] + places[Int(second)]) / 2)
    let (one, other) = (zones[Int(first)], zones[Int(second)])
    // Between two zones there is a hem, which is coloured as the outer garment.
    zones.append(one == other ? one : .top)
    return index
  }
}
