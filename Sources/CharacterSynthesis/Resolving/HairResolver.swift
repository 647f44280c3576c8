internal import CharacterCore

/// Makes hair, beard and the colour of brows: the style first, then each number in the style's range.
struct HairResolver {
  let spec: FaceSpec
  let age: Double
  let sex: Double
  let ancestry: Ancestry
  let draws: Draws

  private var isMale: Bool { sex > 0.5 }

  // MARK: Hair

  var hair: HairParameters {
    let style = spec.hair.style ?? drawnStyle
    var hair = HairParameters(style: style)
    var strands = draws.stream("hair.strands")
    hair.seed = strands.next() >> 11
    hair.recession = spec.hair.hairline.map(SliderRange.hairline.value) ?? drawnRecession
    hair.color = color
    hair.greyColor = greyColor
    hair.grey = grey
    hair.grows = style != .bald || draws.chance("hair.wreath", 0.6)
    part(&hair)
    cut(&hair)
    return hair
  }

  private var drawnStyle: HairParameters.Style {
    let age = age
    var style: HairParameters.Style
    if ancestry.african > 0.42, draws.chance("hair.style.african", 0.75) {
      style = draws.choose(
        "hair.style.african.kind",
        isMale
          ? [(.buzz, 1), (.afro, 2), (.curly, 1), (.bald, 1)]
          : [(.afro, 1), (.curly, 2), (.bun, 1), (.longwavy, 1)])
    } else {
      style = draws.choose(
        "hair.style",
        isMale
          ? [
            (.buzz, 1), (.crop, 2), (.sidepart, 2), (.swept, 1), (.curly, 2), (.bald, 1),
            (.shoulder, 1), (.fringe, 1),
          ]
          : [
            (.long, 2), (.longwavy, 2), (.bob, 2), (.bun, 1), (.ponytail, 1), (.curly, 1),
            (.sidepart, 1), (.swept, 1), (.bobfringe, 1), (.longfringe, 1), (.shoulder, 1),
          ])
    }
    if style == .bald, age < 35, draws.chance("hair.style.young", 0.6) { style = .buzz }
    if isMale, age > 50, draws.chance("hair.style.thinning", 0.22) {
      style = draws.choose("hair.style.thinning.kind", [(.bald, 1), (.receding, 2)])
    }
    if age < 14, [.bald, .receding, .buzz].contains(style) { style = isMale ? .crop : .bob }
    return style
  }

  private var drawnRecession: Double {
    draws.uniform("hair.hairline", -0.6...0.25) + (isMale ? 0.5 * Math.smoothstep(30, 70, age) : 0)
  }

  /// The parting and the side that hair falls to.
  private func part(_ hair: inout HairParameters) {
    let drawnSide = draws.chance("hair.side", 0.5) ? 1.0 : -1
    hair.side = drawnSide
    switch spec.hair.parting {
    case .left: hair.side = 1
    case .right: hair.side = -1
    case .centre, nil: break
    }
    let canPart: [HairParameters.Style] = [.bob, .long, .longwavy, .shoulder]
    let isParted: Bool =
      switch spec.hair.parting {
      case .left, .right: true
      case .centre: false
      case nil:
        hair.style == .sidepart || canPart.contains(hair.style) && draws.chance("hair.parted", 0.65)
      }
    hair.parting =
      isParted
      ? hair.side * draws.uniform("hair.parting", 1.2...3.4)
      : draws.uniform("hair.parting.centre", -0.4...0.4)
  }

  /// Length, lift, waves and curls, where the style has them.
  private func cut(_ hair: inout HairParameters) {
    let length = spec.hair.length
    let lift = spec.hair.volume
    let style = hair.style
    func lengthen() {
      guard let range = SliderRange.hairLength(style, isMale: isMale) else { return }
      hair.length = draws.slide("hair.length", length, range)
    }
    func raise() {
      guard let range = SliderRange.hairVolume(style) else { return }
      hair.lift = draws.slide("hair.volume", lift, range)
    }
    switch style {
    case .buzz, .bald, .receding, .fringe, .swept: lengthen()
    case .crop:
      lengthen()
      raise()
      hair.sweep = spec.hair.sweep ?? 0
    case .sidepart:
      lengthen()
      raise()
    case .curly:
      lengthen()
      hair.curlRadius = draws.slide("hair.curl", spec.hair.curl, SliderRange.curls)
      hair.curlTurns = draws.uniform("hair.curl.turns", isMale ? 1.6...2.6 : 3...5)
    case .afro:
      lengthen()
      hair.curlRadius = 0.22
      hair.curlTurns = 0.9 * hair.length
    case .bun:
      hair.knotHeight = draws.uniform("hair.knot", 7.5...13.4)
      hair.knotRadius = draws.slide("hair.volume", lift, SliderRange.knot)
    case .ponytail:
      hair.knotHeight = draws.uniform("hair.knot", 7.5...13.4)
      lengthen()
      hair.wave = draws.slide("hair.curl", spec.hair.curl, SliderRange.tailWaves)
    case .bob, .bobfringe, .shoulder, .long, .longfringe, .longwavy:
      hair.cutHeight = -draws.slide("hair.length", length, SliderRange.hang(style))
      raise()
      hair.wave =
        spec.hair.curl.map(SliderRange.givenWaves(style).value)
        ?? draws.uniform("hair.curl", SliderRange.waves(style))
    }
    hair.fringeHeight = draws.uniform("hair.fringe", 5.2...6.6)
  }

