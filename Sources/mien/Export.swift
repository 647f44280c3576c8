import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation

struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a character and what it performs for other programs.",
    discussion: """
      bvh       the body's motion (Blender, MotionBuilder, Unreal): VRM's joint names, centimetres
      livelink  the face's performance as Live Link Face's CSV (Unreal), a note beside it
      openpose  a folder of OpenPose JSON, a file a frame (ComfyUI, ControlNet)
      maps      a folder for ControlNet: pose, face, depth, normal and mask as PNG or films
      glb       body and head with skeleton, ARKit's morph targets and the motion (glTF 2.0, VRM 1.0)

      Examples:
        mien export Characters/lin-yue.yaml --reel demo --format glb -o lin-yue.glb
        mien export lin-yue.yaml --reel walk.yaml --format maps --layout body --size 768 -o maps
        mien export lin-yue.yaml --bvh 02_01.bvh --format glb -o walking.glb
      """)

  @Argument(help: "The character's spec.") var spec: String
  @Option(help: "bvh, livelink, openpose, maps or glb.") var format: CharacterExporter.Format
  @Option(help: "A reel: a file, or one that comes with Mien; 'standard' if there is no capture.")
  var reel: String?
  @OptionGroup var capture: Capture
  @Option(
    name: .shortAndLong,
    help: "The file or folder; the spec's name with the format's ending if not given.")
  var output: String?
  @Flag(help: "Overwrite the output if it exists.") var force = false
  @Option(help: "Frames a second: a number or a ratio such as 24000/1001.")
  var fps = FrameRate(25)
  @Option(help: "What maps and OpenPose frames show: portrait, body or split.")
  var layout = FrameLayout.body
  @Option(help: "The frame's height in pixels, a portrait's width too; even.") var size = 512
  @Option(help: "The frame's shape, such as 9:16; a portrait is square.") var aspect: FrameAspect?
  @Option(help: "From where: front, three-quarter, side or back.") var view = StageView.front
  @Flag(help: "Write maps as films (MP4) instead of PNG files.") var films = false
  @Option(help: "A BVH file's units in a metre: 100 for centimetres.") var units = 100.0
  @Option(help: "What a Live Link file's angles are written in: radians or degrees.")
  var angles = CaptureAngleUnit.radians
  @Option(help: "How many threads draw maps; the output does not depend on it.") var threads = 2

  func validate() throws {
    guard (64...4096).contains(size), size % 2 == 0 else {
      throw ValidationError("--size must be even, 64...4096")
    }
    guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1...64") }
    guard units.isFinite, (0.001...1e6).contains(units) else {
      throw ValidationError("--units must be a number of units a metre, such as 100")
    }
    guard layout != .portrait || aspect == nil || aspect == .square else {
      throw ValidationError("a portrait is square; --aspect goes with --layout body or split")
    }
    guard !films || format == .maps else {
      throw ValidationError("--films goes with --format maps")
    }
  }

  func run() async throws {
    let library = try CharacterLibrary()
    let (character, _) = try library.character(at: URL(fileURLWithPath: spec))
    try LockFile.find(besides: URL(fileURLWithPath: spec))?.lock.checkHead()
    let source = try capture.source(reel: reel, of: character, library)
    let stem = URL(fileURLWithPath: spec).deletingPathExtension().lastPathComponent
    let name = output ?? stem + (format.suffix.map { ".\($0)" } ?? "-\(format.rawValue)")
    let url = try OutputFile.url(
      name, for: spec, extension: format.suffix ?? "", overwrite: force)
    if format == .livelink {
      _ = try OutputFile.url(
        url.path + ".json", for: spec, extension: "json", overwrite: force)
    }
    var exporter = CharacterExporter(
      settings: RenderSettings(
        layout: layout, size: size, aspect: aspect, frameRate: fps, view: view, threads: threads))
    (exporter.unitsPerMetre, exporter.angleUnit, exporter.writesFilms) = (units, angles, films)
    let progress = Progress(character.name)
    try exporter.export(character, source, as: format, to: url) { progress($0, of: $1) }
    print(url.relativePath)
  }
}
