import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO
import SceneRendering

struct Cast: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a casting sheet: people who don't exist, unlike each other (PNG).",
    discussion: """
      Below each face stands a seed. The seed alone is the person: mien new NAME --from-cast SEED \
      writes a spec with exactly that face, whatever the casting was called for.

      Examples:
        mien cast -o cast.png
        mien cast --age 25..40 --sex female --ancestry eastAsian --count 12 -o heroine.png
        mien cast --age 60..80 --hair "receding,bald,buzz" --seed 2 -o grandfathers.png
        mien new "Lin Yue" --from-cast 481516
      """)

  @OptionGroup var options: CallOptions
  @Option(help: "How many faces, 1 to 96.") var count = 24
  @Option(help: "Other numbers bring other people.") var seed: UInt64 = 1
  @Option(name: .shortAndLong, help: "The sheet.") var output = "cast.png"
  @Option(help: "Faces in a row.") var columns: Int?
  @Option(help: "Pixels along a face's side.") var size = 256
  @Flag(help: "Overwrite the sheet if it exists.") var force = false
  @Flag(help: "Print the people as JSON instead of the sheet's name.") var json = false
  @OptionGroup var look: Look

  func validate() throws {
    guard (1...96).contains(count) else { throw ValidationError("--count must be 1...96") }
    guard (1...24).contains(columns ?? 1) else { throw ValidationError("--columns must be 1...24") }
    try PictureSide.check(size, upTo: 1024)
  }

  func run() async throws {
    let library = try CharacterLibrary()
    let sheetFile = try OutputFile.url(output, for: "cast", extension: "png", overwrite: force)
    let renderer = try look.renderer(size: size)
    let progress = Progress("casting")
    let found = try await Casting(renderer: renderer).choose(
      count, from: library.candidates(for: try options.call(), seed: seed)
    ) { progress($0, of: $1) }
    guard !found.isEmpty else {
      throw SynthesisError(
        .badInput, "Nobody whom seeds draw is \(options.description); widen the call.")
    }
    if found.count < count {
      let note = "note: \(found.count) of \(count): no more are both as called for and unlike\n"
      FileHandle.standardError.write(Data(note.utf8))
    }
    let sheet = CandidateSheet(
      title: "Casting", subtitle: "\(options.description); casting \(seed)",
      remedy: "mien new NAME --from-cast SEED", columns: columns ?? min(6, found.count),
      cellSize: size)
    let picture = try sheet.layOut(
      found.map { ($0.portrait, "\($0.character.seed)   \(Int($0.character.age)) y") })
    try PNGWriter.write(picture, to: sheetFile.path)
    print(json ? try report(found) : sheetFile.relativePath)
  }

  private func report(_ found: [Casting.Candidate]) throws -> String {
    struct Person: Encodable {
      let seed: UInt64
      let age, sex, skin: Double
      let ancestry: Ancestry
      let hair, beard: String
      let nearest: UInt64?
      let likeness: Float?
    }
    return try JSONReport.text(
      found.map { candidate in
        let (head, look) = (candidate.character.face.head, candidate.character.face.look)
        return Person(
          seed: candidate.character.seed, age: head.ageYears, sex: head.sex, skin: look.melanin,
          ancestry: head.ancestry, hair: look.hair.style.title, beard: look.beard.style.title,
          nearest: candidate.nearest?.seed, likeness: candidate.nearest?.likeness)
      })
  }
}
