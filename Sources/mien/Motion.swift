import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO

struct Motion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Film a character's body alone: an action, or a reel (MP4, or a PNG sheet).",
    discussion: """
      The whole person with a plain head, without the face's network, and so several times as fast as \
      `render --layout body`.

      Examples:
        mien motion Characters/lin-yue.yaml --action walk --for 4s -o walk.mp4
        mien motion lin-yue.yaml --action wave --view three-quarter -o wave.png
        mien motion lin-yue.yaml --reel bridge.yaml --view side -o bridge.mp4
        mien motion lin-yue.yaml --bvh 02_01.bvh -o hers.mp4
      """)

  @Argument(help: "The character's spec.") var spec: String
  @Option(help: "What the body does, such as stand, walk, wave or bow.") var action: String?
  @Option(name: .customLong("for"), help: "How long, in seconds.") var duration: Seconds?
  @Option(help: "Where a walk goes: metres to the character's left and ahead, such as 0,3.")
  var to: Place?
  @Option(help: "The mood, an expression by name.") var expression: String?
  @Option(help: "A reel instead of an action: a file, or one that comes with Mien.")
  var reel: String?
  @OptionGroup var capture: Capture
  @Option(help: "From where: front, three-quarter, side or back.") var view = StageView.front
  @Option(
    name: .shortAndLong,
    help:
      "A film (.mp4) or a sheet of moments (.png); the spec's name with -motion.mp4 if not given.")
  var output: String?
  @Option(help: "The frame's height in pixels; even.") var size = 512
  @Option(help: "The frame's shape, width to height.") var aspect = FrameLayout.body.aspect
  @Option(help: "Frames a second: a number or a ratio such as 24000/1001.")
  var fps = FrameRate(25)
  @Option(help: "Constant rate factor, 0 best to 51.") var quality = 18
  @Flag(help: "Overwrite the output if it exists.") var force = false
  @Option(help: "What stands behind: a colour (#rrggbb or #rrggbbaa) or a PNG file.")
  var background: String?
  @Option(help: "How many frames are drawn at once; the output does not depend on it.")
  var threads = 2

  func validate() throws {
    try PictureSide.check(size)
    guard (0...51).contains(quality) else { throw ValidationError("--quality must be 0...51") }
    guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1...64") }
    let isPlain = action == nil && to == nil && duration == nil && expression == nil
    guard reel == nil || isPlain else {
      throw ValidationError(
        "a reel has its own beats; leave --action, --to, --for and --expression out")
    }
    guard capture.body == nil || action == nil && to == nil && duration == nil else {
      throw ValidationError("a captured body does what it does; leave --action, --to and --for out")
    }
  }

  func run() async throws {
    let library = try CharacterLibrary()
    let (character, _) = try library.character(at: URL(fileURLWithPath: spec))
    try LockFile.find(besides: URL(fileURLWithPath: spec))?.lock.checkHead()
    let url = try OutputFile.url(
      output, for: URL(fileURLWithPath: spec).deletingPathExtension().lastPathComponent + "-motion",
      extension: "mp4", overwrite: force)
    let isSheet = url.pathExtension.lowercased() == "png"
    let performed =
      if reel != nil || capture.isGiven && action == nil && expression == nil {
        try capture.source(reel: reel, of: character, library)
      } else {
        capture.source(
          try library.reel(
            action: action ?? "stand", to: to?.value, for: duration?.value ?? 4,
            expression: expression, by: character))
      }
    let renderer = try MotionRenderer(
      settings: RenderSettings(
        layout: .body, size: size, aspect: aspect, frameRate: fps, view: view,
        backdrop: try Look.backdrop(background), quality: quality, threads: threads))
    let progress = Progress(character.name)
    if isSheet {
      let sheet = try await renderer.sheet(character, performed) { progress($0, of: $1) }
      try PNGWriter.write(sheet, to: url.path)
    } else {
      try await renderer.film(character, performed, to: url) { progress($0, of: $1) }
    }
    print(url.relativePath)
  }
}
