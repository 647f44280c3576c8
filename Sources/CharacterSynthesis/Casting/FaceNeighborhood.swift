public import CharacterCore

/// The people around a face: numbered, each like the one in the middle up to a reach.
///
/// A neighbour depends on the face, the reach, the seed and its own number alone, so that it can be
/// taken without making the others.
public struct FaceNeighborhood: Sendable {
  /// How far the neighbours stand off: 0 nowhere, 1 as far as a stranger does.
  public var reach: Double
  /// What all of them share with the one in the middle.
  public var kept: Set<FacePart>
  /// Other seeds give other neighbours.
  public var seed: UInt64

  private let center: CharacterSpec
  private let stated: CharacterSpec
  private let stream: RandomStream

  /// The neighbourhood of a spec; `character` is what it resolves to.
  public init(
    of center: CharacterSpec, resolved character: ResolvedCharacter, reach: Double,
    keeping kept: Set<FacePart> = [], seed: UInt64 = 1
  ) {
    precondition((0...1).contains(reach))
    (self.center, self.reach, self.kept, self.seed) = (center, reach, kept, seed)
    stated = CharacterSpec(stating: character)
    stream = RandomStream(seed: character.seed).stream("vary").stream("\(seed)")
  }

  /// Neighbour `number`, from 1: what the author wrote, with the numbers that make the difference.
  ///
  /// Cuts, clothes and whatever moves stay; so do the coefficients' lengths: the identity turns by
  /// the angle at which the chord is `reach` of that to a stranger, who stands at a right angle.
  public func neighbor(_ number: Int) -> CharacterSpec {
    let draws = Draws(stream.stream(number))
    var spec = center
    spec.seed = stated.seed
    holdCuts(&spec)
    for dial in FaceDial.all {
      guard let value = stated[keyPath: dial.path] else { continue }
      if kept.contains(dial.part) || value == 0 && dial.isAbsentAtZero {
        if isAdrift, spec[keyPath: dial.path] == nil { spec[keyPath: dial.path] = value }
        continue
      }
      let turned = value + step * dial.spread * draws.normal(dial.name)
      spec[keyPath: dial.path] = rounded(turned.clamped(to: dial.range), dial.decimals)
    }
    for dial in ColorDial.all {
      guard let color = dial.get(stated) else { continue }
      if kept.contains(dial.part) {
        if isAdrift, dial.get(spec) == nil { dial.set(&spec, color) }
        continue
      }
      var turned = PerceptualColor(color)
      turned.lightness += step * 0.06 * draws.normal(dial.name)
      turned.greenRed += step * 0.02 * draws.normal(dial.name + ".greenRed")
      turned.blueYellow += step * 0.02 * draws.normal(dial.name + ".blueYellow")
      dial.set(&spec, HexColor(encoding: turned.linear))
    }
    if !kept.contains(.ancestry) { spec.face.ancestry = ancestry(draws) }
    if !kept.contains(.shape) { turnShape(&spec, draws) }
    return spec
  }

  /// Whether what other draws depend on is turned, so that what stays has to be said.
  private var isAdrift: Bool { !kept.isSuperset(of: [.age, .sex, .ancestry, .skin]) }

  /// Cuts, clothes and the body, where only the seed says them.
  private func holdCuts(_ spec: inout CharacterSpec) {
    guard isAdrift else { return }
    spec.face.hair.style = spec.face.hair.style ?? stated.face.hair.style
    spec.face.hair.parting = spec.face.hair.parting ?? stated.face.hair.parting
    spec.face.beard.style = spec.face.beard.style ?? stated.face.beard.style
    spec.face.garment.style = spec.face.garment.style ?? stated.face.garment.style
    spec.body.height = spec.body.height ?? stated.body.height
    spec.body.build = spec.body.build ?? stated.body.build
    spec.body.muscle = spec.body.muscle ?? stated.body.muscle
  }

  /// The sine of the angle by which a neighbour stands off.
  private var step: Double { reach * (2 - reach * reach).squareRoot() }
  private var stay: Double { 1 - reach * reach }

  private func ancestry(_ draws: Draws) -> Ancestry? {
    guard let mix = stated.face.ancestry else { return nil }
    func share(_ name: String, _ value: Double) -> Double {
      max(0, value + step * 0.2 * draws.normal("ancestry." + name))
    }
    let shares = [
      share("european", mix.european), share("african", mix.african),
      share("eastasian", mix.eastasian), share("southasian", mix.southasian),
    ]
    let sum = shares.reduce(0, +)
    guard sum > 0 else { return mix }
    return Ancestry(
      european: rounded(shares[0] / sum, 4), african: rounded(shares[1] / sum, 4),
      eastasian: rounded(shares[2] / sum, 4), southasian: rounded(shares[3] / sum, 4))
  }

  private func turnShape(_ spec: inout CharacterSpec, _ draws: Draws) {
    let identity = stated.face.identity ?? []
    let limit = -FeatureTable.limit...FeatureTable.limit
    spec.face.identity = identity.enumerated().map { mode, value in
      var chance = draws.stream("identity").stream(mode)
      return rounded((stay * value + step * chance.normal(0, 0.78)).clamped(to: limit), 3)
    }
    for feature in FaceFeature.allCases {
      guard let value = center.face.features[feature] else { continue }
      let turned = value + step * 0.5 * draws.normal("feature." + feature.rawValue)
      spec.face.features[feature] = rounded(turned.clamped(to: -1...1), 3)
    }
  }
}
