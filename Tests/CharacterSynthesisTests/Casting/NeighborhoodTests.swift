import CharacterCore
import CharacterSynthesis
import Foundation
import SpecFiles
import TestSupport
import Testing

func read(_ text: String) -> Reading<CharacterSpec> {
  SpecReader().read(Array(text.utf8), file: "x")
}

@Suite struct NeighborhoodTests {
  let library: CharacterLibrary
  let spec: CharacterSpec
  let character: ResolvedCharacter

  init() throws {
    library = try CharacterLibrary()
    spec = try library.spec(at: Fixtures.root.appending(path: "Characters/lin-yue.yaml")).spec
    character = library.resolve(spec)
  }

  private func around(
    _ reach: Double, keeping kept: Set<FacePart> = [], seed: UInt64 = 1
  ) -> FaceNeighborhood {
    FaceNeighborhood(of: spec, resolved: character, reach: reach, keeping: kept, seed: seed)
  }

  @Test func `a neighbour is the same in whatever company`() {
    #expect(around(0.2).neighbor(5) == around(0.2).neighbor(5))
    #expect(around(0.2).neighbor(5) != around(0.2).neighbor(6))
    #expect(around(0.2).neighbor(5) != around(0.2, seed: 2).neighbor(5))
  }

  @Test func `at no reach a neighbour is the one in the middle`() {
    let near = library.resolve(around(0).neighbor(3))
    #expect(near.age == character.age)
    #expect(near.face.look.hair.style == character.face.look.hair.style)
    for (a, b) in zip(near.face.head.identity, character.face.head.identity) {
      #expect(abs(a - b) < 2e-3)
    }
    let skin = near.face.look.skinColor.simd - character.face.look.skinColor.simd
    #expect(max(skin.max(), -skin.min()) < 1e-3)
  }

  @Test func `neighbours stand off as far as the reach says`() throws {
    var free = spec
    free.face.features = [:]
    let middle = library.resolve(free)
    func distance(_ a: [Float], _ b: [Float]) -> Double {
      zip(a, b).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }.squareRoot()
    }
    let strangers = (0..<20).map { seed in
      distance(
        library.resolve(CharacterSpec(name: "x", seed: UInt64(seed))).face.head.identity,
        middle.face.head.identity)
    }
    let stranger = strangers.reduce(0, +) / 20
    for reach in [0.1, 0.2, 0.5, 1] {
      let neighbors = FaceNeighborhood(of: free, resolved: middle, reach: reach)
      let mean =
        (1...20).map {
          distance(
            library.resolve(neighbors.neighbor($0)).face.head.identity, middle.face.head.identity)
        }.reduce(0, +) / 20
      #expect(abs(mean / stranger - reach) < 0.12 * reach + 0.02, "\(reach): \(mean / stranger)")
    }
  }

  @Test func `what is kept stays, and cuts and clothes stay in any case`() {
    let neighbor = library.resolve(
      around(0.6, keeping: [.hair, .skin, .age, .sex, .ancestry, .shape, .brows, .eyes, .makeup])
        .neighbor(2))
    #expect(neighbor.face.look.hair == character.face.look.hair)
    #expect(neighbor.face.look.skinColor == character.face.look.skinColor)
    #expect(neighbor.face.head == character.face.head)
    let free = library.resolve(around(0.6).neighbor(2))
    #expect(free.face.look.hair.style == character.face.look.hair.style)
    #expect(free.face.look.garmentColor == character.face.look.garmentColor)
    #expect(free.temperament == character.temperament)
    #expect(free.face.look.melanin != character.face.look.melanin)
    #expect(
      free.face.look.hair.length != character.face.look.hair.length
        || free.face.look.hair.cutHeight != character.face.look.hair.cutHeight)
  }

  @Test func `hair that is kept stays where age and ancestry change`() {
    let open = CharacterSpec(name: "A", seed: 12)
    let middle = library.resolve(open)
    let neighbors = FaceNeighborhood(of: open, resolved: middle, reach: 0.8, keeping: [.hair])
    for number in 1...10 {
      let near = library.resolve(neighbors.neighbor(number))
      #expect(near.age != middle.age)
      let (hair, own) = (near.face.look.hair, middle.face.look.hair)
      #expect(hair.style == own.style && abs(hair.grey - own.grey) < 1e-3)
      let step = hair.color.simd - own.color.simd
      #expect(max(step.max(), -step.min()) < 0.005)
      #expect(abs(near.body.height - middle.body.height) < 1e-3)
      #expect(near.face.look.garment == middle.face.look.garment)
    }
  }

  @Test func `nothing appears that the face has not`() {
    let bare = CharacterSpec(name: "A", seed: 9, age: 24, sex: 0)
    var spec = bare
    spec.face.freckles = 0
    spec.face.makeup.strength = 0
    let neighbors = FaceNeighborhood(of: spec, resolved: library.resolve(spec), reach: 0.5)
    for number in 1...20 {
      let look = library.resolve(neighbors.neighbor(number)).face.look
      #expect(look.freckles == 0 && look.makeup == 0 && look.beard.shadow == 0)
      #expect(look.hair.grey == 0 && look.beard.style == .none)
    }
  }

  @Test func `every neighbour is a valid spec that keeps what its author wrote`() {
    for number in 1...10 {
      let neighbor = around(1).neighbor(number)
      let reading = read(SpecWriter.write(neighbor))
      #expect(reading.diagnostics == [])
      #expect(reading.value == neighbor)
      #expect(neighbor.expression == spec.expression)
      #expect(neighbor.temperament == spec.temperament)
      #expect(Set(neighbor.face.features.keys) == Set(spec.face.features.keys))
    }
  }
}
