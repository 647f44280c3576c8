package import CharacterCore

/// Grows scalp hair on a person's head at rest.
///
/// A strand starts on the scalp, follows its style's flow in equal steps and is pushed out of the
/// skull; then strands are drawn into clumps, curled or waved, and cut. Only the jitter of single
/// strands is random: what shapes the hair as a whole is in `HairParameters`. A strand is drawn
/// from its own stream, so the same parameters grow the same hair, strand by strand.
///
/// One grower serves any number of heads; growing takes a few tenths of a second.
package struct HairGrower: Sendable {
  /// What grew: the strands, and how dark hair makes the scalp below them.
  package struct Growth: Sendable {
    package var strands: HairStrands
    /// Density of hair at each vertex of the head's skin, 0...1, by which the scalp is tinted.
    package var density: [Float]
  }

  let neutral: SkinSurface
  let fields: HairFields

  /// - Parameter neutral: the skin of the mean head.
  package init(neutral: SkinSurface, fields: HairFields) {
    precondition(fields.hairline.count <= neutral.vertices.count)
    self.neutral = neutral
    self.fields = fields
  }

  /// The grower for the head table and the fields that come with this package.
  package init(_ shape: HeadShape) throws(FaceGenerationError) {
    self.init(neutral: SkinSurface(shape), fields: try .bundled(for: shape))
  }

  /// Says what `grow` cannot take in parameters that come from a file. Throws `invalidParameter`.
  package static func validate(_ hair: HairParameters) throws(FaceGenerationError) {
    let limits: [(String, Double, ClosedRange<Double>)] = [
      ("recession", hair.recession, -3...3), ("parting", hair.parting, -10...10),
      ("side", hair.side, -1...1), ("length", hair.length, 0...60), ("lift", hair.lift, -3...3),
      ("sweep", hair.sweep, -5...5), ("wave", hair.wave, -5...5),
      ("curlRadius", hair.curlRadius, 0...5), ("curlTurns", hair.curlTurns, -40...40),
      ("cutHeight", hair.cutHeight, -60...10), ("fringeHeight", hair.fringeHeight, -10...14),
      ("knotHeight", hair.knotHeight, -5...20), ("knotRadius", hair.knotRadius, 0...8),
      ("grey", hair.grey, 0...1),
    ]
    for (name, value, range) in limits where !range.contains(value) {
      throw FaceGenerationError(
        .invalidParameter,
        "hair cannot have the \(name) \(value); it lies in "
          + "\(range.lowerBound)...\(range.upperBound)"
      )
    }
  }

  /// Grows hair that `validate` accepts.
  ///
  /// - Parameters:
  ///   - sex: 0 female to 1 male; with the age it shapes the temples; curls fall on women alone.
  ///   - rest: the vertices of the person's head at rest, in the order of the head table.
  ///   - share: the share of the strands to grow, for sketches; each strand's thickness stays.
  package func grow(
    _ hair: HairParameters, sex: Double, ageYears: Double, rest: [SIMD3<Float>], share: Double = 1
  ) -> Growth {
    precondition(rest.count == neutral.vertices.count && share > 0 && share <= 1)
    let scalp = ScalpDensity(hair, isMale: sex > 0.5, ageYears: ageYears)
    let density = density(hair, sex: sex, ageYears: ageYears)
    if hair.style == .bald && !hair.grows { return Growth(strands: .none, density: density) }
    let surface = SkinSurface(vertices: rest, triangles: neutral.triangles)
    var work = HairWork(
      hair, isMale: sex > 0.5, surface: surface,
      roots: roots(hair, scalp: scalp, density: density, on: surface, share: share))
    guard !work.roots.isEmpty else { return Growth(strands: .none, density: density) }
    switch hair.style {
    case .bun: work.gather()
    case .ponytail:
      work.gather()
      work.hangTail()
    default:
      work.walk()
      if work.rule.hasFringe { work.cutFringe() }
      let leaders = work.clump()
      work.bend(leaders: leaders)
    }
    work.loosen()
    work.shorten(edge: scalp.edge)
    work.clearSkull()
    if hair.style == .bun { work.tieKnot(share: share) }
    let strands = HairStrands(
      points: work.points, pointsPerStrand: work.pointCount, radii: work.radii(edge: scalp.edge),
      grey: 1.02 * hair.grey, stream: work.stream.stream("tone"))
    return Growth(strands: strands, density: density)
  }

  /// Density of hair at each vertex of the head's skin, as `grow` gives it, without growing any.
  package func density(_ hair: HairParameters, sex: Double, ageYears: Double) -> [Float] {
    let scalp = ScalpDensity(hair, isMale: sex > 0.5, ageYears: ageYears)
    // Where a bald head has no hair at all, a shadow of the wreath stays.
    let share: Float = hair.style == .bald && !hair.grows ? 0.25 : 1
    return fields.hairline.indices.map { vertex in
      share
        * scalp.density(
          at: neutral.vertices[vertex], hairline: fields.hairline[vertex],
          scalp: fields.scalp[vertex])
    }
  }

  /// Draws the roots: triangles by area and density, and within them by the density of the very
  /// point, so that a coarse mesh keeps a crisp hairline.
  private func roots(
    _ hair: HairParameters, scalp: ScalpDensity, density: [Float], on surface: SkinSurface,
    share: Double
  ) -> [HairRoot] {
    let bound = { (t: SIMD3<Int32>) -> Float in
      let most = max(density[Int(t.x)], density[Int(t.y)], density[Int(t.z)])
      return most > 0 ? min(most + 0.1, 1) : 0
    }
    let sampler = SurfaceSampler(surface, weight: bound)
    guard !sampler.isEmpty else { return [] }
    let rule = HairStyleRule(hair, isMale: false)
    let stream = RandomStream(seed: hair.seed).stream("hair").stream("root")
    return (0..<max(Int(Double(rule.strandCount) * share), 1)).map { index in
      var random = stream.stream(index)
      var root = sampler.draw(&random)
      for _ in 0..<16 {
        let wanted = scalp.density(
          at: root.value(neutral.vertices), hairline: root.value(fields.hairline),
          scalp: root.value(fields.scalp))
        if Float(random.uniform()) * bound(root.corners) < wanted { break }
        root = sampler.draw(&random)
      }
      return HairRoot(
        root, hair: hair, neutral: neutral, surface: surface,
        hairline: root.value(fields.hairline), random: &random)
    }
  }
}
