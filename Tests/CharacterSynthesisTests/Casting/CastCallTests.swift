import CharacterCore
import CharacterSynthesis
import TestSupport
import Testing

@Suite struct CastCallTests {
  let resolver: CharacterResolver

  init() throws { resolver = try CharacterResolver() }

  private func people(_ call: CastCall, _ count: Int, seed: UInt64 = 1) -> [ResolvedCharacter] {
    Array(call.candidates(seed: seed, resolver: resolver).prefix(count))
  }

  @Test func `a candidate is the person that the seed alone draws`() {
    let call = CastCall(age: 25...40, sex: 0...0.3, ancestries: [.eastAsian])
    let found = people(call, 12)
    #expect(found.count == 12)
    for person in found {
      let again = resolver.resolve(CharacterSpec(name: "Lin Yue", seed: person.seed))
      #expect(again.face == person.face)
      #expect((25...40).contains(person.age) && person.sex <= 0.3)
      #expect(person.face.head.ancestry.eastasian >= 0.75)
      #expect((100_000..<1_000_000).contains(person.seed))
    }
    #expect(Set(found.map(\.seed)).count == 12)
  }

  @Test func `the same call brings the same people, another seed others`() {
    let call = CastCall(skin: 0.6...1)
    #expect(people(call, 5).map(\.seed) == people(call, 5).map(\.seed))
    #expect(people(call, 5).map(\.seed) != people(call, 5, seed: 2).map(\.seed))
  }

  @Test func `people of two ancestries have a fair share of both`() {
    for person in people(CastCall(ancestries: [.african, .southAsian]), 5) {
      let mix = person.face.head.ancestry
      #expect(mix.african >= 0.25 && mix.southasian >= 0.25 && mix.african + mix.southasian >= 0.75)
    }
  }

  @Test func `hair is called for by its cut`() {
    for person in people(CastCall(hair: [.bob, .bun]), 5) {
      #expect([.bob, .bun].contains(person.face.look.hair.style))
    }
  }

  @Test func `a call that nobody meets ends`() {
    #expect(people(CastCall(age: 90...95), 1).isEmpty)
  }
}
