import ArgumentParser
import CharacterSynthesis
import FaceGeneration
import Foundation

struct Specimens: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw many invented people, many pictures of each, to train the encoder.",
    discussion: """
      Resolves people from seeds and draws each with other expressions, gazes, poses and lights, \
      and, every four pictures, with other hair, clothes, make-up and beard. Writes images/ and \
      params.jsonl as a rendered training set has them. The same command goes on where it was \
      stopped, and a larger --people adds to a set.

      Examples:
        mien specimens -o data/specimens-1 --people 1200 --each 8 --seed 1
        mien specimens -o data/twins-3 --of data/sets/3/params.jsonl --each 4
        mien specimens -o data/sweep --people 16 --seed 900 --sweep
      """)

  @Option(name: .shortAndLong, help: "The folder to write to.") var output: String
  @Option(help: "How many people; with --of, at most.") var people = 1000
  @Option(help: "How many pictures of each.") var each = 8
  @Option(help: "Draws the people and all that they do.") var seed: UInt64 = 1
  @Option(help: "A rendered set's params.jsonl: draw its people.") var of: String?
  @Flag(help: "Of each a neutral face and every blendshape at a half and whole.") var sweep = false
  @Flag(help: "Pictures as they are filmed, of 512 pixels.") var fine = false
  @Option(help: "How many pictures are drawn at once.") var threads = 1
  @Option(help: "A file of generator weights instead of the built-in ones.") var weights: String?

  func validate() throws {
    guard (1...1_000_000).contains(people) else {
      throw ValidationError("--people must be 1...1000000")
    }
    guard (1...1000).contains(each) else { throw ValidationError("--each must be 1...1000") }
    guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1...64") }
  }

  func run() async throws {
    let drawn = try of.map { path in
      let records = try FaceRecordFile.read(URL(fileURLWithPath: path))
      return try SpecimenWriter.People.recorded(in: records, atMost: people)
    }
    let writer = try SpecimenWriter(
      people: drawn ?? .drawn(people, seed: seed), seed: seed,
      plan: sweep ? .sweep : .varied(each), isFine: fine, threads: threads,
      weights: weights.map { URL(fileURLWithPath: $0) })
    let progress = Progress("specimens")
    try await writer.write(to: URL(fileURLWithPath: output)) { done, total in
      progress(done, of: total)
    }
    print(output)
  }
}
