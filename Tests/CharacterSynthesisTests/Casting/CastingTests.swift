import CharacterCore
import CharacterSynthesis
import TestSupport
import Testing

@Suite(.serialized) struct CastingTests {
  private let library: CharacterLibrary
  private let renderer: CharacterRenderer

  init() throws {
    library = try CharacterLibrary()
    renderer = try CharacterRenderer(settings: RenderSettings(size: 64, threads: 2))
  }

  @Test func `somebody who looks like one on the sheet is passed over`() async throws {
    let people = [11, 12].map { library.resolve(CharacterSpec(name: "A", seed: $0)) }
    // The first one's twin, of another name and clothes.
    var twin = people[0]
    twin.seed = 99
    twin.face.look.garmentColor = LinearRGB(0.5, 0.1, 0.1)
    let chosen = try await Casting(renderer: renderer).choose(
      2, from: [people[0], twin, people[1]])
    #expect(chosen.map(\.character.seed) == [11, 12])
    #expect(chosen.allSatisfy { $0.portrait.width == 64 })
    let nearest = try #require(chosen[0].nearest)
    #expect(nearest.seed == 12 && nearest.likeness < 0.5)
  }

  @Test func `a call that is too narrow gives whom it has`() async throws {
    let one = library.resolve(CharacterSpec(name: "A", seed: 11))
    let chosen = try await Casting(renderer: renderer).choose(3, from: [one, one])
    #expect(chosen.map(\.character.seed) == [11])
    #expect(chosen[0].nearest == nil)
  }
}
