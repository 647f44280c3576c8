internal import CharacterCore
internal import Foundation

extension HairWork {
  /// Draws strands to the nearest of some leaders, tips more than roots.
  ///
  /// Returns each strand's leader, itself where the style has no clumps.
  mutating func clump() -> [Int] {
    guard rule.clump > 0 else { return Array(roots.indices) }
    let share = hair.curlRadius > 0 ? 16 : 26
    let leaderCount = min(max(60, roots.count / share), roots.count)
    var order = Array(roots.indices)
    var random = stream.stream("leaders")
    for index in 0..<leaderCount {
      order.swapAt(index, index + Int(random.uniform() * Double(roots.count - index)))
    }
    order.removeSubrange(leaderCount...)
    // A strand drawn across the parting would pass through the head, and one drawn halfway out of a
    // fringe would hang into the face: such strands are far apart to the search.
    let place = { [rule] (root: HairRoot) -> SIMD3<Float> in
      guard rule.isLong else { return root.position }
      let isFringe = rule.hasFringe && root.isFringe
      return root.position + SIMD3(20 * root.fall, 0, isFringe ? 40 : 0)
    }
    let grid = PointGrid(order.map { place(roots[$0]) }, cellSize: 1.5)
    let leaders = roots.enumerated().map { index, root in
      let leader = order[grid.nearest(to: place(root))]
      return (place(roots[leader]) - place(root)).length < 15 ? leader : index
    }
    let count = pointCount
    // Along a strand, T^1.3.
    let rise = (0..<count).map { rule.clump * pow(Float($0) / Float(count - 1), 1.3) }
    points = [SIMD3<Float>](unsafeUninitializedCapacity: points.count) { result, written in
      points.withUnsafeBufferPointer { points in
        for (index, leader) in leaders.enumerated() {
          var random = stream.stream("clump").stream(index)
          let strength = Float(random.uniform(0.35, 1.1))
          for k in 0..<count {
            let p = points[index * count + k]
            let pull = min(rise[k] * strength, 0.92)
            result.initializeElement(
              at: index * count + k, to: p + (points[leader * count + k] - p) * pull)
          }
        }
      }
      written = points.count
    }
    return leaders
  }

  /// Curls or waves the strands, clump by clump, and cuts long hair.
  mutating func bend(leaders: [Int]) {
    if hair.curlRadius > 0 {
      curl(leaders)
    } else if rule.isLong && hair.wave > 0.05 {
      wave(leaders)
    }
    if rule.isLong { cut() }
  }

  private mutating func curl(_ leaders: [Int]) {
    let count = pointCount
    var tangents = [SIMD3<Float>](repeating: .zero, count: count)
    for (index, leader) in leaders.enumerated() {
      var random = stream.stream("curl").stream(index)
      var shared = stream.stream("curl").stream("clump").stream(leader)
      let phase = Float(shared.uniform(0, 2 * .pi) + random.normal(0, 0.35))
      let turns = Float(2 * .pi * hair.curlTurns) * (shared.uniform() < 0.5 ? -1 : 1)
      let radius = Float(hair.curlRadius * random.uniform(0.6, 1.3))
      let first = index * count
      for k in 0..<count {
        tangents[k] = points[first + min(k + 1, count - 1)] - points[first + max(k - 1, 0)]
      }
      for k in 0..<count {
        let t = Float(k) / Float(count - 1)
        let u = tangents[k].normalized.cross(SIMD3(0.01, 1.01, 0.01)).normalized
        let v = tangents[k].normalized.cross(u)
        let angle = phase + turns * t
        points[first + k] += (u * cos(angle) + v * sin(angle)) * (radius * Ease.smooth(0, 0.25, t))
      }
    }
  }

  private mutating func wave(_ leaders: [Int]) {
    let count = pointCount
    for (index, leader) in leaders.enumerated() {
      var random = stream.stream("length").stream(index)
      let length = rule.length(roots[index], &random)
      let phase = 2 * coarse(roots[leader].position).x
      for k in 0..<count {
        let t = Float(k) / Float(count - 1)
        let angle = phase + 0.75 * length * t
        let amplitude = Float(hair.wave) * Ease.smooth(0.25, 0.8, t)
        points[index * count + k] += SIMD3(0.8 * cos(angle), 0, 0.5 * sin(angle)) * amplitude
      }
    }
  }

  /// Cuts long hair: points below the cut gather where the strand passes it.
  private mutating func cut() {
    let count = pointCount
    for index in roots.indices {
      var random = stream.stream("cut").stream(index)
      let first = index * count
      let ragged = Float(hair.cutHeight + random.normal(0, rule.raggedness))
      let height = ragged + 0.10 * points[first + count - 1].z
      guard let below = (0..<count).first(where: { points[first + $0].y < height }) else {
        continue
      }
      let last = max(below - 1, 1)
      let tip = points[first + last]
      for k in last..<count { points[first + k] = tip - SIMD3(0, 0.02 * Float(k - last), 0) }
    }
  }

  /// Lets tips stray, and brings out of the face what strayed there.
  mutating func loosen() {
    let count = pointCount
    let isCurled = hair.curlRadius > 0
    for index in points.indices {
      let t = Float(index % count) / Float(count - 1)
      points[index] += fine(points[index]) * (0.10 * t)
    }
    guard rule.avoidsFace else { return }
    let widths: [Float] = [3.5, 5.0, 6.2, 6.6, 6.1, 4.6]
    for (strand, root) in roots.enumerated() where !(rule.hasFringe && root.isFringe) {
      for index in strand * count..<(strand + 1) * count {
        let p = points[index]
        let near =
          Ease.smooth(4.2, 6.2, p.z)
          * (isCurled ? Ease.smooth(9.6, 8.2, p.y) : Ease.smooth(8.6, 7.2, p.y))
        guard near > (isCurled ? 0 : 0.3) else { continue }
        let aside = Ease.mix(abs(p.x), max(abs(p.x), Self.faceWidth(p.y, widths)), near)
        points[index].x = (isCurled ? root.fall : Ease.sign(p.x)) * aside
      }
    }
  }

  /// Shortens the hair of the short styles along the hairline.
  mutating func shorten(edge: Float) {
    guard !rule.isLong else { return }
    let count = pointCount
    for (strand, root) in roots.enumerated() {
      let share = Ease.mix(0.55, 1, Ease.smooth(edge - 0.3, edge + 0.9, root.hairline))
      let start = points[strand * count]
      for index in strand * count..<(strand + 1) * count {
        points[index] = start + (points[index] - start) * share
      }
    }
  }

  /// Radius at every point in cm: tapering to the tip, finer along the hairline.
  func radii(edge: Float) -> [Float] {
    let count = pointCount
    let base: Float = (count > 8 ? 0.026 : 0.022) * (rule.style == .buzz ? 0.9 : 1.15)
    var result: [Float] = []
    result.reserveCapacity(points.count)
    for strand in 0..<strandCount {
      var random = stream.stream("radius").stream(strand)
      var root = base * Float(random.uniform(0.7, 1.25))
      if strand < roots.count {
        root *= Ease.mix(
          0.5, 1, Ease.smooth(edge - 0.3, edge + 1.6, roots[strand].hairline))
      }
      for k in 0..<count {
        result.append(root * Ease.mix(1, 0.45, Float(k) / Float(count - 1)))
      }
    }
    return result
  }
}
