import CharacterCore
import Foundation
import SpecFiles
import TestSupport
import Testing

@Suite struct DiagnosticJSONTests {
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
