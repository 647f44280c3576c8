import CharacterCore
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct MotionCommandTests {
  private var spec: String { Fixtures.root.appending(path: "Characters/mei.yaml").path }

  @Test func `an action becomes a film, and a sheet where a picture is asked for`() throws {
    try withTemporaryDirectory { folder in
      let film = try Program.run(
        [
          "motion", spec, "--action", "wave left", "--for", "0.4s", "--fps", "5", "--size", "96",
          "-o", "wave.mp4",
        ], in: folder)
      #expect(film.code == 0, "\(film.errors)")
      #expect(film.output == "wave.mp4\n")
      let decoder = try VideoDecoder(reading: folder.appending(path: "wave.mp4").path)
      let frame = try #require(try decoder.next()).picture
      #expect(frame.width == 54 && frame.height == 96)
      let sheet = try Program.run(
        [
          "motion", spec, "--for", "0.4s", "--fps", "5", "--size", "96", "--view", "side",
          "-o", "stand.png",
        ], in: folder)
      #expect(sheet.code == 0, "\(sheet.errors)")
      let picture = try PNGReader.read(folder.appending(path: "stand.png").path)
      #expect(picture.width > 2 * 54 && picture.height > 96)
    }
  }

  @Test func `what cannot be is refused with its reason`() throws {
    try withTemporaryDirectory { folder in
      let wanted: [([String], Int32, String)] = [
        (["--action", "wlak"], 65, "wlak"), (["--view", "above"], 64, "above"),
        (["--for", "0s"], 64, "for"), (["--size", "333"], 64, "size"),
        (["--reel", "demo", "--action", "walk"], 64, "reel"),
        (["--action", "wave", "--to", "0,3"], 65, "to"), (["--aspect", "1:9"], 64, "aspect"),
      ]
      for (options, code, word) in wanted {
        let outcome = try Program.run(["motion", spec] + options, in: folder)
        #expect(outcome.code == code, "\(options): \(outcome.errors)")
        #expect(outcome.errors.contains(word), "\(options): \(outcome.errors)")
      }
      let render = try Program.run(["render", spec, "--aspect", "16:9"], in: folder)
      #expect(render.code == 64 && render.errors.contains("portrait"))
    }
  }

  @Test func `a film of the whole person names its layout in the manifest`() throws {
    try withTemporaryDirectory { folder in
      try Data("mien: 1\nreel: Still\nbeats: [{for: 0.2s}]\n".utf8).write(
        to: folder.appending(path: "still.yaml"))
      let film = try Program.run(
        [
          "render", spec, "--reel", "still.yaml", "--layout", "split", "--size", "128", "--fps",
          "5", "-o", "mei.mp4",
        ], in: folder)
      #expect(film.code == 0, "\(film.errors)")
      let data = try Data(contentsOf: folder.appending(path: "mei.json"))
      let manifest = try #require(
        try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(manifest["layout"] as? String == "split")
      let decoder = try VideoDecoder(reading: folder.appending(path: "mei.mp4").path)
      let frame = try #require(try decoder.next()).picture
      #expect(frame.width == 228 && frame.height == 128)
    }
  }
}
