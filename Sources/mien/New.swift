import ArgumentParser
import CharacterSynthesis
import Foundation

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a commented spec to start a character from.",
    discussion: """
      Examples:
        mien new "Lin Yue"                        writes lin-yue.yaml
        mien new "Lin Yue" --from-cast 481516     with the face of that seed on a casting sheet
      """)

  @Argument(help: "The character's name.") var name: String
  @Option(help: "Draws what the spec leaves open; from the name if not given.") var seed: UInt64?
  @Option(help: "A seed from a casting sheet: the spec has exactly that face.")
  var fromCast: UInt64?
  @Option(name: .shortAndLong, help: "The file to write, '-' for standard output.")
  var output: String?
  @Flag(help: "Overwrite the file if it exists.") var force = false

  func validate() throws {
    guard !name.trimmingCharacters(in: .whitespaces).isEmpty else {
      throw ValidationError("the name is empty")
    }
    guard max(seed ?? 0, fromCast ?? 0) < 1 << 53 else {
      throw ValidationError("--seed and --from-cast must be below 2^53")
    }
    guard seed == nil || fromCast == nil else {
      throw ValidationError("--from-cast is a seed; leave --seed out")
    }
  }

  func run() throws {
    try SpecOutput.check(name: name)
    let text =
      if let fromCast {
        try CharacterLibrary().template(name: name, fromCast: fromCast)
      } else {
        CharacterLibrary.template(name: name, seed: seed ?? CharacterLibrary.seed(forName: name))
      }
    try SpecOutput.write(
      text, to: output, for: SpecOutput.fileName(for: name), overwrite: force)
  }
}
