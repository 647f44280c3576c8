import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Name every mistake in specs and reels, with line and caret.",
    discussion: """
      Example: mien check Characters/*.yaml

      Exits with 65 if any file has an error.
      """)

  @Argument(help: "Spec or reel files.") var files: [String]
  @Flag(help: "Write the complaints as JSON, for editors.") var json = false

  func run() throws {
    let library = try CharacterLibrary()
    let diagnostics = try files.flatMap { try library.check(URL(fileURLWithPath: $0)) }
    if json {
      print(CharacterLibrary.json(diagnostics), terminator: "")
    } else {
      for diagnostic in diagnostics { print(diagnostic.rendered) }
    }
    if diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode(65) }
    if !json { print("\(files.count) \(files.count == 1 ? "file" : "files") in order") }
  }
}
