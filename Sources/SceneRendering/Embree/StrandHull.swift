internal import Foundation

/// The body of hair that many strands make together, as one surface: what a figure wears where its
/// strands are too fine to be drawn one by one.
///
/// Strands are spread over a grid, the grid is blurred, and *surface nets* (Gibson 1998) run through it
/// where hair is half as dense as among the strands that stand loosest. Colours follow the strands, a
/// few of which stand out, so that locks can be told apart.
package struct StrandHull: Sendable {
  package let positions: [SIMD3<Float>]
  /// Of unit length, away from where the hair is dense.
  package let normals: [SIMD3<Float>]
  /// Counter-clockwise seen from outside.
  package let triangles: [SIMD3<Int32>]
  /// Linear RGB.
  package let colors: [SIMD3<Float>]

  /// The most cells of a grid; it gets coarser where strands reach farther.
  private static let cellLimit = 4 << 20

  /// The hull of some strands; `nil` where they are too few to make one.
  ///
  /// - Parameters:
  ///   - points: strand by strand, `pointsPerStrand` each, finite.
  ///   - colors: linear, one a strand.
  ///   - cell: the grid's spacing, in the points' unit.
  ///   - gap: a parting between strands that is no wider than this is closed.
  package init?(
    points: [SIMD3<Float>], pointsPerStrand: Int, colors: [SIMD3<Float>], cell: Float,
    gap: Float = 0
  ) {
    precondition(pointsPerStrand >= 2 && points.count == pointsPerStrand * colors.count)
    precondition(cell > 0)
    guard let bounds = Bounds(around: points) else { return nil }
    var grid = Grid(bounds, cell: cell, gap: gap)
    while grid.count > Self.cellLimit {
      grid = Grid(bounds, cell: 1.3 * grid.cell, gap: gap)
    }
    var hair = HairGrid(grid)
    for strand in colors.indices {
      hair.add(
        points[strand * pointsPerStrand..<(strand + 1) * pointsPerStrand], colors[strand],
        weight: Self.prominence(strand))
    }
    hair.blur()
    hair.blur()
    if grid.reach > 0 {
      hair.close()
      hair.blur()
    }
    // Strands lie closest where they gather; the surface must hold those that lie far apart, too.
    var samples = stride(from: 0, to: points.count, by: max(1, points.count / 20_000)).map {
      hair.density(at: points[$0])
    }
    samples.sort()
    let level = 0.5 * samples[samples.count / 12]
    guard level > 0 else { return nil }
    let net = SurfaceNet(grid, hair.densities, level: level)
    guard !net.triangles.isEmpty else { return nil }
    positions = net.positions
    triangles = net.triangles
    normals = net.positions.map { hair.outward(at: $0) }
    self.colors = net.positions.map { hair.color(at: $0) }
  }

  /// How much a strand counts among its neighbours' colours: most a little, few a lot.
  private static func prominence(_ strand: Int) -> Float {
    var bits = UInt32(truncatingIfNeeded: strand) &* 0x9e37_79b9
    bits = (bits ^ bits >> 15) &* 0x85eb_ca6b
    let share = Float(bits >> 8) * 0x1p-24
    let square = share * share
    return 0.05 + square * square * square
  }
}

/// A box of points at even distances.
private struct Grid {
  let origin: SIMD3<Float>
  let cell: Float
  let width, height, depth: Int

  /// How many cells it takes to close a gap from both sides.
  let reach: Int

  var count: Int { width * height * depth }

  /// With room for three cells on each side, and for what closes a gap.
  init(_ bounds: Bounds, cell: Float, gap: Float) {
    self.cell = cell
    reach = Int((gap / (2 * cell)).rounded(.up))
    let room = 3 + reach
    origin = bounds.low - Float(room) * cell
    let size = (bounds.size / cell).rounded(.up)
    let sides = 2 * room + 1
    (width, height, depth) = (Int(size.x) + sides, Int(size.y) + sides, Int(size.z) + sides)
  }

