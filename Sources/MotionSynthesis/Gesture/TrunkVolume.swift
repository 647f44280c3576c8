internal import CharacterCore
internal import Foundation

/// A body's trunk and head as a stack of rounded slices, to keep arms out of it.
struct TrunkVolume: Sendable {
  private struct Slice: Sendable {
    var width = 0.0
    var front = -Double.infinity
    var back = Double.infinity
    var isEmpty: Bool { front < back }
  }

  private let trunk, head: [Slice]
  private let step: Double
  private let low, headLow: Double
  /// From the highest: the joint that carries the slices above a height.
  private let carriers: [(joint: Joint, above: Double)]
  private let skeleton: Skeleton

  init(_ body: SkinnedBody) {
    let skeleton = body.rest.skeleton
    self.skeleton = skeleton
    let step = 0.018 * body.rest.stature
    let low = skeleton[.leftUpperLeg].y - 3 * step
    let headLow = skeleton[.head].y - 0.5 * step
    carriers = [.upperChest, .chest, .spine, .hips].map { ($0, skeleton[$0].y) }
    let parts: Set<Joint> = [.hips, .spine, .chest, .upperChest]
    var trunkSlices = [Slice](
      repeating: Slice(), count: Int((skeleton[.neck].y - low) / step) + 1)
    var headSlices = [Slice](
      repeating: Slice(), count: Int((body.rest.stature - headLow) / step) + 1)
    for (index, vertex) in body.rest.vertices.enumerated() {
      guard let owner = Joint(rawValue: body.owner(index)) else { continue }
      let place = SIMD3<Double>(vertex)
      func add(to slices: inout [Slice], from low: Double) {
        let number = Int(((place.y - low) / step).rounded(.down))
        guard slices.indices.contains(number) else { return }
        slices[number].width = max(slices[number].width, abs(place.x))
        slices[number].front = max(slices[number].front, place.z)
        slices[number].back = min(slices[number].back, place.z)
      }
      if parts.contains(owner) { add(to: &trunkSlices, from: low) }
      if owner == .head || owner == .jaw { add(to: &headSlices, from: headLow) }
    }
    (trunk, head) = (trunkSlices, headSlices)
    (self.step, self.low, self.headLow) = (step, low, headLow)
  }

  /// By how many metres a ball is within the trunk or the head of a posed body; 0 outside.
  func depth(of centre: SIMD3<Double>, radius: Double, in world: WorldPose) -> Double {
    func local(_ joint: Joint) -> SIMD3<Double> {
      skeleton[joint]
        + world.rotation(joint).inverse.turn(centre - world.position(joint))
    }
    var deepest = Self.depth(local(.head), radius, head, from: headLow, step)
    for (joint, above) in carriers {
      let place = local(joint)
      guard place.y > above || joint == .hips else { continue }
      deepest = max(deepest, Self.depth(place, radius, trunk, from: low, step))
      break
    }
    return deepest
  }

  private static func depth(
    _ place: SIMD3<Double>, _ radius: Double, _ slices: [Slice], from low: Double, _ step: Double
  ) -> Double {
    let number = Int(((place.y - low) / step).rounded(.down))
    guard slices.indices.contains(number), !slices[number].isEmpty else { return 0 }
    let slice = slices[number]
    let depth = (slice.front - slice.back) / 2
    let x = abs(place.x) / max(slice.width, 1e-3)
    let z = abs(place.z - (slice.front + slice.back) / 2) / max(depth, 1e-3)
    let share = pow(pow(x, 2.4) + pow(z, 2.4), 1 / 2.4)
    // Along the way out, on the side where it is shorter.
    let reach = x * slice.width > z * depth ? slice.width : depth
    return max(0, (1 - share) * reach + radius)
  }
}
