internal import CharacterCore
internal import Foundation

/// Hair in the making: the points of all strands, and the steps that shape them.
struct HairWork {
  let hair: HairParameters
  let rule: HairStyleRule
  let surface: SkinSurface
  let roots: [HairRoot]
  let stream: RandomStream
  /// Smooth random fields that bend neighbouring strands alike: over 2.2 cm and over 0.8 cm.
  let coarse, fine: FieldNoise
  /// Strand-major; the strands of a bun's knot follow those of the scalp.
  var points: [SIMD3<Float>]
  private let skin: PointGrid
  private let skinNormals: [SIMD3<Float>]

  var pointCount: Int { rule.pointCount }
  var strandCount: Int { points.count / rule.pointCount }

  init(_ hair: HairParameters, isMale: Bool, surface: SkinSurface, roots: [HairRoot]) {
    self.hair = hair
    self.surface = surface
    self.roots = roots
    rule = HairStyleRule(hair, isMale: isMale)
    stream = RandomStream(seed: hair.seed).stream("hair")
    coarse = FieldNoise(stream.stream("coarse"), scale: 2.2)
    fine = FieldNoise(stream.stream("fine"), scale: 0.8)
    skin = PointGrid(surface.used.map { surface.vertices[Int($0)] }, cellSize: 1)
    skinNormals = surface.used.map { surface.normals[Int($0)] }
    points = [SIMD3<Float>](repeating: .zero, count: roots.count * rule.pointCount)
  }

  /// The skin nearest to a point: its normal, and the point's height over it.
  @inline(__always)
  private func height(of p: SIMD3<Float>, hint: inout Int) -> (SIMD3<Float>, Float) {
    hint = skin.nearest(to: p, hint: hint)
    let normal = skinNormals[hint]
    return (normal, (p - skin.points[hint]).dot(normal))
  }

  /// Half the width that long hair leaves to the face at a height.
  static func faceWidth(_ y: Float, _ widths: [Float]) -> Float {
    let heights: [Float] = [-20, -8, -4, 2, 6, 9]
    var index = 1
    while index < 5 && heights[index] < y { index += 1 }
    let t = (y - heights[index - 1]) / (heights[index] - heights[index - 1])
    return Ease.mix(widths[index - 1], widths[index], min(max(t, 0), 1))
  }

  // MARK: Flowing styles

  /// Lets every strand follow its style's flow.
  mutating func walk() {
    let wave = rule.isLong ? Float(hair.wave) : 0
    // The room that the face gets differs a little from step to step.
    let room = (0..<pointCount).map { step -> Float in
      var random = stream.stream("room").stream(step)
      return 0.93 + 0.07 * Float(random.uniform())
    }
    let widths: [Float] = [3.8, 5.4, 6.6, 6.9, 6.3, 4.6]
    let heavy = rule.isLong || rule.avoidsFace
    let blend: Float = rule.isLong ? 0.5 : 0.45
    var hint = 0
    for (index, root) in roots.enumerated() {
      var random = stream.stream("length").stream(index)
      let step = rule.length(root, &random) / Float(pointCount - 1)
      let standOff = rule.standOff(root)
      let (coarseHere, fineHere) = (coarse(root.position), fine(root.position))
      var direction = rule.start(root).normalized
      var normal = root.normal
      var p = root.position - root.normal * 0.08
      points[index * pointCount] = p
      for k in 1..<pointCount {
        let along = Float(k) / Float(pointCount - 1)
        let wanted = rule.flow(
          root, at: p, normal: normal, along: along, coarse: coarseHere, fine: fineHere
        ).normalized
        direction = direction * (1 - blend) + wanted * blend + fine(p) * (0.06 * (wave + 0.3))
        direction = direction.normalized
        var q = p + direction * step
        if rule.avoidsFace {
          let near = Ease.smooth(3.6, 6, q.z) * Ease.smooth(9.3, 7.3, q.y)
          if near > 0 {
            let width = Self.faceWidth(q.y, widths) * room[k] + 0.5 * (standOff - 0.6)
            let side = q.x * root.fall < 0 ? root.fall : q.x
            q.x = Ease.sign(side) * Ease.mix(abs(q.x), max(abs(q.x), width), near)
            q.z -= 0.6 * near * Ease.smooth(2, -6, q.y)
          }
        }
        let (skinNormal, over) = height(of: q, hint: &hint)
        normal = skinNormal
        var clear = 0.12 + standOff * along.squareRoot()
        var low: Float = 0
        if heavy {
          clear += 0.35 * Ease.smooth(4, 0, q.y) * Ease.smooth(-9, -4, q.y)
          low = Ease.smooth(-7.5, -9.5, q.y)
        }
        let push = max(clear - over, 0)
        q += normal * (push * (1 - low))
        if low > 0 {
          // Hair that reaches the shoulders falls before or behind them.
          let way: Float = p.z > -0.5 ? 1 : -1
          q.z += way * low * min(push / max(abs(normal.z), 0.45), 1.1)
          q.x = min(max(q.x, -8.6), 8.6) * low + q.x * (1 - low)
        }
        if rule.isLong { q.x = Self.draped(q) }
        direction = Ease.mix(direction, (q - p).normalized, 0.6).normalized
        p = q
        points[index * pointCount + k] = q
      }
    }
  }

  /// The x of a point of long hair that hangs: its weight draws it in towards the shoulders, so that
  /// it does not stand out like a bell.
  private static func draped(_ p: SIMD3<Float>) -> Float {
    let free = Ease.mix(8.8, 10.6, Ease.smooth(-10, 6, p.y))
    let over = abs(p.x) - free
    let soft: Float = 3
    return over > 0 ? Ease.sign(p.x) * (free + soft * (1 - exp(-over / soft))) : p.x
  }

