import Foundation
import TestSupport
import Testing

@Suite struct ExportTests {
  private static let spec = Fixtures.root.appending(path: "Characters/lin-yue.yaml").path

  private func reel(in folder: URL) throws {
    try Data("mien: 1\nreel: Nod\nbeats: [{for: 0.4s, expression: happy, action: nod}]\n".utf8)
      .write(to: folder.appending(path: "nod.yaml"))
  }

  private func export(_ format: String, _ options: [String], in folder: URL) throws
    -> Program.Outcome
  {
    try Program.run(
      ["export", Self.spec, "--format", format, "--fps", "5"] + options, in: folder)
  }

  @Test func `a motion and a face leave as files, and come back as captures`() throws {
    try withTemporaryDirectory { folder in
      try reel(in: folder)
      let body = try export("bvh", ["--reel", "nod.yaml", "-o", "nod.bvh"], in: folder)
      #expect(body.code == 0 && body.output == "nod.bvh\n", "\(body.errors)")
      let text = try String(contentsOf: folder.appending(path: "nod.bvh"), encoding: .utf8)
      #expect(text.hasPrefix("HIERARCHY\nROOT hips\n") && text.contains("\nFrames: 2\n"))
      let face = try export("livelink", ["--reel", "nod.yaml", "-o", "nod.csv"], in: folder)
      #expect(face.code == 0, "\(face.errors)")
      let again = try export(
        "livelink", ["--face-capture", "nod.csv", "-o", "again.csv"], in: folder)
      #expect(again.code == 0, "\(again.errors)")
      func numbers(_ name: String) throws -> [[Double]] {
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map { row in
          row.split(separator: ",").dropFirst().compactMap { Double($0) }
        }
      }
      let (taken, performed) = (try numbers("nod.csv"), try numbers("again.csv"))
      #expect(taken.count == 2 && taken.allSatisfy { $0.count == 62 })
      #expect(performed.map(\.count) == taken.map(\.count))
      for (one, other) in zip(taken.joined(), performed.joined()) {
        #expect(abs(one - other) < 1e-6)
      }
      let moved = try export("bvh", ["--bvh", "nod.bvh", "-o", "moved.bvh"], in: folder)
      #expect(moved.code == 0, "\(moved.errors)")
    }
  }

  @Test func `maps are pictures of each kind and the points with them`() throws {
    try withTemporaryDirectory { folder in
      try reel(in: folder)
      let maps = try export(
        "maps", ["--reel", "nod.yaml", "--size", "96", "-o", "maps"], in: folder)
      #expect(maps.code == 0, "\(maps.errors)")
      for kind in ["pose", "face", "depth", "normal", "mask"] {
        for frame in ["000000.png", "000001.png"] {
          let file = folder.appending(path: "maps/\(kind)/\(frame)").path
          #expect(FileManager.default.fileExists(atPath: file), "\(file)")
        }
      }
      let note =
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: folder.appending(path: "maps/maps.json"))) as? [String: Any]
      #expect(note?["frames"] as? Int == 2 && note?["height"] as? Int == 96)
      // A second export has to be asked for, and leaves nothing of the first.
      try Data().write(to: folder.appending(path: "maps/old.txt"))
      #expect(
        try export("maps", ["--reel", "nod.yaml", "--size", "96", "-o", "maps"], in: folder).code
          == 73)
      let forced = try export(
        "maps", ["--reel", "nod.yaml", "--size", "96", "--films", "--force", "-o", "maps"],
        in: folder)
      #expect(forced.code == 0, "\(forced.errors)")
      #expect(
        try FileManager.default.contentsOfDirectory(
          atPath: folder.appending(path: "maps").path
        ).sorted() == [
          "depth.mp4", "face.mp4", "maps.json", "mask.mp4", "normal.mp4", "openpose", "pose.mp4",
        ])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
          $0.hasPrefix(".")
        }.isEmpty)
    }
  }

  @Test func `captures that cannot be used are named with their fault`() throws {
    try withTemporaryDirectory { folder in
      try Data("HIERARCHY\nROOT a\n{\nOFFSET 0 x 0".utf8).write(
        to: folder.appending(path: "bad.bvh"))
      try Data("Timecode,JawOpen\n".utf8).write(to: folder.appending(path: "bad.csv"))
      let wanted: [([String], Int32, String)] = [
        (["--bvh", "bad.bvh"], 65, "'bad.bvh', line 4"), (["--bvh", "none.bvh"], 66, "none.bvh"),
        (["--face-capture", "bad.csv"], 65, "'bad.csv', line 1"),
        (["--face-capture", "none.csv"], 66, "none.csv"),
      ]
      for (options, code, message) in wanted {
        let outcome = try export("bvh", options + ["-o", "out.bvh"], in: folder)
        #expect(outcome.code == code && outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out.bvh").path))
      }
      #expect(try export("fbx", [], in: folder).code == 64)
      #expect(try export("bvh", ["--films"], in: folder).code == 64)
    }
  }
}
