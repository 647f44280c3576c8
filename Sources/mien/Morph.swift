import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO
import SceneRendering

struct Morph: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw the way from one face to another, or take a face on it as a spec.",
    discussion: """
      Age, sex, ancestry, sliders, identity coefficients and colours go over evenly; cuts of hair and \
      beard, clothes and what else has no middle change at 0.5.

      Examples:
        mien morph lin-yue.yaml sofia.yaml -o morph.png
        mien morph lin-yue.yaml sofia.yaml --at 0.35 --name "Mara" -o mara.yaml
      """)

  @Argument(help: "The spec at 0.") var first: String
  @Argument(help: "The spec at 1.") var second: String
  @Option(help: "How many faces, both ends with them, 2 to 96.") var steps = 7
  @Option(help: "Write the spec of the face at this share, 0 to 1, instead of the sheet.")
  var at: Double?
  @Option(help: "The name in that spec; that of the nearer person if not given.") var name: String?
  @Option(name: .shortAndLong, help: "The sheet (PNG) or, with --at, the spec ('-' prints it).")
  var output: String?
  @Option(help: "Pixels along a face's side.") var size = 256
  @Flag(help: "Overwrite the output if it exists.") var force = false
  @Flag(help: "Print what was made as JSON.") var json = false
  @OptionGroup var look: Look

  func validate() throws {
    guard (2...96).contains(steps) else { throw ValidationError("--steps must be 2...96") }
    guard (0...1).contains(at ?? 0) else { throw ValidationError("--at must be 0...1") }
    try PictureSide.check(size, upTo: 1024)
    guard at != nil || name == nil else { throw ValidationError("--name goes with --at") }
  }

  func run() async throws {
    let library = try CharacterLibrary()
    let ends = try [first, second].map { try library.character(at: URL(fileURLWithPath: $0)).0 }
    if let at {
      var spec = ends[0].morphed(to: ends[1], share: at)
      if let name {
        try SpecOutput.check(name: name)
        spec.name = name
      }
      let text = CharacterLibrary.write(spec, comment: "Taken: \(command) --at \(at)")
      let stem = SpecOutput.fileName(for: name ?? "\(ends[0].name) \(ends[1].name)")
      try SpecOutput.write(text, to: output, for: stem, overwrite: force)
      return
    }
    let sheetFile = try OutputFile.url(
      output, for: SpecOutput.fileName(for: "\(ends[0].name) \(ends[1].name)") + ".x",
      extension: "png", overwrite: force)
    let shares = (0..<steps).map { Double($0) / Double(steps - 1) }
    let people = shares.map { share in
      switch share {
      case 0: ends[0]
      case 1: ends[1]
      default: library.resolve(ends[0].morphed(to: ends[1], share: share))
      }
    }
    let renderer = try look.renderer(size: size)
    let progress = Progress("morph")
    let pictures = try await renderer.portraits(of: people) { progress($0, of: $1) }
    let sheet = CandidateSheet(
      title: "\(ends[0].name) to \(ends[1].name)", subtitle: "cuts and clothes change at 0.5",
      remedy: "\(command) --at SHARE -o new.yaml", columns: min(7, steps), cellSize: size)
    try PNGWriter.write(
      try sheet.layOut(zip(pictures, shares).map { ($0, $1.formattedBriefly) }),
      to: sheetFile.path)
    print(json ? try report(people, shares) : sheetFile.relativePath)
  }

  private var command: String {
    let names = [first, second].map { URL(fileURLWithPath: $0).lastPathComponent }
    return "mien morph \(names[0]) \(names[1])"
  }

  private func report(_ people: [ResolvedCharacter], _ shares: [Double]) throws -> String {
    struct Step: Encodable {
      let share, age, sex, skin: Double
      let hair: String
    }
    return try JSONReport.text(
      zip(people, shares).map { person, share in
        Step(
          share: share, age: person.age, sex: person.sex, skin: person.face.look.melanin,
          hair: person.face.look.hair.style.title)
      })
  }
}
