import CharacterCore
import Foundation
import SpecFiles
import TestSupport
import Testing

@Suite struct FormatSchemaTests {
  @Test(arguments: [("mien-spec", FormatSchema.character), ("mien-reel", FormatSchema.reel)])
  func `the schema that ships is the reader's own`(_ name: String, _ text: String) throws {
    let url = Fixtures.root.appending(path: "Schema/\(name).schema.json")
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      try text.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded \(url.lastPathComponent)")
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == text)
  }

  @Test(arguments: try characterFiles() + Fixtures.files(in: "specs/valid", withExtension: "yaml"))
  func `the schema accepts what the reader accepts`(_ url: URL) throws {
    let reader = SpecReader()
    let spec = try #require(reader.read(try Data(contentsOf: url), file: "x").value)
    let schema = try SchemaValidator(FormatSchema.character)
    #expect(schema.complaints(about: try JSONSpec.object(spec)) == [])
  }

  @Test func `the schema refuses what the reader refuses`() throws {
    let schema = try SchemaValidator(FormatSchema.character)
    let wrong: [[String: Any]] = [
      ["name": "A"], ["mien": 1], ["mien": 2, "name": "A"], ["mien": 1, "name": ""],
      ["mien": 1, "name": "A", "age": 3], ["mien": 1, "name": "A", "hieght": 3],
      ["mien": 1, "name": "A", "face": ["hair": ["style": "mohawk"]]],
      ["mien": 1, "name": "A", "face": ["hair": ["color": "#12345g"]]],
      ["mien": 1, "name": "A", "face": ["features": ["elbow": 0]]],
      ["mien": 1, "name": "A", "face": ["identity": [9]]],
      ["mien": 1, "name": "A", "expression": ["gain": ["jawOpen": 3]]],
    ]
    for value in wrong { #expect(schema.complaints(about: value) != [], "\(value)") }
  }

  @Test func `every key that the writer knows is in the schema`() throws {
    let schema = try SchemaValidator(FormatSchema.character)
    forAll(count: 40) { stream in
      let object = try JSONSpec.object(CharacterSpec.random(&stream))
      #expect(schema.complaints(about: object) == [])
    }
  }
}
