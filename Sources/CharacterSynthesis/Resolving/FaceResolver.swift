internal import CharacterCore

/// Makes the parameters of one face: shape, skin and what is on it. Hair has its own resolver.
///
/// Ranges and dependences are those of the training renderer (`Training/renderer`).
struct FaceResolver {
  let spec: FaceSpec
  let age: Double
  let sex: Double
  let build: Double
  let features: FeatureTable
  let draws: Draws

  var resolved: FaceParameters {
    let head = head
    let melanin = spec.skin ?? drawnMelanin(head.ancestry)
    let hair = HairResolver(
      spec: spec, age: age, sex: sex, ancestry: head.ancestry, draws: draws)
    var look = LookParameters(hair: hair.hair)
    look.beard = hair.beard
    look.browColor = hair.browColor
    look.browThickness = browThickness
    look.melanin = melanin
    look.hemoglobin =
      spec.redness.map { SliderRange.redness * $0 }
      ?? draws.normal("redness", 0, 0.5).clamped(to: -1.2...1.2)
    look.skinColor = Self.skinColor(melanin: melanin, hemoglobin: look.hemoglobin)
    look.freckles =
      spec.freckles.map { SliderRange.freckles * $0 } ?? drawnFreckles(melanin, hair.colorName)
    look.wrinkles = spec.wrinkles ?? drawnWrinkles
    look.blush =
      draws.slide("blush", spec.blush, SliderRange.blush) * SliderRange.blushFactor(age: age)
    look.underEye =
      draws.slide("underEye", spec.underEye, SliderRange.underEye)
      * SliderRange.underEyeFactor(age: age)
    look.dryness = draws.slide("shine", spec.shine.map { 1 - $0 }, SliderRange.dryness)
    look.specular = draws.slide("specular", spec.gloss, SliderRange.specular)
    paint(&look)
    setEyes(&look, head.ancestry)
    let whiteness = draws.slide("teeth", spec.teeth, 0...1) * SliderRange.teethFactor(age: age)
    look.teethColor = LinearRGB(
      mixing: SliderRange.yellowTeeth, SliderRange.whiteTeeth, whiteness)
    look.garment =
      spec.garment.style
      ?? draws.choose("garment.style", [(.tee, 2), (.vneck, 1), (.turtle, 1), (.tank, 1)])
    look.garmentColor = garmentColor
    return FaceParameters(head: head, look: look)
  }

  // MARK: Shape

  private var head: HeadParameters {
    let side = draws.chance("asymmetry.side", 0.5) ? 1.0 : -1
    let amplitude =
      spec.asymmetry.map { SliderRange.asymmetry * $0 } ?? abs(draws.normal("asymmetry"))
    return HeadParameters(
      ageYears: age, sex: sex, ancestry: ancestry, fat: fat,
      square: spec.squareness.map { SliderRange.square * $0 }
        ?? max(0, draws.normal("square", 0, 0.8)),
      asymmetry: SIMD2(side * amplitude, draws.uniform("asymmetry.phase", 0...6)),
      identity: identity.map { Float($0) },
      irisRadius: draws.slide("eyes.iris", spec.eyes.iris, SliderRange.iris))
  }

  private var ancestry: Ancestry {
    if let given = spec.ancestry {
      let sum = given.european + given.african + given.eastasian + given.southasian
      return Ancestry(
        european: given.european / sum, african: given.african / sum,
        eastasian: given.eastasian / sum, southasian: given.southasian / sum)
    }
    let shares = draws.dirichlet("ancestry", [0.45, 0.40, 0.40, 0.30])
    return Ancestry(
      european: shares[0], african: shares[1], eastasian: shares[2], southasian: shares[3])
  }

  /// A heavy body tends to a full face.
  private var fat: Double {
    if let fullness = spec.fullness {
      return fullness < 0 ? fullness : SliderRange.fullness * fullness
    }
    let heavy = ((build - 0.5) / 0.15).clamped(to: -2...2)
    return (0.55 * (0.7 * heavy + 0.714 * draws.normal("fullness"))).clamped(to: -1...1.4)
  }

  private var identity: [Double] {
    let limit = -FeatureTable.limit...FeatureTable.limit
    let start = (0..<FeatureTable.modes).map { mode in
      if let given = spec.identity { return mode < given.count ? given[mode] : 0 }
      var stream = draws.stream("identity").stream(mode)
      return stream.normal(0, 0.78).clamped(to: limit)
    }
    return spec.features.isEmpty ? start : features.setting(spec.features, in: start)
  }

  // MARK: Skin

  private func drawnMelanin(_ mix: Ancestry) -> Double {
    let mean =
      0.10 * mix.european + 0.80 * mix.african + 0.24 * mix.eastasian + 0.52 * mix.southasian
    return (mean + draws.normal("skin", 0, 0.09)).clamped(to: 0...1)
  }

  /// Linear albedo of skin.
  static func skinColor(melanin: Double, hemoglobin: Double) -> LinearRGB {
    let steps: [Double] = [0, 0.18, 0.36, 0.52, 0.68, 0.84, 1]
    let colors = [
      HexColor(220, 172, 147), HexColor(211, 157, 126), HexColor(194, 137, 103),
      HexColor(169, 113, 79), HexColor(135, 86, 58), HexColor(99, 62, 43), HexColor(70, 44, 32),
    ].map(\.linear)
    func channel(_ path: KeyPath<LinearRGB, Float>) -> Double {
      Math.interpolate(melanin, steps, colors.map { Double($0[keyPath: path]) })
    }
    return LinearRGB(
      Float(channel(\.red) * (1 + 0.05 * hemoglobin)),
      Float(channel(\.green) * (1 - 0.07 * hemoglobin)),
      Float(channel(\.blue) * (1 - 0.06 * hemoglobin)))
  }