  /// Replaces the strands over the forehead by a fringe that ends at `fringeHeight`.
  mutating func cutFringe() {
    let edge = Float(hair.fringeHeight)
    var hint = 0
    for (index, root) in roots.enumerated() where root.isFringe {
      var random = stream.stream("fringe").stream(index)
      let end = SIMD3(root.position.x * 1.05, edge, 10.8)
      let length = (root.position - end).length * 1.12 * Float(random.uniform(0.93, 1.05))
      let standOff = Float(random.uniform(0.25, 0.9))
      let across = 0.12 * Ease.sign(root.position.x) * Float(hair.side)
      var p = points[index * pointCount]
      var direction = (root.normal * 0.9 + SIMD3(0, 0, 0.8) + root.jitter * 0.1).normalized
      for k in 1..<pointCount {
        let along = Float(k) / Float(pointCount - 1)
        let wanted =
          SIMD3(across, -(0.35 + 1.2 * along), 0.9 * (1 - along)) + root.jitter * 0.05
        direction = (direction * 0.6 + wanted.normalized * 0.4).normalized
        var q = p + direction * (length / Float(pointCount - 1))
        let (normal, over) = height(of: q, hint: &hint)
        q += normal * max(0.1 + standOff * along.squareRoot() - over, 0)
        points[index * pointCount + k] = q
        p = q
      }
    }
  }

  /// Brings out of the skull what clumps, curls or a straight way to the knot drew into it.
  mutating func clearSkull() {
    let last = rule.isGathered ? Self.gatheredCount - 1 : pointCount
    var hint = 0
    for strand in roots.indices {
      for index in strand * pointCount + 1..<strand * pointCount + last where points[index].y > 0 {
        for _ in 0..<3 {
          let (normal, over) = height(of: points[index], hint: &hint)
          if over > -0.2 { break }
          points[index] += normal * (0.05 - over)
        }
      }
    }
  }

  // MARK: Gathered styles

  /// Where a bun or ponytail is tied; its depth follows the skull's back.
  private var knot: SIMD3<Float> {
    let height = Float(hair.knotHeight)
    let depth = Math.interpolate(height, [5, 9, 12.6, 13.4], [-9.4, -9.3, -7.0, -5.4])
    return SIMD3(0, height, depth - 0.3)
  }

  /// Points of a gathered strand that lie between its root and the knot.
  private static let gatheredCount = 12

  /// Leads every strand over the skull to the knot.
  mutating func gather() {
    let count = Self.gatheredCount
    let knot = knot
    var strand = [SIMD3<Float>](repeating: .zero, count: count)
    for (index, root) in roots.enumerated() {
      let standOff = rule.standOff(root)
      strand[0] = root.position - root.normal * 0.05
      var hint = 0
      for k in 1..<count {
        let along = Float(k) / Float(count - 1)
        var q = Ease.mix(root.position, knot, along)
        let clear = standOff * sin(.pi * along) + 0.12
        for _ in 0..<2 {
          let (normal, over) = height(of: q, hint: &hint)
          q += normal * max(clear - over, 0)
        }
        strand[k] = q
      }
      for _ in 0..<3 {
        var before = strand[0]
        for k in 1..<count - 1 {
          let here = strand[k]
          strand[k] = here * 0.5 + (before + strand[k + 1]) * 0.25
          before = here
        }
      }
      for k in 0..<count { points[index * pointCount + k] = strand[k] }
    }
  }

  /// Lets a ponytail fall from the knot.
  mutating func hangTail() {
    let (knot, length, wave) = (knot, Float(hair.length), Float(hair.wave))
    let count = pointCount - Self.gatheredCount
    for index in roots.indices {
      var random = stream.stream("tail").stream(index)
      let aside = SIMD3<Float>(
        SIMD3(random.normal(), 0.5 * random.normal(), random.normal()))
      let phase = coarse(aside)
      for k in 0..<count {
        let q = Float(k + 1) / Float(count)
        let fallen = q * length
        let arc = SIMD3(
          0, 1.6 * min(q * 5, 1) - 0.9 * fallen, -2.6 * (1 - exp(-5 * q)) - 0.3 * q)
        let spread = (0.35 + 1.5 * sin(.pi * min(1, q * 0.85 + 0.1))) * (1 - 0.55 * q * q * q)
        let turn = phase + fallen * 0.7
        let swing = SIMD3(sin(turn.x), sin(turn.y), sin(turn.z)) * (wave * q)
        points[index * pointCount + Self.gatheredCount + k] =
          knot + arc + aside * (spread * 0.62) + swing
      }
    }
  }

  /// Winds the knot of a bun, a flattened ball of strands behind the skull.
  mutating func tieKnot(share: Double) {
    let radius = Float(hair.knotRadius)
    let axis = (knot - SIMD3(0, 5, 1)).normalized
    let centre = knot + axis * (radius * 0.62)
    let u = axis.cross(SIMD3(0, 1, 0)).normalized
    let v = axis.cross(u)
    for index in 0..<max(Int(1500 * share), 1) {
      var random = stream.stream("knot").stream(index)
      let start = Float(random.uniform(0, 2 * .pi))
      let level = asin(Float(random.uniform(-0.75, 1)))
      let turn = Float(random.uniform(1.5, 3))
      let size = radius * (1 + Float(random.normal(0, 0.03)))
      for k in 0..<pointCount {
        let angle = start + turn * Float(k) / Float(pointCount - 1)
        let tilt = level + 0.21 * sin(angle + start)
        let ring = (u * cos(angle) + v * sin(angle)) * cos(tilt)
        points.append(centre + (ring + axis * (0.78 * sin(tilt))) * size)
      }
    }
  }
}
