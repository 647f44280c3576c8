import Foundation
import TestSupport
import Testing

@Suite struct ReconstructCommandTests {
  @Test func `what cannot be reconstructed is refused with a sentence`() throws {
    try withTemporaryDirectory { folder in
      try Data("no picture".utf8).write(to: folder.appending(path: "text.png"))
      let wanted: [([String], Int32, String)] = [
        (["nobody.png"], 66, "nobody.png"), (["text.png"], 65, "text.png"),
        (["a.png", "--rounds", "0"], 64, "1...200"),
        (["a.png", "--json", "-o", "-"], 64, "--json"),
        (["a.png", "--points", "1,2 3,4"], 64, "points"), (["a.png", "--name", " "], 65, "name"),
      ]
      for (arguments, code, word) in wanted {
        let outcome = try Program.run(["reconstruct"] + arguments, in: folder)
        #expect(outcome.code == code, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains(word), "\(arguments): \(outcome.errors)")
      }
    }
  }
}
