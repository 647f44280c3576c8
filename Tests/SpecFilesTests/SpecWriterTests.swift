import CharacterCore
import SpecFiles
import TestSupport
import Testing

@Suite struct SpecWriterTests {
  @Test func `what is written is read back exactly`() {
    forAll(count: 200) { stream in
      let spec = CharacterSpec.random(&stream)
      let text = SpecWriter.write(spec)
      let reading = read(text)
      #expect(reading.diagnostics == [], "\(text)")
      #expect(reading.value == spec, "\(text)")
    }
  }

  @Test func `a spec that says nothing is two lines`() {
    #expect(SpecWriter.write(CharacterSpec(name: "A")) == "mien: 1\nname: \"A\"\n")
  }

  @Test func `a comment becomes the first lines and comes back without the editor's line`() {
    let spec = CharacterSpec(name: "A", seed: 3)
    let text = SpecWriter.write(spec, comment: "One\n\nThree")
    #expect(text == "# One\n#\n# Three\n" + SpecWriter.write(spec))
    #expect(read(text).value == spec)
    let edited = "# yaml-language-server: $schema=x.json\n#\n" + text
    #expect(SpecWriter.leadingComment(of: edited) == "One\n\nThree")
    #expect(SpecWriter.leadingComment(of: "mien: 1 # no\n# no\n") == "")
  }

  @Test func `a long list stands ten on a line and is read back`() {
    var spec = CharacterSpec(name: "A")
    spec.face.identity = (0..<25).map { Double($0) / 8 - 1.5 }
    let text = SpecWriter.write(spec)
    #expect(text.contains("  identity: [\n    -1.5, -1.375,"))
    #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count < 100 })
    #expect(read(text).value == spec)
  }

  @Test func `a template from a casting leaves all to the seed, and its comments are a spec`() {
    forAll(count: 20) { stream in
      var drawn = CharacterSpec.random(&stream)
      drawn.face.identity = nil
      let text = SpecWriter.castTemplate(name: "Lin # 'Yue'", seed: 77, drawn: drawn)
      #expect(read(text).value == CharacterSpec(name: "Lin # 'Yue'", seed: 77))
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let start = lines.firstIndex { $0.hasPrefix("mien:") } ?? 0
      let opened = lines[start...].map { $0.hasPrefix("# ") ? $0.dropFirst(2) : $0 }
      (drawn.name, drawn.seed) = ("Lin # 'Yue'", 77)
      #expect(read(opened.joined(separator: "\n")).value == drawn)
    }
  }

  @Test func `the template is valid, with any name`() throws {
    for name in ["Lin Yue", "a: b # c", "'\"\\", "林月", "- x", "null", "12"] {
      let reading = read(SpecWriter.template(name: name, seed: 20417))
      #expect(reading.diagnostics == [])
      #expect(reading.value?.name == name)
      #expect(reading.value?.seed == 20417)
    }
  }

  @Test func `every commented line of the template is valid too`() {
    let text = SpecWriter.template(name: "A", seed: 1)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let body = line.drop { $0 == " " }
      guard body.hasPrefix("# "), body.contains(": ") || body.hasSuffix(":"),
        !body.contains("mien "), !body.contains("$schema"), !body.contains("All of them"),
        !body.contains("Big Five"), !body.contains("Only the name"), !body.contains("of your own")
      else { return String(line) }
      return String(line.prefix(line.count - body.count)) + String(body.dropFirst(2))
    }
    let reading = read(lines.joined(separator: "\n"))
    #expect(reading.diagnostics == [])
    #expect(reading.value?.face.features == [.eyeSize: 0.3, .jawWidth: -0.2])
    #expect(reading.value?.expression.named.map(\.name) == ["doubt"])
    #expect(reading.value?.body.height == 1.68)
    #expect(reading.value?.temperament.stability == 0.5)
  }

  @Test func `the template names everything that can be chosen`() {
    let text = SpecWriter.template(name: "A", seed: 1)
    let names =
      HairParameters.Style.allCases.map(\.title) + Temperament.Preset.allCases.map(\.title)
      + FaceFeature.allCases.map(\.title) + HairColor.allCases.map(\.title)
      + EyeColor.allCases.map(\.title) + BeardParameters.Style.allCases.map(\.title)
    for name in names { #expect(text.contains(name), "\(name)") }
  }
}

