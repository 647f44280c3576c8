/// The nearest of a fixed cloud of points, found exactly over a uniform grid.
///
/// Of points equally near the lowest index wins, so that answers do not depend on the order of the
/// search.
struct PointGrid {
  let points: [SIMD3<Float>]
  private let origin: SIMD3<Float>
  private let cellSize: Float
  private let size: SIMD3<Int32>
  /// Where each cell's points begin in `members`; one entry more than there are cells.
  private let starts: [Int32]
  private let members: [Int32]
  /// The points in the order of `members`, so that a search reads memory in runs.
  private let sorted: [SIMD3<Float>]

  init(_ points: [SIMD3<Float>], cellSize: Float) {
    precondition(!points.isEmpty && cellSize > 0)
    var low = points[0]
    var high = points[0]
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let size = SIMD3<Int32>((high - low) / cellSize) &+ 1
    var cells: [Int] = []
    var counts = [Int32](repeating: 0, count: Int(size.x) * Int(size.y) * Int(size.z) + 1)
    for point in points {
      let cell = SIMD3<Int32>((point - low) / cellSize)
      let index = Int((cell.z * size.y + cell.y) * size.x + cell.x)
      cells.append(index)
      counts[index + 1] += 1
    }
    for index in 1..<counts.count { counts[index] += counts[index - 1] }
    var next = counts
    var members = [Int32](repeating: 0, count: points.count)
    for (index, cell) in cells.enumerated() {
      members[Int(next[cell])] = Int32(index)
      next[cell] += 1
    }
    self.points = points
    origin = low
    self.cellSize = cellSize
    self.size = size
    starts = counts
    self.members = members
    sorted = members.map { points[Int($0)] }
  }

  /// The nearest point's index. `hint` is a point that is probably near, which bounds the search:
  /// walking along a strand, pass the last answer.
  func nearest(to p: SIMD3<Float>, hint: Int = 0) -> Int {
    var best = hint
    let offset = points[hint] - p
    var bestDistance = offset.dot(offset)
    // Shrink the bound once, with the point's own cell, before the box of cells is laid out.
    let home = clamped((p - origin) / cellSize)
    scan(home.x, home.x, home.y, home.z, p, &best, &bestDistance)
    let reach = bestDistance.squareRoot()
    let low = clamped((p - reach - origin) / cellSize)
    let high = clamped((p + reach - origin) / cellSize)
    for z in low.z...high.z {
      // Skip a layer that lies farther than the best point found so far.
      let layer = origin.z + Float(z) * cellSize
      let aside = max(layer - p.z, p.z - layer - cellSize, 0)
      if aside * aside > bestDistance { continue }
      for y in low.y...high.y {
        let row = origin.y + Float(y) * cellSize
        let above = max(row - p.y, p.y - row - cellSize, 0)
        if above * above + aside * aside > bestDistance { continue }
        scan(low.x, high.x, y, z, p, &best, &bestDistance)
      }
    }
    return best
  }

  @inline(__always)
  private func scan(
    _ low: Int32, _ high: Int32, _ y: Int32, _ z: Int32, _ p: SIMD3<Float>, _ best: inout Int,
    _ bestDistance: inout Float
  ) {
    // Cells of a row follow each other, so their points are one run of `members`.
    let row = Int((z * size.y + y) * size.x)
    var slot = Int(starts[row + Int(low)])
    let end = Int(starts[row + Int(high) + 1])
    while slot < end {
      let offset = sorted[slot] - p
      let distance = offset.dot(offset)
      if distance <= bestDistance {
        let index = Int(members[slot])
        if distance < bestDistance || index < best { best = index }
        bestDistance = distance
      }
      slot += 1
    }
  }

  @inline(__always) private func clamped(_ cell: SIMD3<Float>) -> SIMD3<Int32> {
    let top = SIMD3<Float>(size &- 1)
    let inside = pointwiseMax(pointwiseMin(cell, top), .zero)
    return SIMD3(Int32(inside.x), Int32(inside.y), Int32(inside.z))
  }
}
