import CharacterCore
import Testing

@Suite struct TemperamentPresetTests {
  @Test(arguments: [
    (Temperament.Preset.exuberant, 1.0, 1.0, 1.0), (.dependent, 1, 1, -1), (.relaxed, 1, -1, 1),
    (.docile, 1, -1, -1), (.hostile, -1, 1, 1), (.anxious, -1, 1, -1), (.disdainful, -1, -1, 1),
    (.bored, -1, -1, -1),
  ])
  func `an octant lies where Mehrabian puts it`(
    _ preset: Temperament.Preset, _ pleasure: Double, _ arousal: Double, _ dominance: Double
  ) {
    let found = Temperament(preset.traits)
    #expect(abs(found.pleasure - 0.4 * pleasure) < 1e-4)
    #expect(abs(found.arousal - 0.4 * arousal) < 1e-4)
    #expect(abs(found.dominance - 0.4 * dominance) < 1e-4)
  }

  @Test func `humours are Eysenck's quarters`() {
    func quarter(_ preset: Temperament.Preset) -> [Bool] {
      [preset.traits.extraversion > 0, preset.traits.stability > 0]
    }
    #expect(quarter(.sanguine) == [true, true])
    #expect(quarter(.choleric) == [true, false])
    #expect(quarter(.melancholic) == [false, false])
    #expect(quarter(.phlegmatic) == [false, true])
    #expect(Temperament(Temperament.Preset.choleric.traits).pleasure < 0)
    #expect(Temperament(Temperament.Preset.choleric.traits).arousal > 0)
  }

  @Test(arguments: Temperament.Preset.allCases)
  func `every preset stays within the scale`(_ preset: Temperament.Preset) {
    let traits = preset.traits
    for value in [
      traits.openness, traits.conscientiousness, traits.extraversion, traits.agreeableness,
      traits.stability,
    ] { #expect(abs(value) <= 0.9) }
  }
}

@Suite struct HexColorTests {
  @Test func `a colour is written as it is read`() {
    #expect(HexColor("#0aF09b")?.description == "#0af09b")
    for text in ["", "#", "0af09b", "#0af09", "#0af09bc", "#0af09g", "#+af09b", "# af09b"] {
      #expect(HexColor(text) == nil)
    }
  }

  @Test func `white and black keep their light`() {
    #expect(HexColor(255, 255, 255).linear == LinearRGB(1, 1, 1))
    #expect(HexColor(0, 0, 0).linear == LinearRGB(0, 0, 0))
    #expect(abs(HexColor(188, 188, 188).linear.red - 0.503) < 1e-3)
  }

  @Test func `names of one palette differ`() {
    func differ<Names: Palette>(_: Names.Type) {
      #expect(Set(Names.allCases.map(\.color)).count == Names.allCases.count)
      #expect(Set(Names.allCases.map(\.title)).count == Names.allCases.count)
    }
    differ(HairColor.self)
    differ(EyeColor.self)
    differ(LipColor.self)
    differ(EyeshadowColor.self)
    differ(GarmentColor.self)
  }
}
