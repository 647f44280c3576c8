import CharacterCore
import Foundation
import SpecFiles
import TestSupport
import Testing

@Suite struct SpecFileContentsTests {
  @Test func `a file is loaded whole`() throws {
    let path = Fixtures.path("specs/valid/smallest.yaml")
    #expect(try SpecFileContents.load(path) == Data("mien: 1\nname: X\n".utf8))
  }

  @Test func `a missing file and a folder are told apart`() {
    let missing = #expect(throws: SpecFileError.self) { try SpecFileContents.load("nowhere.yaml") }
    #expect(missing?.code == .missing)
    #expect(missing?.message == "nowhere.yaml: there is no such file")
    let folder = #expect(throws: SpecFileError.self) {
      try SpecFileContents.load(Fixtures.path("specs"))
    }
    #expect(folder?.code == .unreadable)
  }

  @Test func `an endless file is read no further than it takes to refuse it`() throws {
    let bytes = try SpecFileContents.load("/dev/zero")
    #expect(bytes.count == 262_145)
    #expect(check(bytes).diagnostics.count == 1)
  }

  @Test func `diagnostics are JSON for editors`() throws {
    let found = check(Array("mien: 1\nname: A\nage: \"x\\u00e9\\\"\"\n".utf8)).diagnostics
    let text = Diagnostic.json(found)
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    #expect(json?.count == 1)
    #expect(json?.first?["line"] as? Int == 3)
    #expect(json?.first?["column"] as? Int == 6)
    #expect(json?.first?["severity"] as? String == "error")
    #expect((json?.first?["message"] as? String)?.hasSuffix("not 'xé\"'") == true)
    #expect(Diagnostic.json([]) == "[]\n")
  }
}
