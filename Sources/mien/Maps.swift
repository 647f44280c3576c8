import ArgumentParser
import CharacterSynthesis
import FaceGeneration
import Foundation

struct Maps: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write what the generator sees of a training set's faces.",
    discussion: """
      For each line of a params.jsonl this writes the condition maps and the appearance vector \
      that the runtime would feed to the generator. The training reads them.

      Example: mien maps sets/seed-3/params.jsonl -o maps/seed-3
      """)

  @Argument(help: "A training set's params.jsonl.") var params: String
  @Option(name: .shortAndLong, help: "The folder to write to.") var output: String
  @Option(help: "Pixels along a map's side.") var size = 256

  func validate() throws {
    guard (32...1024).contains(size), size % 4 == 0 else {
      throw ValidationError("--size must be a multiple of 4 between 32 and 1024")
    }
  }

  func run() throws {
    let writer = ConditionSetWriter(model: try FaceModel(), size: size)
    try writer.write(
      set: URL(fileURLWithPath: params), to: URL(fileURLWithPath: output)
    ) { done, total in
      if done % 50 == 0 || done == total { print("\(done) of \(total)") }
    }
  }
}
