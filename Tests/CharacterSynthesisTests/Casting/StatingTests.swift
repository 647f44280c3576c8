import CharacterCore
import CharacterSynthesis
import Foundation
import SpecFiles
import TestSupport
import Testing

@Suite struct StatingTests {
  let resolver: CharacterResolver

  init() throws { resolver = try CharacterResolver() }

  @Test func `what is stated resolves to the same person`() {
    forAll(count: 300) { stream in
      let person = resolver.resolve(CharacterSpec(name: "A", seed: stream.next() >> 11))
      let again = resolver.resolve(CharacterSpec(stating: person))
      expectAlike(again, person)
    }
  }

  @Test func `a person whom an author dressed is stated too`() throws {
    let library = try CharacterLibrary()
    let folder = Fixtures.root.appending(path: "Characters")
    for url in try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    {
      let (person, _) = try library.character(at: url)
      expectAlike(resolver.resolve(CharacterSpec(stating: person)), person)
    }
  }

  @Test func `what is stated can be written and read back`() {
    forAll(count: 50) { stream in
      let spec = CharacterSpec(
        stating: resolver.resolve(CharacterSpec(name: "A", seed: stream.next() >> 11)))
      let text = SpecWriter.write(spec)
      let reading = SpecReader().read(Array(text.utf8), file: "x")
      #expect(reading.diagnostics == [], "\(text)")
      #expect(reading.value == spec)
    }
  }

  @Test func `what is stated does not depend on the seed`() {
    forAll(count: 50) { stream in
      let person = resolver.resolve(CharacterSpec(name: "A", seed: stream.next() >> 11))
      var spec = CharacterSpec(stating: person)
      spec.seed = stream.next() >> 11
      let other = resolver.resolve(spec)
      #expect(
        other.face.head.identity
          == resolver.resolve(CharacterSpec(stating: person)).face.head.identity)
      #expect(abs(other.face.look.specular - person.face.look.specular) < 1e-3)
      #expect(abs(other.face.look.teethColor.green - person.face.look.teethColor.green) < 1e-3)
      #expect(abs(other.face.look.hair.recession - person.face.look.hair.recession) < 1e-3)
      #expect(other.face.look.hair.style == person.face.look.hair.style)
      #expect(other.body.height == resolver.resolve(CharacterSpec(stating: person)).body.height)
    }
  }

  private func expectAlike(_ a: ResolvedCharacter, _ b: ResolvedCharacter) {
    let (head, other) = (a.face.head, b.face.head)
    #expect(abs(head.ageYears - other.ageYears) <= 0.0051)
    #expect(abs(head.sex - other.sex) <= 0.00051)
    #expect(abs(head.fat - other.fat) < 1e-3)
    #expect(abs(head.square - min(other.square, 2.4)) < 1e-3)
    #expect(abs(head.asymmetry.x - other.asymmetry.x.clamped(to: -2...2)) < 1e-3)
    #expect(head.asymmetry.y == other.asymmetry.y)
    #expect(abs(head.irisRadius - other.irisRadius) < 1e-4)
    for (x, y) in zip(head.identity, other.identity) { #expect(abs(x - y) <= 0.00051) }
    let (look, model) = (a.face.look, b.face.look)
    for path in [
      \LookParameters.melanin, \.hemoglobin, \.freckles, \.makeup, \.wrinkles, \.blush, \.underEye,
      \.dryness, \.specular, \.pupilRadius,
    ] { #expect(abs(look[keyPath: path] - model[keyPath: path]) < 2e-3, "\(path)") }
    #expect(abs(look.browThickness - model.browThickness.clamped(to: 0.6...1.7)) < 2e-3)
    for path in [
      \LookParameters.skinColor, \.lipColor, \.irisColor, \.scleraColor, \.teethColor, \.browColor,
      \.garmentColor, \.hair.color, \.hair.greyColor, \.beard.color,
    ] {
      let difference = look[keyPath: path].simd - model[keyPath: path].simd
      #expect(max(difference.max(), -difference.min()) < 0.006, "\(path)")
    }
    let (hair, cut) = (look.hair, model.hair)
    #expect(hair.style == cut.style && hair.seed == cut.seed && hair.grows == cut.grows)
    for path in [
      \HairParameters.recession, \.parting, \.side, \.length, \.lift, \.sweep, \.wave,
      \.curlRadius, \.curlTurns, \.cutHeight, \.fringeHeight, \.knotHeight, \.knotRadius, \.grey,
    ] { #expect(abs(hair[keyPath: path] - cut[keyPath: path]) < 5e-3, "\(cut.style) \(path)") }
    #expect(look.beard.style == model.beard.style)
    #expect(abs(look.beard.length - model.beard.length) < 1e-3)
    #expect(abs(look.beard.shadow - model.beard.shadow) < 1e-3)
    #expect(abs(look.beard.grey - model.beard.grey) < 1e-3)
    #expect(look.garment == model.garment)
    #expect(abs(a.body.height - b.body.height) < 1e-3)
    #expect(abs(a.temperament.traits.openness - b.temperament.traits.openness) < 2e-3)
  }
}

extension Comparable {
  fileprivate func clamped(to range: ClosedRange<Self>) -> Self {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
