import CharacterCore
import CharacterSynthesis
import TestSupport
import Testing

@Suite struct CharacterResolverTests {
  let resolver: CharacterResolver

  init() throws { resolver = try CharacterResolver() }

  @Test func `the same spec gives the same character`() throws {
    let spec = CharacterSpec(name: "A", seed: 7)
    #expect(resolver.resolve(spec) == resolver.resolve(spec))
    #expect(try CharacterResolver().resolve(spec) == resolver.resolve(spec))
    #expect(resolver.resolve(spec) != resolver.resolve(CharacterSpec(name: "A", seed: 8)))
  }

  @Test func `without a seed the name decides`() {
    let first = resolver.resolve(CharacterSpec(name: "Lin Yue"))
    #expect(first == resolver.resolve(CharacterSpec(name: "Lin Yue")))
    #expect(first.seed != resolver.resolve(CharacterSpec(name: "Lin Yun")).seed)
    #expect(first.seed < 1 << 53)
  }

  @Test func `giving one thing changes no other`() {
    forAll(count: 50) { stream in
      var spec = CharacterSpec(name: "A", seed: stream.next() >> 11, age: 33, sex: 0.9)
      let open = resolver.resolve(spec)
      spec.face.garment.style = .tank
      spec.face.brows.thickness = 0.5
      spec.body.height = 1.9
      spec.temperament.openness = 1
      var given = resolver.resolve(spec)
      #expect(given.body.height == 1.9)
      #expect(given.face.look.garment == .tank)
      given.face.look.garment = open.face.look.garment
      given.face.look.browThickness = open.face.look.browThickness
      given.body.height = open.body.height
      given.temperament = open.temperament
      #expect(given == open)
    }
  }

  @Test func `a preset brings its traits, and single values correct it`() {
    var spec = CharacterSpec(name: "A", seed: 1)
    spec.temperament = TemperamentSpec(preset: .melancholic, extraversion: 0.35)
    let traits = resolver.resolve(spec).temperament.traits
    var expected = Temperament.Preset.melancholic.traits
    expected.extraversion = 2 * 0.35 - 1
    #expect(traits == expected)
  }

  @Test func `neither children nor women grow beards, and children are not bald`() {
    forAll(count: 300) { stream in
      let spec = CharacterSpec(
        name: "A", seed: stream.next() >> 11, age: stream.uniform(4, 14), sex: stream.uniform())
      let child = resolver.resolve(spec).face.look
      #expect(child.beard.style == .none)
      #expect(![.bald, .receding, .buzz].contains(child.hair.style))
      #expect(child.hair.grey == 0)
      let woman = CharacterSpec(name: "A", seed: spec.seed, age: 30, sex: 0)
      #expect(resolver.resolve(woman).face.look.beard.style == .none)
    }
  }

  @Test func `whatever is drawn lies where the generator was trained`() {
    forAll(count: 500) { stream in
      let face = resolver.resolve(CharacterSpec(name: "A", seed: stream.next() >> 11)).face
      let (head, look, hair) = (face.head, face.look, face.look.hair)
      #expect(face.latent.isEmpty)
      #expect(head.identity.count == 100)
      #expect(head.identity.allSatisfy { abs($0) <= 2.2 })
      #expect((4...88).contains(head.ageYears))
      #expect((0...1).contains(head.sex))
      let mix = head.ancestry
      #expect(abs(mix.european + mix.african + mix.eastasian + mix.southasian - 1) < 1e-9)
      #expect((-1...1.4).contains(head.fat))
      #expect(head.square >= 0)
      #expect((0.60...0.66).contains(head.irisRadius))
      #expect((0...1).contains(look.melanin))
      #expect((-1.2...1.2).contains(look.hemoglobin))
      #expect((0...1.2).contains(look.freckles))
      #expect((0...1).contains(look.makeup))
      #expect((0...1.25).contains(look.wrinkles))
      #expect((0.17...0.27).contains(look.pupilRadius))
      #expect((0.46...1.7).contains(look.browThickness))
      #expect((-0.07...0.08).contains(look.dryness))
      #expect((-0.6...0.75).contains(hair.recession))
      #expect((-17 ... -2.5).contains(hair.cutHeight))
      #expect((0...0.9).contains(hair.wave))
      #expect((0.15...0.9).contains(hair.lift))
      #expect((5.2...6.6).contains(hair.fringeHeight))
      #expect((7.5...13.4).contains(hair.knotHeight))
      #expect(abs(hair.parting) <= 3.4)
      for color in [look.skinColor, look.lipColor, look.irisColor, look.teethColor, hair.color] {
        #expect(color.simd.min() > 0 && color.simd.max() < 1)
      }
    }
  }

  @Test func `the people drawn are of many kinds`() {
    let people = (0..<400).map { resolver.resolve(CharacterSpec(name: "A", seed: UInt64($0))) }
    #expect(Set(people.map(\.face.look.hair.style)).count >= 16)
    #expect(people.count { $0.sex < 0.2 } > 120)
    #expect(people.count { $0.sex > 0.8 } > 120)
    #expect(people.count { $0.age > 60 } > 40)
    #expect(people.count { $0.age < 14 } > 25)
    let traits = people.map(\.temperament.traits.extraversion)
    #expect(traits.contains { $0 < -0.5 } && traits.contains { $0 > 0.5 })
  }

  @Test func `a parting on the left lies to the subject's left`() {
    for seed in 0..<20 as Range<UInt64> {
      var spec = CharacterSpec(name: "A", seed: seed)
      spec.face.hair.style = .long
      spec.face.hair.parting = .left
      #expect(resolver.resolve(spec).face.look.hair.parting > 1)
      spec.face.hair.parting = .right
      #expect(resolver.resolve(spec).face.look.hair.parting < -1)
    }
  }
}
