import TestSupport
import Testing

@Suite struct SpecimensCommandTests {
  @Test func `specimens of nobody are a wrong option, of a missing set a missing file`() throws {
    try withTemporaryDirectory { folder in
      let nobody = try Program.run(["specimens", "-o", "s", "--people", "0"], in: folder)
      #expect(nobody.code == 64)
      let missing = try Program.run(["specimens", "-o", "s", "--of", "none.jsonl"], in: folder)
      #expect(missing.code == 66)
      #expect(missing.errors.contains("none.jsonl"))
    }
  }
}
