import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation

struct Render: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Film a character performing a reel (H.264 in MP4, with a manifest).",
    discussion: """
      Examples:
        mien render Characters/lin-yue.yaml
        mien render lin-yue.yaml --reel bridge.yaml --size 768 --background "#20242a" -o bridge.mp4
        mien render lin-yue.yaml --series "The Bridge" --episode 12 --light rim -o e12.mp4
        mien render lin-yue.yaml --layout split --aspect 9:16 --size 1280 -o upright.mp4
        mien render lin-yue.yaml --face-capture take.csv -o take.mp4
      """)

  @Argument(help: "The character's spec.") var spec: String
  @Option(
    help: """
      A reel: a file, or one that comes with Mien: standard (where there is no capture), body, demo.
      """
  )
  var reel: String?
  @OptionGroup var capture: Capture
  @Option(name: .shortAndLong, help: "The film; the spec's name with .mp4 if not given.")
  var output: String?
  @Option(help: "What a frame shows: portrait (the face), body (the whole person) or split (both).")
  var layout = FrameLayout.portrait
  @Option(help: "The frame's height in pixels, a portrait's width too; even.") var size = 512
  @Option(
    help: "The frame's shape: 9:16 where not given for body, 16:9 for split; a portrait is square.")
  var aspect: FrameAspect?
  @Option(help: "From where the whole person is seen: front, three-quarter, side or back.")
  var view = StageView.front
  @Option(help: "Frames a second: a number or a ratio such as 24000/1001.")
  var fps = FrameRate(25)
  @Option(help: "Constant rate factor, 0 best to 51.") var quality = 18
  @Option(help: "The light.") var light = NamedLight("portrait", .portrait)
  @Flag(help: "Overwrite the film if it exists.") var force = false
  @Flag(help: "Print the manifest instead of the film's name.") var json = false
  @OptionGroup var look: Look
  @OptionGroup var episode: EpisodeOptions

  func validate() throws {
    try PictureSide.check(size)
    guard (0...51).contains(quality) else { throw ValidationError("--quality must be 0...51") }
    guard layout != .portrait || aspect == nil || aspect == .square else {
      throw ValidationError("a portrait is square; --aspect goes with --layout body or split")
    }
  }

  func run() async throws {
    let library = try CharacterLibrary()
    let (character, source, lock) = try episode.character(
      at: URL(fileURLWithPath: spec), library)
    let performed = try capture.source(reel: reel, of: character, library)
    let text = try capture.reelFile(reel).map { try Data(contentsOf: $0) }
    let clip = try OutputFile.url(output, for: spec, extension: "mp4", overwrite: force)
    let renderer = try CharacterRenderer(
      settings: RenderSettings(
        layout: layout, size: size, aspect: aspect, frameRate: fps, view: view,
        backdrop: try look.backdrop(), light: light.rig, quality: quality, threads: look.threads),
      weights: look.weightsFile)
    try lock?.lock.check(renderer)
    let progress = Progress(character.name)
    let manifest = try await renderer.film(
      character, performing: performed, source: source,
      script: FilmScript(reel: text, lock: lock), to: clip
    ) { progress($0, of: $1) }
    try episode.record(lock, clip, manifest)
    print(json ? try manifest.json() : clip.relativePath)
  }
}
