import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a character and what it performs for other programs.",
    discussion: """
      bvh       the body's motion (Blender, MotionBuilder, Unreal): VRM's joint names, centimetres
      livelink  the face's performance as Live Link Face's CSV (Unreal), a note beside it

      Examples:
        mien export Characters/lin-yue.yaml --reel demo --format livelink -o lin-yue.csv
        mien export lin-yue.yaml --bvh 02_01.bvh --format bvh -o hers.bvh
      """)

  @Argument(help: "The character's spec.") var spec: String
  @Option(help: "bvh or livelink.") var format: CharacterExporter.Format
  @Option(help: "A reel: a file, or one that comes with Mien; 'standard' if there is no capture.")
  var reel: String?
  @OptionGroup var capture: Capture
  @Option(
    name: .shortAndLong,
    help: "The file; the spec's name with the format's ending if not given.")
  var output: String?
  @Flag(help: "Overwrite the output if it exists.") var force = false
  @Option(help: "Frames a second.") var fps = 25
  @Option(help: "A BVH file's units in a metre: 100 for centimetres.") var units = 100.0
  @Option(help: "What a Live Link file's angles are written in: radians or degrees.")
  var angles = CaptureAngleUnit.radians

  func validate() throws {
    guard (1...240).contains(fps) else { throw ValidationError("--fps must be 1...240") }
    guard units.isFinite, (0.001...1e6).contains(units) else {
      throw ValidationError("--units must be a number of units a metre, such as 100")
    }
  }

  func run() throws {
    let library = try CharacterLibrary()
    let (character, _) = try library.character(at: URL(fileURLWithPath: spec))
    let source = try capture.source(reel: reel, of: character, library)
    let url = try OutputFile.url(
      output, for: spec, extension: format.suffix, overwrite: force)
    if format == .livelink {
      _ = try OutputFile.url(
        url.deletingPathExtension().path + ".json", for: spec, extension: "json", overwrite: force)
    }
    var exporter = CharacterExporter(frameRate: FrameRate(fps))
    (exporter.unitsPerMetre, exporter.angleUnit) = (units, angles)
    try exporter.export(character, source, as: format, to: url)
    print(url.relativePath)
  }
}
