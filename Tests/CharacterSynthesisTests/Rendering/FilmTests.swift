import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO
import TestSupport
import Testing

/// A short reel: a smile that comes while the head turns.
private let smile = Reel(
  name: "smile",
  beats: [
    Beat(duration: 0.2), Beat(duration: 0.6, expressions: [WeightedExpression("happy")]),
  ])

private func settings(threads: Int = 1) -> RenderSettings {
  RenderSettings(size: 128, frameRate: FrameRate(5), threads: threads)
}

@Suite(.serialized) struct FilmTests {
  private let characters: CharacterLibrary

  init() throws { characters = try CharacterLibrary() }

  private func character(_ name: String) throws -> (character: ResolvedCharacter, source: Data) {
    try characters.character(at: Fixtures.root.appending(path: "Characters/\(name).yaml"))
  }

  @Test func `the same film comes from one thread and from two, twice`() async throws {
    let (lin, source) = try character("lin-yue")
    try await withTemporaryDirectoryAsync { folder in
      var films: [Data] = []
      var manifests: [RenderManifest] = []
      for (index, threads) in [1, 2, 2].enumerated() {
        let clip = folder.appending(path: "\(index)/clip.mp4")
        try FileManager.default.createDirectory(
          at: clip.deletingLastPathComponent(), withIntermediateDirectories: true)
        let renderer = try CharacterRenderer(settings: settings(threads: threads))
        manifests.append(try await renderer.film(lin, smile, source: source, to: clip))
        films.append(try Data(contentsOf: clip))
      }
      #expect(films[0] == films[1])
      #expect(films[1] == films[2])
      #expect(manifests[0] == manifests[2])
    }
  }

  @Test func `a film has the reel's frames and moves`() async throws {
    let (lin, source) = try character("lin-yue")
    try await withTemporaryDirectoryAsync { folder in
      let clip = folder.appending(path: "clip.mp4")
      let renderer = try CharacterRenderer(settings: settings())
      let manifest = try await renderer.film(lin, smile, source: source, to: clip)
      let decoder = try VideoDecoder(reading: clip.path)
      var frames: [Raster] = []
      while let frame = try decoder.next() { frames.append(frame.picture) }
      #expect(frames.count == 4)
      #expect(manifest.frames == 4)
      let moved = zip(frames[0].pixels, frames[3].pixels).count { abs(Int($0) - Int($1)) > 12 }
      #expect(moved > 200)
      let written = try JSONDecoder().decode(
        RenderManifest.self, from: Data(contentsOf: folder.appending(path: "clip.json")))
      #expect(written == manifest)
    }
  }

  @Test func `a film that is cancelled leaves nothing behind`() async throws {
    let (lin, source) = try character("lin-yue")
    try await withTemporaryDirectoryAsync { folder in
      let clip = folder.appending(path: "clip.mp4")
      let renderer = try CharacterRenderer(settings: settings())
      let film = Task {
        try await renderer.film(lin, smile, source: source, to: clip) { done, _ in
          if done == 1 { withUnsafeCurrentTask { $0?.cancel() } }
        }
      }
      await #expect(throws: CancellationError.self) { try await film.value }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty, "\(left)")
    }
  }

  @Test(arguments: try exampleCharacters())
  func `each example character has a face of its own`(name: String) async throws {
    let (someone, _) = try character(name)
    let renderer = try CharacterRenderer(settings: settings())
    let picture = try await renderer.pictures(of: someone, in: [FaceState()])[0]
    // Skin in the middle of the picture: warmer than the backdrop, whatever its tone.
    let middle = picture[64, 66]
    #expect(middle.red > middle.blue)
    #expect(picture[64, 60] != picture[50, 56] && picture[50, 56] != picture[64, 90])
    try expectGolden(picture, "characters/\(name)", share: 0.02, tolerance: 6)
  }
}

func exampleCharacters() throws -> [String] {
  try FileManager.default
    .contentsOfDirectory(atPath: Fixtures.root.appending(path: "Characters").path)
    .filter { $0.hasSuffix(".yaml") }.sorted().map { String($0.dropLast(5)) }
}
