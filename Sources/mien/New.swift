import ArgumentParser
import CharacterSynthesis
import Foundation

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a commented spec to start a character from.",
    discussion: """
      Example: mien new "Lin Yue"    writes lin-yue.yaml
      """)

  @Argument(help: "The character's name.") var name: String
  @Option(help: "Draws what the spec leaves open; from the name if not given.") var seed: UInt64?
  @Option(name: .shortAndLong, help: "The file to write, '-' for standard output.")
  var output: String?
  @Flag(help: "Overwrite the file if it exists.") var force = false

  func validate() throws {
    guard !name.trimmingCharacters(in: .whitespaces).isEmpty else {
      throw ValidationError("the name is empty")
    }
    guard (seed ?? 0) < 1 << 53 else { throw ValidationError("--seed must be below 2^53") }
  }

  func run() throws {
    let text = CharacterLibrary.template(
      name: name, seed: seed ?? CharacterLibrary.seed(forName: name))
    if output == "-" {
      print(text, terminator: "")
      return
    }
    let url = try OutputFile.url(output, for: fileName, extension: "yaml", overwrite: force)
    do {
      try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
      throw SynthesisError(.cannotWrite, "\(url.relativePath): \(error.localizedDescription)")
    }
    print(url.relativePath)
  }

  /// The name in lower case, with hyphens for all that is no letter or digit.
  private var fileName: String {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? "character" : words.joined(separator: "-")
  }
}
