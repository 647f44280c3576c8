internal import CharacterCore

/// What a style asks of its strands: number, length, direction, stand-off and clumps.
struct HairStyleRule {
  let style: HairParameters.Style
  let isMale: Bool
  let strandCount: Int
  let pointCount: Int
  /// How strongly a strand's tip is drawn to its clump's leader, 0...1.
  let clump: Float
  private let length, lift, sweep, side, parting, cutHeight: Float

  /// Falls down all around and is cut at a height.
  let isLong: Bool
  /// Is kept out of the face.
  let avoidsFace: Bool
  let hasFringe: Bool
  /// Is led to a knot behind the head.
  let isGathered: Bool

  init(_ hair: HairParameters, isMale: Bool) {
    style = hair.style
    self.isMale = isMale
    (length, lift) = (Float(hair.length), Float(hair.lift))
    (sweep, side) = (Float(hair.sweep), Float(hair.side))
    (parting, cutHeight) = (Float(hair.parting), Float(hair.cutHeight))
    switch hair.style {
    case .bald: (strandCount, pointCount, clump) = (6000, 3, 0.2)
    case .receding: (strandCount, pointCount, clump) = (9000, 5, 0.2)
    case .buzz: (strandCount, pointCount, clump) = (15000, 3, 0)
    case .crop: (strandCount, pointCount, clump) = (11000, 6, 0.55)
    case .fringe: (strandCount, pointCount, clump) = (11000, 7, 0.6)
    case .sidepart: (strandCount, pointCount, clump) = (10000, 9, 0.5)
    case .swept: (strandCount, pointCount, clump) = (10000, 9, 0.55)
    case .curly: (strandCount, pointCount, clump) = (7000, 14, 0.75)
    case .afro: (strandCount, pointCount, clump) = (8000, 12, 0.35)
    case .bun: (strandCount, pointCount, clump) = (8000, 12, 0)
    case .ponytail: (strandCount, pointCount, clump) = (8500, 20, 0)
    case .bob, .bobfringe, .shoulder, .long, .longfringe, .longwavy:
      (strandCount, pointCount, clump) = (9500, 20, 0.5)
    }
    switch hair.style {
    case .bob, .bobfringe, .shoulder, .long, .longfringe, .longwavy: isLong = true
    default: isLong = false
    }
    isGathered = hair.style == .bun || hair.style == .ponytail
    avoidsFace = isLong || (hair.style == .curly && !isMale)
    hasFringe = hair.style == .bobfringe || hair.style == .longfringe
  }

  /// The deviation of the cut's height from strand to strand, cm.
  var raggedness: Double { style == .bob || style == .bobfringe ? 0.5 : 1.3 }

  /// A strand's length along its path, cm.
  func length(_ root: HairRoot, _ random: inout RandomStream) -> Float {
    let top = root.top
    switch style {
    case .buzz: return length
    case .bald, .receding: return length * Ease.mix(0.6, 1.3, top)
    case .crop: return Ease.mix(1.3, length, top) * root.lengthJitter
    case .fringe, .swept: return Ease.mix(1.8, length, top) * root.lengthJitter
    case .sidepart:
      let isShortSide = Ease.sign(parting) * root.neutral.x > abs(parting)
      return Ease.mix(1.6, length, top) * root.lengthJitter * (isShortSide ? 0.75 : 1)
    case .curly: return length * root.lengthJitter * (isMale ? Ease.mix(0.45, 1, top) : 1)
    case .afro: return length * Float(random.uniform(0.85, 1.03)) * Ease.mix(0.78, 1, top)
    case .bun, .ponytail: return length
    case .bob, .bobfringe, .shoulder, .long, .longfringe, .longwavy:
      // Enough to reach the cut around the head; what passes it is cut off.
      return max((root.neutral.y - cutHeight) * 1.04 + 6.5, 1) * Float(random.uniform(0.96, 1.05))
    }
  }

  /// How far the tip stands off the skin, cm.
  func standOff(_ root: HairRoot) -> Float {
    func between(_ low: Float, _ high: Float) -> Float { Ease.mix(low, high, root.chance) }
    switch style {
    case .buzz, .afro: return 0
    case .bald, .receding: return 0.25
    case .crop: return between(0.15, 0.9) * (0.3 + root.top)
    case .fringe: return between(0.2, 1) * (0.4 + root.top)
    case .sidepart: return between(0.2, 1.3) * (0.08 + root.top)
    case .swept: return between(0.2, 1.2) * (0.25 + root.top)
    case .curly: return between(0.3, isMale ? 1.9 : 2.4)
    case .bun, .ponytail: return between(0.25, 0.95)
    case .bob, .bobfringe, .shoulder, .long, .longfringe, .longwavy: return between(0.25, 1.5)
    }
  }

