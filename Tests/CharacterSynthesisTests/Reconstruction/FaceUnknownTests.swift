import CharacterCore
import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite struct FaceUnknownTests {
  @Test func `what is set is read back, within what a spec allows`() throws {
    var spec = CharacterSpec(name: "A")
    spec.face.ancestry = Ancestry(european: 1)
    spec.face.identity = [Double](repeating: 0, count: 100)
    for name in ["age", "sex", "skin", "fullness", "ancestry.african", "identity.0", "identity.99"]
    {
      let unknown = try #require(FaceUnknown(name))
      unknown.set(0.25, in: &spec)
      #expect(unknown.value(in: spec) == (name == "age" ? 4 : 0.25))
      unknown.set(1000, in: &spec)
      #expect(unknown.value(in: spec) < 100)
    }
    #expect(spec.face.identity?[99] == 2.2 && spec.face.ancestry?.african == 1 && spec.age == 95)
  }

  @Test(arguments: ["nose", "identity.100", "identity.-1", "ancestry.martian", ""])
  func `what no spec knows is no unknown`(_ name: String) {
    if FaceUnknown(name) != nil { Issue.record("\(name)") }
  }
}