  // MARK: Colour

  /// The hair's colour by name; `nil` for a colour by value.
  var colorName: HairColor? {
    switch spec.hair.color {
    case .named(let name): return name
    case .hex: return nil
    case nil: break
    }
    let e = ancestry.european
    let shares: [(HairColor, Double)] = [
      (.black, 0.25 + 2 * (1 - e)), (.darkBrown, 0.55 * (1 - e) + 0.4), (.brown, 0.7 * e * e),
      (.lightBrown, 0.5 * e * e), (.auburn, 0.22 * e * e), (.ginger, 0.18 * e * e),
      (.darkBlond, 0.5 * e * e), (.blond, 0.5 * e * e), (.platinum, 0.12 * e * e),
    ]
    let natural = draws.choose("hair.color", shares)
    return draws.chance("hair.color.dyed", 0.02) ? .blond : natural
  }

  private var color: LinearRGB {
    if case .hex(let color) = spec.hair.color { return color.linear }
    return (colorName ?? .brown).color.linear.scaled(by: SIMD3(repeating: tone))
  }

  /// Two people with hair of one name differ a little.
  private var tone: Float { Float(draws.uniform("hair.tone", 0.85...1.2)) }

  private var greyColor: LinearRGB {
    let shade = Float(draws.uniform("hair.grey.tone", 0.75...1.05))
    return HexColor(204, 201, 196).linear.scaled(by: SIMD3(repeating: shade))
  }

  private var grey: Double {
    if let grey = spec.hair.grey { return grey }
    guard age >= 30 else { return 0 }
    let natural = ((age - 38 - draws.normal("hair.grey", 6, 9)) / 32).clamped(to: 0...1)
    let isDyed = sex < 0.5 && age < 75 && draws.chance("hair.grey.dyed", 0.5)
    return isDyed ? 0.12 * natural : natural
  }

  var browColor: LinearRGB {
    if let given = spec.brows.color { return given.color.linear }
    if colorName == .blond || colorName == .platinum {
      return color.scaled(by: SIMD3(repeating: 0.38))
    }
    let limit = HexColor(107, 79, 56).linear.simd
    let value = pointwiseMin(color.simd * 0.8 + 0.006, limit)
    return LinearRGB(value.x, value.y, value.z)
  }

  // MARK: Beard

  var beard: BeardParameters {
    let style = spec.beard.style ?? drawnBeard
    var beard = BeardParameters(style: style)
    if let range = SliderRange.beardLength(style) {
      beard.length =
        style == .stubble || style == .moustache
        ? range.value(at: spec.beard.length ?? 0.5)
        : draws.slide("beard.length", spec.beard.length, range)
    } else {
      beard.length = 0
    }
    let shaven = draws.uniform("beard.shadow", 0...0.7) * Math.smoothstep(16, 24, age)
    beard.shadow = spec.beard.shadow.map { SliderRange.shadow * $0 } ?? (isMale ? shaven : 0)
    beard.color =
      spec.beard.color?.color.linear
      ?? color.scaled(by: SIMD3(0.85 * 1.1, 0.85 * 0.95, 0.85 * 0.85))
    beard.grey = spec.beard.grey ?? min(1.25 * grey, 1)
    return beard
  }

  private var drawnBeard: BeardParameters.Style {
    guard age > 19, sex > 0.6 else { return .none }
    return draws.choose(
      "beard.style",
      [
        (.none, 0.46), (.stubble, 0.22), (.beard, 0.16), (.goatee, 0.06), (.moustache, 0.05),
        (.longbeard, 0.05),
      ])
  }
}