  @inline(__always) func index(_ x: Int, _ y: Int, _ z: Int) -> Int { (z * height + y) * width + x }

  func place(_ x: Int, _ y: Int, _ z: Int) -> SIMD3<Float> {
    origin + SIMD3(Float(x), Float(y), Float(z)) * cell
  }

  /// The eight points around a place within the grid, and their shares.
  @inline(__always)
  func around(_ point: SIMD3<Float>, _ body: (_ index: Int, _ share: Float) -> Void) {
    let place = (point - origin) / cell
    let floor = place.rounded(.down).clamped(
      lowerBound: .zero,
      upperBound: SIMD3(Float(width - 2), Float(height - 2), Float(depth - 2)))
    let (x, y, z) = (Int(floor.x), Int(floor.y), Int(floor.z))
    let far = (place - floor).clamped(lowerBound: .zero, upperBound: .one)
    let near = SIMD3<Float>.one - far
    for corner in 0..<8 {
      let (dx, dy, dz) = (corner & 1, corner >> 1 & 1, corner >> 2)
      let across: Float = (dx == 0 ? near.x : far.x) * (dy == 0 ? near.y : far.y)
      let share: Float = across * (dz == 0 ? near.z : far.z)
      body(index(x + dx, y + dy, z + dz), share)
    }
  }
}

/// Hair spread over a grid: its colour times its weight and, in `w`, the weight; and its density.
private struct HairGrid {
  let grid: Grid
  private var tints: [SIMD4<Float>]
  private(set) var densities: [Float]

  init(_ grid: Grid) {
    self.grid = grid
    tints = [SIMD4<Float>](repeating: .zero, count: grid.count)
    densities = [Float](repeating: 0, count: grid.count)
  }

  mutating func add(_ strand: ArraySlice<SIMD3<Float>>, _ color: SIMD3<Float>, weight: Float) {
    let tint = SIMD4(color, 1) * weight
    for (start, end) in zip(strand, strand.dropFirst()) {
      let step = end - start
      let length = dot(step, step).squareRoot()
      let count = min(max(Int((2 * length / grid.cell).rounded(.up)), 1), 1000)
      for index in 0..<count {
        let point = start + step * ((Float(index) + 0.5) / Float(count))
        let part = length / Float(count)
        grid.around(point) { cell, share in
          densities[cell] += part * share
          tints[cell] += tint * (part * share)
        }
      }
    }
  }

  /// Spreads the density over its neighbours along each axis in turn.
  mutating func blur() {
    for stride in [1, grid.width, grid.width * grid.height] {
      let source = densities
      for index in stride..<source.count - stride {
        densities[index] =
          0.5 * source[index] + 0.25 * (source[index - stride] + source[index + stride])
      }
    }
  }

  /// Fills gaps and hollows that are too narrow for a cube: a dilation, then an erosion.
  mutating func close() {
    let picks: [(Float, Float) -> Float] = [{ max($0, $1) }, { min($0, $1) }]
    for choose in picks {
      for stride in [1, grid.width, grid.width * grid.height] {
        let source = densities
        for index in densities.indices {
          var value = source[index]
          for step in 1...grid.reach {
            if index >= step * stride { value = choose(value, source[index - step * stride]) }
            if index + step * stride < source.count {
              value = choose(value, source[index + step * stride])
            }
          }
          densities[index] = value
        }
      }
    }
  }

  func density(at point: SIMD3<Float>) -> Float {
    var sum: Float = 0
    grid.around(point) { sum += densities[$0] * $1 }
    return sum
  }

  func color(at point: SIMD3<Float>) -> SIMD3<Float> {
    // A little within, where there are strands.
    let inner = point - outward(at: point) * grid.cell
    var sum = SIMD4<Float>.zero
    for place in [point, inner] { grid.around(place) { sum += tints[$0] * $1 } }
    guard sum.w > 0 else { return nearestColor(point) }
    return SIMD3(sum.x, sum.y, sum.z) / sum.w
  }

