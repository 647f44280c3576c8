import CharacterCore
import Foundation
import TestSupport
import Testing

@Suite struct ReadCommandTests {
  @Test func `a portrait is read, as text and as JSON`() throws {
    try withTemporaryDirectory { folder in
      let portrait = Fixtures.path("golden/characters/lin-yue.png")
      let text = try Program.run(["read", portrait], in: folder)
      #expect(text.code == 0, "\(text.errors)")
      #expect(text.output.contains("one face") && text.output.contains("years"))
      let json = try Program.run(["read", portrait, "--json", "--embedding"], in: folder)
      let value = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let faces = try #require(value["faces"] as? [[String: Any]])
      let reading = try #require(faces.first?["reading"] as? [String: Any])
      #expect((reading["embedding"] as? [Double])?.count == 128)
      #expect((reading["expression"] as? [String: Any])?.count == 52)
    }
  }

  @Test func `no face is exit code 1, no picture 65, no file 66`() throws {
    try withTemporaryDirectory { folder in
      var leaf = Raster(width: 64, height: 48)
      for y in 0..<48 {
        for x in 0..<64 { leaf[x, y] = RGBA8(UInt8(x * y % 90), UInt8(90 + x + y), 30) }
      }
      try StoredPNG.encode(leaf).write(to: folder.appending(path: "leaf.png"))
      try Data("no picture".utf8).write(to: folder.appending(path: "text.png"))
      let wanted: [([String], Int32)] = [
        (["leaf.png"], 1), (["text.png"], 65), (["nobody.png"], 66), ([], 64),
        (["leaf.png", "--embedding"], 64),
      ]
      for (arguments, code) in wanted {
        let outcome = try Program.run(["read"] + arguments, in: folder)
        #expect(outcome.code == code, "\(arguments): \(outcome.output) \(outcome.errors)")
      }
      #expect(try Program.run(["read", "leaf.png"], in: folder).output.contains("no face"))
    }
  }
}
