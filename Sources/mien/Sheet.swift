import ArgumentParser
import CharacterSynthesis
import Foundation
import MediaIO

struct Sheet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a character's expression sheet (PNG).",
    discussion: """
      Eight expressions, subtle and full, from three sides.

      Example: mien sheet Characters/lin-yue.yaml -o lin-yue.png
      """)

  @Argument(help: "The character's spec.") var spec: String
  @Option(name: .shortAndLong, help: "The picture; the spec's name with .png if not given.")
  var output: String?
  @Flag(help: "Overwrite the picture if it exists.") var force = false
  @OptionGroup var look: Look

  func run() async throws {
    let (character, _) = try CharacterLibrary().character(at: URL(fileURLWithPath: spec))
    let picture = try OutputFile.url(output, for: spec, extension: "png", overwrite: force)
    let renderer = try look.renderer(size: 256)
    try LockFile.find(besides: URL(fileURLWithPath: spec))?.lock.check(renderer)
    let sheet = ExpressionSheet()
    let progress = Progress(character.name)
    let cells = try await renderer.pictures(
      of: character, in: sheet.states(of: character, light: renderer.settings.light)
    ) { progress($0, of: $1) }
    try PNGWriter.write(sheet.layOut(cells, of: character), to: picture.path)
    print(picture.relativePath)
  }
}