  private func nearestColor(_ point: SIMD3<Float>) -> SIMD3<Float> {
    var sum = SIMD4<Float>.zero
    for step in 1...4 where sum.w == 0 {
      let inner = point - outward(at: point) * (Float(step) * 1.5 * grid.cell)
      grid.around(inner) { sum += tints[$0] * $1 }
    }
    return sum.w > 0 ? SIMD3(sum.x, sum.y, sum.z) / sum.w : SIMD3(repeating: 0.03)
  }

  func outward(at point: SIMD3<Float>) -> SIMD3<Float> {
    func slope(_ axis: SIMD3<Float>) -> Float {
      density(at: point - axis * grid.cell) - density(at: point + axis * grid.cell)
    }
    let gradient = SIMD3(slope(SIMD3(1, 0, 0)), slope(SIMD3(0, 1, 0)), slope(SIMD3(0, 0, 1)))
    return dot(gradient, gradient) > 1e-20 ? unit(gradient) : SIMD3(0, 1, 0)
  }
}

/// Where a field crosses a level: a vertex in each cell that it runs through, a quadrangle for each
/// edge of the grid that it cuts.
private struct SurfaceNet {
  private(set) var positions: [SIMD3<Float>] = []
  private(set) var triangles: [SIMD3<Int32>] = []

  init(_ grid: Grid, _ field: [Float], level: Float) {
    var vertex = [Int32](repeating: -1, count: grid.count)
    let steps = [1, grid.width, grid.width * grid.height]
    for z in 0..<grid.depth - 1 {
      for y in 0..<grid.height - 1 {
        for x in 0..<grid.width - 1 {
          let index = grid.index(x, y, z)
          guard let place = Self.vertex(field, index, steps, level) else { continue }
          vertex[index] = Int32(positions.count)
          positions.append(grid.place(x, y, z) + place * grid.cell)
        }
      }
    }
    for z in 1..<grid.depth - 1 {
      for y in 1..<grid.height - 1 {
        for x in 1..<grid.width - 1 {
          let index = grid.index(x, y, z)
          let isInside = field[index] > level
          for axis in 0..<3 where (field[index + steps[axis]] > level) != isInside {
            let (u, v) = (steps[(axis + 1) % 3], steps[(axis + 2) % 3])
            let corners = [
              vertex[index], vertex[index - u], vertex[index - u - v], vertex[index - v],
            ]
            guard corners.allSatisfy({ $0 >= 0 }) else { continue }
            let (a, b, c, d) = (corners[0], corners[1], corners[2], corners[3])
            triangles +=
              isInside ? [SIMD3(a, b, c), SIMD3(a, c, d)] : [SIMD3(a, c, b), SIMD3(a, d, c)]
          }
        }
      }
    }
  }

  /// The middle of a cell's crossings, in cells from its first corner; `nil` where there are none.
  private static func vertex(_ field: [Float], _ index: Int, _ steps: [Int], _ level: Float)
    -> SIMD3<Float>?
  {
    func value(_ corner: Int) -> Float {
      var cell = index
      for axis in 0..<3 where corner >> axis & 1 == 1 { cell += steps[axis] }
      return field[cell] - level
    }
    var (sum, count) = (SIMD3<Float>.zero, Float(0))
    for corner in 0..<8 {
      for axis in 0..<3 where corner >> axis & 1 == 0 {
        let (start, end) = (value(corner), value(corner | 1 << axis))
        guard (start > 0) != (end > 0) else { continue }
        var place = SIMD3(Float(corner & 1), Float(corner >> 1 & 1), Float(corner >> 2))
        place[axis] = start / (start - end)
        sum += place
        count += 1
      }
    }
    return count > 0 ? sum / count : nil
  }
}