extension CharacterSpec {
  /// Any spec at all; each part is open half of the time.
  static func random(_ stream: inout RandomStream) -> CharacterSpec {
    func maybe<T>(_ make: (inout RandomStream) -> T) -> T? {
      stream.uniform() < 0.5 ? make(&stream) : nil
    }
    func share() -> Double? { maybe { $0.uniform() < 0.2 ? $0.uniform().rounded() : $0.uniform() } }
    func slide() -> Double? { maybe { $0.uniform(-1, 1) } }
    func choice<T: CaseIterable>(_: T.Type) -> T? {
      maybe { T.allCases.randomElement(using: &$0) } ?? nil
    }
    func color<P: Palette>(_: P.Type) -> ColorChoice<P>? {
      maybe { stream in
        if stream.uniform() < 0.5, let name = P.allCases.randomElement(using: &stream) {
          return .named(name)
        }
        return .hex(
          HexColor(
            UInt8(truncatingIfNeeded: stream.next()), UInt8(truncatingIfNeeded: stream.next()),
            UInt8(truncatingIfNeeded: stream.next())))
      }
    }
    func weights() -> ExpressionWeights {
      var weights = ExpressionWeights.neutral
      for shape in Blendshape.allCases where stream.uniform() < 0.1 {
        weights[shape] = Float(stream.uniform())
      }
      return weights
    }
    let letters = Array("ab: #'\"\\-[]{}&*!|>%@`,?é林 🙂\u{a0}0.~")
    let middle = String(
      (0..<Int(stream.uniform(0, 12))).map { _ in letters.randomElement(using: &stream) ?? "x" })
    var spec = CharacterSpec(name: "A\(middle)z")
    spec.seed = maybe { $0.next() >> 11 }
    spec.age = maybe { $0.uniform(4, 95) }
    spec.sex = share()
    spec.temperament = TemperamentSpec(
      preset: choice(Temperament.Preset.self), openness: share(), conscientiousness: share(),
      extraversion: share(), agreeableness: share(), stability: share())
    spec.body = BodySpec(height: maybe { $0.uniform(0.8, 2.2) }, build: share(), muscle: share())
    spec.face = FaceSpec(
      ancestry: maybe {
        Ancestry(european: $0.uniform(), african: 0, eastasian: $0.uniform(), southasian: 3)
      }, skin: share(), redness: slide(), fullness: slide(), freckles: share(), wrinkles: share(),
      blush: share(), underEye: share(), shine: share(), gloss: share(), teeth: share(),
      asymmetry: share(), squareness: share())
    spec.face.hair = HairSpec(
      style: choice(HairParameters.Style.self), color: color(HairColor.self), grey: share(),
      length: share(), parting: choice(HairSpec.Parting.self), curl: share(), volume: share(),
      hairline: share(), sweep: slide())
    spec.face.beard = BeardSpec(
      style: choice(BeardParameters.Style.self), length: share(), shadow: share(),
      color: color(HairColor.self), grey: share())
    spec.face.brows = BrowSpec(thickness: share(), color: color(HairColor.self))
    spec.face.eyes = EyeSpec(color: color(EyeColor.self), iris: share(), pupil: share())
    spec.face.makeup = MakeupSpec(
      strength: share(), lips: color(LipColor.self), eyeshadow: color(EyeshadowColor.self))
    spec.face.garment = GarmentSpec(
      style: choice(LookParameters.Garment.self), color: color(GarmentColor.self))
    for feature in FaceFeature.allCases { spec.face.features[feature] = slide() }
    spec.face.identity = maybe { stream in
      (0..<Int(stream.uniform(1, 100))).map { _ in stream.uniform(-3, 3) }
    }
    spec.expression = ExpressionSpec(resting: weights(), asymmetry: share())
    for shape in Blendshape.allCases where stream.uniform() < 0.1 {
      spec.expression.gain[shape] = stream.uniform(0, 2)
    }
    for index in 0..<Int(stream.uniform(0, 3)) {
      spec.expression.named.append(NamedExpression("my \(index)_É-x", weights()))
    }
    return spec
  }
}