  /// The direction in which a strand leaves the skin, not yet of unit length.
  func start(_ root: HairRoot) -> SIMD3<Float> {
    let normal = root.normal
    let lying = root.outward.tangent(to: normal)
    switch style {
    case .buzz: return normal * 0.8 + lying * 0.6
    case .bald, .receding: return normal * 0.35 + lying
    case .crop: return normal * 0.9 + lying * 0.5 + root.jitter * 0.25
    case .fringe: return normal * 0.7 + lying
    case .sidepart:
      let across = SIMD3<Float>(root.fall, 0, 0).tangent(to: normal)
      return normal * lift + SIMD3(0, 0, 0.35 * root.front) + across * 0.6
    case .swept: return normal * 0.75 + SIMD3(0, 0, 0.2 * root.front)
    case .curly: return normal + root.jitter * 0.3
    case .afro, .bun, .ponytail: return normal
    case .bob, .bobfringe, .shoulder, .long, .longfringe, .longwavy:
      let across = SIMD3<Float>(root.fall, 0, -0.35).tangent(to: normal)
      return normal * lift + across * 0.9 + SIMD3(0, 0.25, 0)
    }
  }

  /// The direction that a strand bends to, not yet of unit length.
  ///
  /// `p` and `normal` are the strand's present point and the nearest skin's normal, `along` is how
  /// far the strand has come, 0...1; `coarse` and `fine` are the random fields at the root.
  func flow(
    _ root: HairRoot, at p: SIMD3<Float>, normal: SIMD3<Float>, along: Float,
    coarse: SIMD3<Float>, fine: SIMD3<Float>
  ) -> SIMD3<Float> {
    let (top, fall) = (root.top, root.fall)
    switch style {
    case .buzz: return root.outward.tangent(to: normal) * 0.7 + normal * 0.5
    case .bald, .receding:
      let comb = SIMD3(0.9 * Ease.sign(p.x) * top, -0.6 * (1 - top), -0.5)
      return comb.tangent(to: normal) + root.jitter * 0.12
    case .crop:
      let comb = root.outward + SIMD3(sweep, 0, 0) + coarse * 0.5
      return comb.tangent(to: normal) + normal * (lift * top) + root.jitter * 0.2
    case .fringe:
      let comb = SIMD3(0.45 * side, -0.3, 1.1) + coarse * 0.3 + root.outward * 0.4
      return comb.tangent(to: normal) + root.jitter * 0.1 - SIMD3(0, 0.25, 0)
    case .sidepart:
      let comb = SIMD3(fall * 0.9 * top, -(0.9 - 0.6 * top), -(0.55 + 0.2 * top)) + coarse * 0.25
      return comb.tangent(to: normal) + root.jitter * 0.06
    case .swept:
      let comb = SIMD3(-0.15 * Ease.sign(p.x) * (1 - top), -0.25, -1) + coarse * 0.25
      return comb.tangent(to: normal) + root.jitter * 0.05
    case .curly:
      let comb = (root.outward * 0.6 + SIMD3(fall * 0.5, -0.6, 0)).tangent(to: normal)
      let sag = SIMD3<Float>(0, (isMale ? 0.15 : 0.75) * along, 0)
      let aside = isMale ? .zero : SIMD3(-0.5 * fall, 0, 0.9) * root.front
      return normal * (0.55 * (1 - along)) + comb * 0.7 - sag + fine * 0.35 - aside
    case .afro: return root.normal + SIMD3(0, 0.35, 0) + root.jitter * 0.12
    case .bun, .ponytail: return normal
    case .bob, .bobfringe, .shoulder, .long, .longfringe, .longwavy:
      let across = SIMD3(fall * 1.1, 0, -0.35).tangent(to: normal)
      let over = min(max((p.y - 6.5) / 4, 0), 1)
      let down = min(max((10.2 - p.y) / 3.5, 0.08), 1)
      let back = 0.12 * min(max((p.z - 1) / 4, 0), 1)
      return across * over - SIMD3(0, down, back) + coarse * 0.05 + root.jitter * 0.02
    }
  }
}
