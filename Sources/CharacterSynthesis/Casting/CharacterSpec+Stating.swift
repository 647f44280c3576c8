public import CharacterCore

extension CharacterSpec {
  /// The spec that states every number of a character which the format has a word for.
  ///
  /// Resolved again it gives the same person, within the steps of rounded sliders and of colours of
  /// eight bits; what has no word (single strands, how a curl turns) the seed draws as before.
  public init(stating character: ResolvedCharacter) {
    let face = character.face
    self.init(
      name: character.name, seed: character.seed, age: rounded(face.head.ageYears, 2),
      sex: rounded(face.head.sex, 3))
    let traits = character.temperament.traits
    func level(_ trait: Double) -> Double { rounded((trait + 1) / 2, 3) }
    temperament = TemperamentSpec(
      openness: level(traits.openness), conscientiousness: level(traits.conscientiousness),
      extraversion: level(traits.extraversion), agreeableness: level(traits.agreeableness),
      stability: level(traits.stability))
    self.face = FaceSpec(stating: face)
    body = BodySpec(
      height: rounded(character.body.height, 3), build: rounded(character.body.build, 3),
      muscle: rounded(character.body.muscle, 3))
    let performed = character.expression
    expression = ExpressionSpec(
      resting: performed.resting, gain: performed.gains.filter { $0.value != 1 },
      asymmetry: rounded(performed.asymmetry, 3), named: performed.named)
  }
}

extension FaceSpec {
  init(stating face: FaceParameters) {
    let (head, look) = (face.head, face.look)
    let age = head.ageYears
    func slider(_ value: Double) -> Double { rounded(value.clamped(to: 0...1), 4) }
    self.init()
    ancestry = Ancestry(
      european: rounded(head.ancestry.european, 4), african: rounded(head.ancestry.african, 4),
      eastasian: rounded(head.ancestry.eastasian, 4),
      southasian: rounded(head.ancestry.southasian, 4))
    skin = slider(look.melanin)
    redness = rounded((look.hemoglobin / SliderRange.redness).clamped(to: -1...1), 4)
    fullness = rounded(
      (head.fat < 0 ? head.fat : head.fat / SliderRange.fullness).clamped(to: -1...1), 4)
    freckles = slider(look.freckles / SliderRange.freckles)
    wrinkles = rounded(look.wrinkles.clamped(to: 0...1.25), 4)
    blush = slider(SliderRange.blush.slider(for: look.blush / SliderRange.blushFactor(age: age)))
    underEye = slider(
      SliderRange.underEye.slider(for: look.underEye / SliderRange.underEyeFactor(age: age)))
    shine = slider(1 - SliderRange.dryness.slider(for: look.dryness))
    gloss = slider(SliderRange.specular.slider(for: look.specular))
    let (yellow, white) = (SliderRange.yellowTeeth.green, SliderRange.whiteTeeth.green)
    teeth = slider(
      Double((look.teethColor.green - yellow) / (white - yellow))
        / SliderRange.teethFactor(age: age))
    asymmetry = slider(abs(head.asymmetry.x) / SliderRange.asymmetry)
    squareness = slider(head.square / SliderRange.square)
    identity = head.identity.map { rounded(Double($0), 3) }
    hair = HairSpec(stating: look.hair, isMale: head.sex > 0.5)
    beard = BeardSpec(stating: look.beard)
    brows = BrowSpec(
      thickness: slider(SliderRange.brows.slider(for: look.browThickness)),
      color: .hex(HexColor(encoding: look.browColor)))
    let iris = look.irisColor.scaled(by: SIMD3(repeating: 1 / SliderRange.irisBrightness))
    eyes = EyeSpec(
      color: .hex(HexColor(encoding: iris)),
      iris: slider(SliderRange.iris.slider(for: head.irisRadius)),
      pupil: slider(SliderRange.pupil.slider(for: look.pupilRadius)))
    makeup = MakeupSpec(stating: look)
    garment = GarmentSpec(
      style: look.garment, color: .hex(HexColor(encoding: look.garmentColor)))
  }
}

extension HairSpec {
  fileprivate init(stating hair: HairParameters, isMale: Bool) {
    func slider(_ range: ClosedRange<Double>?, _ value: Double) -> Double? {
      range.map { rounded($0.slider(for: value), 4) }
    }
    self.init(
      style: hair.style, color: .hex(HexColor(encoding: hair.color)), grey: rounded(hair.grey, 4),
      parting: abs(hair.parting) < 1 ? .centre : hair.parting > 0 ? .left : .right,
      hairline: slider(SliderRange.hairline, hair.recession),
      sweep: hair.style == .crop ? rounded(hair.sweep.clamped(to: -1...1), 4) : nil)
    switch hair.style {
    case .bob, .bobfringe, .shoulder, .long, .longfringe, .longwavy:
      length = slider(SliderRange.hang(hair.style), -hair.cutHeight)
      curl = slider(SliderRange.givenWaves(hair.style), hair.wave)
    case .curly: curl = slider(SliderRange.curls, hair.curlRadius)
    case .ponytail: curl = slider(SliderRange.tailWaves, hair.wave)
    default: break
    }
    length = slider(SliderRange.hairLength(hair.style, isMale: isMale), hair.length) ?? length
    volume =
      hair.style == .bun
      ? slider(SliderRange.knot, hair.knotRadius)
      : slider(SliderRange.hairVolume(hair.style), hair.lift)
  }
}

extension BeardSpec {
  fileprivate init(stating beard: BeardParameters) {
    self.init(
      style: beard.style,
      length: SliderRange.beardLength(beard.style).map {
        rounded($0.slider(for: beard.length), 4)
      },
      shadow: rounded((beard.shadow / SliderRange.shadow).clamped(to: 0...1), 4),
      color: .hex(HexColor(encoding: beard.color)), grey: rounded(beard.grey, 4))
  }
}

extension MakeupSpec {
  /// Lips are stated where they are painted, or could be taken for painted.
  fileprivate init(stating look: LookParameters) {
    let strength = rounded(look.makeup.clamped(to: 0...1), 4)
    self.init(strength: strength)
    let bare = FaceResolver.bareLips(look)
    let paint = (look.lipColor.simd - bare.simd) / Float(FaceResolver.lipstick(strength))
    if strength > 0.25 || max(paint.max(), -paint.min()) > 0.002 {
      let color = bare.simd + paint
      lips = .hex(HexColor(encoding: LinearRGB(color.x, color.y, color.z)))
    }
    if strength > 0 {
      let shade = look.eyeshadowColor.scaled(by: SIMD3(repeating: Float(1 / (1.6 - look.melanin))))
      eyeshadow = .hex(HexColor(encoding: shade))
    }
  }
}

/// A number with so many decimals, as a file shows it.
func rounded(_ value: Double, _ decimals: Int) -> Double {
  let unit = [1.0, 10, 100, 1000, 10_000][decimals]
  let result = (value * unit).rounded() / unit
  return result == 0 ? 0 : result
}