  private func drawnFreckles(_ melanin: Double, _ hair: HairColor?) -> Double {
    let spots = melanin < 0.35 ? max(0, draws.normal("freckles", -0.25, 0.5)) : 0
    let ginger = hair == .ginger ? 0.6 * draws.uniform("freckles.ginger", 0...1) : 0
    return min(spots + ginger, 1.2)
  }

  private var drawnWrinkles: Double {
    let years = ((age - 24) / 52).clamped(to: 0...1)
    let depth = years > 0 ? Math.exp(1.15 * Math.log(years)) : 0
    return (depth * draws.uniform("wrinkles", 0.75...1.25)).clamped(to: 0...1.25)
  }

  private var browThickness: Double {
    if let thickness = spec.brows.thickness { return SliderRange.brows.value(at: thickness) }
    let drawn = draws.normal("brows.thickness", 1.02 + 0.30 * sex, 0.2).clamped(to: 0.6...1.7)
    return drawn * (1 - 0.22 * Math.smoothstep(17, 6, age))
  }

  // MARK: Colour

  /// Make-up: how much, and the colours of lips and lids.
  private func paint(_ look: inout LookParameters) {
    look.makeup = spec.makeup.strength ?? drawnMakeup
    let bare = Self.bareLips(look)
    look.lipColor = bare
    let worn = look.makeup > 0.25 && draws.chance("makeup.lips.worn", 0.7)
    if let color = spec.makeup.lips?.color
      ?? (worn ? drawnColor("makeup.lips", LipColor.self) : nil)
    {
      look.lipColor = LinearRGB(mixing: bare, color.linear, Self.lipstick(look.makeup))
    }
    if look.makeup > 0 {
      let color =
        spec.makeup.eyeshadow?.color ?? drawnColor("makeup.eyeshadow", EyeshadowColor.self)
      look.eyeshadowColor = color.linear.scaled(by: SIMD3(repeating: Float(1.6 - look.melanin)))
    }
  }

  /// Lips without make-up.
  static func bareLips(_ look: LookParameters) -> LinearRGB {
    let dark = look.melanin >= 0.55
    return look.skinColor.scaled(by: dark ? SIMD3(0.95, 0.70, 0.72) : SIMD3(0.90, 0.50, 0.50))
  }

  /// The share of lipstick in the colour of painted lips.
  static func lipstick(_ makeup: Double) -> Double { 0.45 + 0.4 * makeup }

  /// Somebody whose lipstick is named wears make-up.
  private var drawnMakeup: Double {
    let strength = draws.uniform("makeup.strength", 0.3...1)
    if spec.makeup.lips != nil || spec.makeup.eyeshadow != nil { return strength }
    return sex < 0.4 && age > 16 && draws.chance("makeup.worn", 0.45) ? strength : 0
  }

  private func setEyes(_ look: inout LookParameters, _ mix: Ancestry) {
    let e = mix.european
    let shares: [(EyeColor, Double)] = [
      (.brown, 0.5 + 1.2 * (1 - e)), (.darkBrown, 0.8 * (1 - e) + 0.05), (.hazel, 0.45 * e * e),
      (.green, 0.35 * e * e), (.blue, 0.8 * e * e), (.grey, 0.25 * e * e), (.amber, 0.12 * e * e),
    ]
    let choice = spec.eyes.color ?? .named(draws.choose("eyes.color", shares))
    var iris = choice.color.linear.scaled(by: SIMD3(repeating: SliderRange.irisBrightness))
    if case .named = choice {
      iris = iris.scaled(by: SIMD3(repeating: Float(draws.uniform("eyes.tone", 0.85...1.25))))
    }
    look.irisColor = iris
    look.pupilRadius = draws.slide("eyes.pupil", spec.eyes.pupil, SliderRange.pupil)
    let yellowing = (1 - 0.10 * look.melanin) * Math.mix(1, 0.9, Math.smoothstep(50, 85, age))
    look.scleraColor = LinearRGB(0.74, 0.70, 0.655).scaled(by: SIMD3(repeating: Float(yellowing)))
  }

  private var garmentColor: LinearRGB {
    if let given = spec.garment.color { return given.color.linear }
    let color = drawnColor("garment.color", GarmentColor.self).linear
    let tint = draws.stream("garment.tint")
    func shade(_ value: Float, _ channel: Int) -> Float {
      var stream = tint.stream(channel)
      return Float((Double(value) * (1 + stream.normal(0, 0.1))).clamped(to: 0.0025...0.88))
    }
    return LinearRGB(shade(color.red, 0), shade(color.green, 1), shade(color.blue, 2))
  }

  private func drawnColor<Names: Palette>(_ name: String, _: Names.Type) -> HexColor {
    draws.choose(name, Names.allCases.map { ($0.color, 1) })
  }
}

extension LinearRGB {
  init(mixing first: LinearRGB, _ second: LinearRGB, _ share: Double) {
    let value = first.simd + (second.simd - first.simd) * Float(share)
    self.init(value.x, value.y, value.z)
  }

  func scaled(by factor: SIMD3<Float>) -> LinearRGB {
    let value = simd * factor
    return LinearRGB(value.x, value.y, value.z)
  }
}
