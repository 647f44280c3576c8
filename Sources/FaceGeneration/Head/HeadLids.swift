internal import CharacterCore

/// What makes the lids of every person close, and keeps an eyeball behind closed lids.
///
/// The table's blink is the same movement for everybody. On a person with wide eyes it leaves a gap,
/// and on one with large eyeballs the cornea comes through the lid. Both are mended as the lids close
/// (and only then, so that open eyes are the table's own): the last half of a blink goes on until the
/// margins meet on this person, and lid skin that would lie within the eyeball is lifted out of it.
struct HeadLids: Sendable {
  /// The lids of one eye; vertices of the skin.
  struct Lid: Sendable {
    /// The vertices of the upper lid's margin, and how far each goes down in a full blink, in cm.
    let upper: [(vertex: Int, fall: Float)]
    /// The lower lid's margin in order of x, and how far each vertex goes up in a full blink.
    let lower: [(vertex: Int, rise: Float)]
    /// The skin in front of the eyeball.
    let cover: [Int]
  }

  /// The subject's left eye, then the right one.
  let lids: [Lid]

  /// How much farther than the table's own a blink may go.
  private static let reachLimit: Float = 1.7
  /// How far the margins overlap when they are closed, and how far lid skin stays off the eyeball, in cm.
  private static let overlap: Float = 0.05
  private static let clearance: Float = 0.13

  /// Finds the lids on the neutral head: skin that lies close to the eyeball and in front of it.
  /// `blinks` are the two blinks' displacements of `mean`. `nil` where an eye has no lids.
  init?(
    mean: [SIMD3<Float>], skinVertices: [Int], centres: [SIMD3<Float>], radii: [Float],
    blinks: [[SIMD3<Float>]]
  ) {
    lids = zip(zip(centres, radii), blinks).map { eye, blink in
      let (centre, radius) = eye
      var (upper, lower): ([(Int, Float)], [(Int, Float)]) = ([], [])
      var cover: [Int] = []
      for vertex in skinVertices {
        let offset = mean[vertex] - centre
        let distance = (offset * offset).sum().squareRoot() - radius
        guard offset.z > 0.3 * radius, distance < 0.45 else { continue }
        cover.append(vertex)
        // A margin is the skin nearest to the eyeball, away from the corners of the eye.
        guard distance < 0.13, offset.z > 0.8 * radius else { continue }
        if blink[vertex].y < -0.6 {
          upper.append((vertex, -blink[vertex].y))
        } else if offset.y < -0.3 * radius {
          lower.append((vertex, blink[vertex].y))
        }
      }
      lower.sort { mean[$0.0].x < mean[$1.0].x }
      return Lid(upper: upper, lower: lower, cover: cover)
    }
    guard lids.allSatisfy({ $0.upper.count > 2 && $0.lower.count > 2 }) else { return nil }
  }

  /// The weight of the table's blink at which each eye of a person is closed, at least 1.
  func reach(_ vertices: [SIMD3<Float>], expressionGain gain: Float) -> [Float] {
    lids.map { lid in
      lid.upper.reduce(1) { reach, margin in
        let (x, y) = (vertices[margin.vertex].x, vertices[margin.vertex].y)
        guard
          let right = lid.lower.firstIndex(where: { vertices[$0.vertex].x > x }), right > 0
        else { return reach }
        let (a, b) = (lid.lower[right - 1], lid.lower[right])
        let (left, far) = (vertices[a.vertex], vertices[b.vertex])
        let share = (x - left.x) / max(far.x - left.x, 1e-6)
        let gap = y - Math.mix(left.y, far.y, share)
        let speed = gain * (margin.fall + Math.mix(a.rise, b.rise, share))
        return min(max(reach, (gap + Self.overlap) / speed), Self.reachLimit)
      }
    }
  }

  /// The weight of the table's blink for a blink of `weight`: the same up to one half, `reach` times
  /// as much at 1.
  static func effort(_ weight: Float, reach: Float) -> Float {
    weight * (1 + (reach - 1) * Math.smoothstep(0.5, 1, weight))
  }

  /// Lifts lid skin out of the eyeballs as far as they are closed.
  func lift(
    _ vertices: inout [SIMD3<Float>], eyes: [PosedHead.Eye], table: EyeTable, closed: [Float]
  ) {
    for (index, eye) in eyes.enumerated() {
      let share = Math.smoothstep(0.1, 0.5, closed[index])
      if share == 0 { continue }
      let axis = table.axisOffset[index]
      let tip = eye.gaze.applied(
        to: SIMD3<Double>(SIMD3(axis.x, axis.y, table.corneaCentre) * eye.scale))
      let cornea = SIMD3<Float>(tip)
      let corneaRadius = table.corneaRadius * eye.scale
      let rest = corneaRadius * corneaRadius - (cornea * cornea).sum()
      for vertex in lids[index].cover {
        let offset = vertices[vertex] - eye.centre
        let distance = max((offset * offset).sum().squareRoot(), 1e-6)
        let direction = offset / distance
        // Where a line from the eyeball's centre leaves the cornea's sphere.
        let along = (direction * cornea).sum()
        let root = along * along + rest
        let bulge = root > 0 ? along + root.squareRoot() : 0
        let surface = max(eye.radius, bulge) + Self.clearance * eye.scale
        if distance < surface { vertices[vertex] += direction * ((surface - distance) * share) }
      }
    }
  }
}
