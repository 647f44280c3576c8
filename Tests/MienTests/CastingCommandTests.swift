import Foundation
import TestSupport
import Testing

@Suite struct CastingCommandTests {
  private let lin = Fixtures.root.appending(path: "Characters/lin-yue.yaml").path
  private let sofia = Fixtures.root.appending(path: "Characters/sofia.yaml").path

  @Test func `a spec from a casting holds the seed, says what it draws, and is in order`() throws {
    try withTemporaryDirectory { folder in
      let new = try Program.run(["new", "Lin Yue", "--from-cast", "481516"], in: folder)
      #expect(new.output == "lin-yue.yaml\n", "\(new.errors)")
      let text = try String(contentsOf: folder.appending(path: "lin-yue.yaml"), encoding: .utf8)
      #expect(text.contains("\nseed: 481516\n") && text.contains("# age: "))
      #expect(try Program.run(["check", "lin-yue.yaml"], in: folder).code == 0)
    }
  }

  @Test func `a neighbour is taken as a spec that is in order, the same each time`() throws {
    try withTemporaryDirectory { folder in
      let take = ["vary", lin, "--around", "0.3", "--keep", "hair,skin", "--take", "4", "-o"]
      for name in ["a.yaml", "b.yaml"] {
        let outcome = try Program.run(take + [name, "--name", "Mara"], in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
      let text = try String(contentsOf: folder.appending(path: "a.yaml"), encoding: .utf8)
      #expect(text == (try String(contentsOf: folder.appending(path: "b.yaml"), encoding: .utf8)))
      #expect(text.contains("name: \"Mara\"") && text.contains("# Lin Yue, the heroine"))
      #expect(
        text.contains("# Taken: mien vary lin-yue.yaml --around 0.3 --keep hair,skin --take 4"))
      #expect(try Program.run(["check", "a.yaml"], in: folder).code == 0)
      let again = try Program.run(take + ["a.yaml"], in: folder)
      #expect(again.code == 73)
    }
  }

  @Test func `a face on the way is taken as a spec that is in order`() throws {
    try withTemporaryDirectory { folder in
      let outcome = try Program.run(
        ["morph", lin, sofia, "--at", "0.35", "--name", "Mara", "-o", "mara.yaml"], in: folder)
      #expect(outcome.output == "mara.yaml\n", "\(outcome.errors)")
      #expect(try Program.run(["check", "mara.yaml"], in: folder).code == 0)
    }
  }

  @Test func `what makes no sense is refused with a sentence`() throws {
    try withTemporaryDirectory { folder in
      try Data("mien: 1\nnaem: A\n".utf8).write(to: folder.appending(path: "bad.yaml"))
      let wanted: [([String], Int32, String)] = [
        (["cast", "--age", "90..95"], 64, "4 to 88"), (["cast", "--age", "old"], 64, "--age"),
        (["cast", "--age", "40..25"], 64, "--age"), (["cast", "--sex", "5"], 64, "--sex"),
        (["cast", "--ancestry", "martian"], 64, "southAsian"),
        (["cast", "--hair", "mohawk"], 64, "bob"), (["cast", "--count", "0"], 64, "1...96"),
        (["vary", lin, "--around", "2"], 64, "0...1"),
        (["vary", lin, "--keep", "soul"], 64, "shape"),
        (["vary", "nobody.yaml"], 66, "nobody.yaml"), (["vary", "bad.yaml"], 65, "naem"),
        (["vary", lin, "--name", "A"], 64, "--take"), (["morph", lin], 64, "second"),
        (["morph", lin, sofia, "--at", "1.5"], 64, "0...1"),
        (["morph", lin, "bad.yaml"], 65, "naem"), (["new", "A", "--from-cast", "-3"], 64, "cast"),
        (["new", "A", "--seed", "1", "--from-cast", "3"], 64, "--seed"),
      ]
      for (arguments, code, word) in wanted {
        let outcome = try Program.run(arguments, in: folder)
        #expect(outcome.code == code, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains(word) || outcome.output.contains(word), "\(outcome.errors)")
      }
    }
  }
}
