import CharacterCore
import Foundation
import IdentityFixtures
import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite struct LockedSpecTests {
  private func spec() -> CharacterSpec {
    var spec = CharacterSpec(name: "Lin Yue", seed: 5, age: 27, sex: 0)
    spec.face.skin = 0.2
    spec.face.hair.style = .long
    spec.face.hair.color = .named(.black)
    return spec
  }

  private func locked() throws -> LockedSpec {
    LockedSpec(lock: try InventedLock.make(spec: spec()), resolver: try CharacterResolver())
  }

  @Test func `a spec that says what is locked gives the locked character`() throws {
    var locked = try locked()
    #expect(try locked.character(spec(), file: "a") == locked.lock.resolved)
    // Whatever another version of the resolver would draw.
    locked = LockedSpec(lock: try otherDraws(), resolver: locked.resolver)
    #expect(try locked.character(spec(), file: "a").face.head.fat == 0.123)
  }

  /// A lock whose resolved character is not what the resolver makes of the spec today.
  private func otherDraws() throws -> IdentityLock {
    var lock = try InventedLock.make(spec: spec())
    lock.resolved.face.head.fat = 0.123
    lock.resolved.face.look.irisColor = LinearRGB(0.1, 0.2, 0.3)
    return lock
  }

  @Test func `wardrobe, hair and age may change within what is free`() throws {
    let lock = try otherDraws()
    let locked = LockedSpec(lock: lock, resolver: try CharacterResolver())
    var edit = spec()
    edit.face.garment.color = .named(.red)
    edit.face.hair.style = .bun
    edit.age = 31
    let character = try locked.character(edit, file: "a")
    #expect(character.face.look.garmentColor == GarmentColor.red.color.linear)
    #expect(character.face.look.hair.style == .bun)
    #expect(character.face.look.hair.color == lock.resolved.face.look.hair.color)
    #expect(character.age == 31)
    #expect(character.face.head.fat == 0.123)
    #expect(character.face.look.irisColor == lock.resolved.face.look.irisColor)
    #expect(character.face.head.identity == lock.resolved.face.head.identity)
    #expect(character.temperament == lock.resolved.temperament)
  }

  @Test func `an edit that touches what is locked is refused, each value named`() throws {
    let locked = try locked()
    var edit = spec()
    edit.face.skin = 0.5
    edit.face.features[.noseWidth] = 0.3
    edit.face.hair.color = nil
    edit.age = 40
    let error = #expect(throws: LockedEditError.self) {
      try locked.character(edit, file: "lin-yue.yaml")
    }
    let text = try #require(error?.description)
    for line in [
      "lin-yue.yaml is not the Lin Yue that is locked in 'Bridge' (version 1):",
      "  face.skin: 0.2 is locked, the spec says 0.5",
      "  face.features.noseWidth: left open is locked, the spec says 0.3",
      "  face.hair.color: black is locked, the spec leaves it open",
      "  age: 27 is locked, the spec says 40; 25 to 32 is free", "mien lock lin-yue.yaml --update",
    ] {
      #expect(text.contains(line), "\(text)")
    }
  }

  @Test func `an update keeps what the spec does not change`() throws {
    let lock = try otherDraws()
    let locked = LockedSpec(lock: lock, resolver: try CharacterResolver())
    var edit = spec()
    edit.face.skin = 0.5
    let next = try locked.updated(to: edit, file: "a")
    #expect(next.face.head.fat == 0.123)
    #expect(next.face.look.melanin == 0.5)
    #expect(try locked.changes(edit, file: "a") == ["face.skin: 0.2 -> 0.5"])
  }

  @Test func `other weights than the locked ones are refused`() throws {
    let lock = try InventedLock.make()
    try lock.check(generatorDigest: lock.generatorDigest, shapeDigest: lock.shapeDigest)
    let error = #expect(throws: SynthesisError.self) {
      try lock.check(
        generatorDigest: String(repeating: "9", count: 64), shapeDigest: lock.shapeDigest)
    }
    #expect(error?.message.contains("--weights") == true)
  }
}
