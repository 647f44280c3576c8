import CharacterCore
import CharacterSynthesis
import Foundation
import IdentityFixtures
import TestSupport
import Testing

@Suite struct IdentityCommandTests {
  /// A folder with `lin.yaml` and its invented lock; a store is named, not made.
  private func withLockedSpec(_ body: (URL, [String]) throws -> Void) throws {
    try withTemporaryDirectory { folder in
      let lock = try InventedLock.make()
      try Data(lock.spec.utf8).write(to: folder.appending(path: "lin.yaml"))
      let scratch = try SeriesKeeper(store: folder.appending(path: "scratch.sqlite"))
      try scratch.lock(lock, at: folder.appending(path: "lin.lock.yaml"), moment: "now")
      try scratch.close()
      try FileManager.default.removeItem(at: folder.appending(path: "scratch.sqlite"))
      try body(folder, ["--store", folder.appending(path: "identities.sqlite").path])
    }
  }

  @Test func `a store comes back from its lockfiles, is listed, carried away and unlocked`() throws
  {
    try withLockedSpec { folder, store in
      #expect(try Program.run(["series"] + store, in: folder).code == 66)
      let repair = try Program.run(["store", "repair", "."] + store, in: folder)
      #expect(repair.code == 0, "\(repair.errors)")
      #expect(repair.output.contains("from its lockfile: Lin Yue, version 1, of 'Bridge'"))
      let series = try Program.run(["series", "Bridge", "--json"] + store, in: folder)
      let object = try JSONDecoder().decode(SeriesOverview.self, from: Data(series.output.utf8))
      #expect(object.characters.map(\.name) == ["Lin Yue"])
      let unknown = try Program.run(["series", "River"] + store, in: folder)
      #expect(unknown.code == 66 && unknown.errors.contains("'Bridge'"))
      #expect(try Program.run(["store", "check"] + store, in: folder).code == 0)
      let export = try Program.run(["store", "export", "Bridge"] + store, in: folder)
      #expect(export.output == "bridge.series.json\n", "\(export.errors)")
      let copy = ["--store", "copy.sqlite"]
      #expect(
        try Program.run(["store", "import", "bridge.series.json"] + copy, in: folder).code == 0)
      #expect(
        try Program.run(["store", "import", "bridge.series.json"] + copy, in: folder).code == 65)
      #expect(try Program.run(["series"] + copy, in: folder).output == "Bridge\n")
      #expect(try Program.run(["unlock", "lin.yaml"] + store, in: folder).code == 1)
      let lockfile = folder.appending(path: "lin.lock.yaml").path
      #expect(FileManager.default.fileExists(atPath: lockfile))
      #expect(try Program.run(["unlock", "lin.yaml", "--yes"] + store, in: folder).code == 0)
      #expect(!FileManager.default.fileExists(atPath: lockfile))
    }
  }

  @Test func `a locked character is not drawn with other weights, nor after an edit`() throws {
    try withLockedSpec { folder, _ in
      let weights = try Program.run(["sheet", "lin.yaml", "-o", "a.png"], in: folder)
      #expect(weights.code == 65)
      #expect(weights.errors.contains("--weights"), "\(weights.errors)")
      for command in [
        ["export", "lin.yaml", "--format", "glb", "-o", "a.glb"],
        ["export", "lin.yaml", "--format", "bvh", "-o", "a.bvh"],
        ["motion", "lin.yaml", "-o", "a.mp4"],
      ] {
        let refused = try Program.run(command, in: folder)
        #expect(refused.code == 65, "\(command)")
        #expect(refused.errors.contains("with the head table"), "\(refused.errors)")
      }
      let spec = folder.appending(path: "lin.yaml")
      let text = try String(contentsOf: spec, encoding: .utf8)
      try Data(text.replacing("age: 27", with: "age: 50").utf8).write(to: spec)
      let edit = try Program.run(["render", "lin.yaml"], in: folder)
      #expect(edit.code == 65)
      #expect(edit.errors.contains("age: 27 is locked, the spec says 50; 25 to 32 is free"))
    }
  }

  @Test func `a film is made again from its manifest, byte for byte`() throws {
    try withTemporaryDirectory { folder in
      let spec = Fixtures.root.appending(path: "Characters/lin-yue.yaml").path
      try Data("mien: 1\nreel: Look\nbeats: [{for: 0.2s, expression: happy}]\n".utf8).write(
        to: folder.appending(path: "look.yaml"))
      let film = try Program.run(
        [
          "render", spec, "--reel", "look.yaml", "--size", "96", "--fps", "5", "--light", "rim",
          "--background", "#203040", "-o", "a.mp4",
        ], in: folder)
      #expect(film.code == 0, "\(film.errors)")
      let again = try Program.run(["reproduce", "a.json", "--spec", spec], in: folder)
      #expect(again.code == 0, "\(again.output)\(again.errors)")
      #expect(again.output == "the same bytes\n")
    }
  }
}
