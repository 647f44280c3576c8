import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO
import SceneRendering

struct Vary: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw the faces around a face, or take one of them as a spec.",
    discussion: """
      The sheet has the spec's own face in its middle and numbered neighbours around it. Take one \
      with --take and the same --around, --keep and --seed; then vary that one, until it fits.

      --keep holds parts: shape, skin, hair, beard, brows, eyes, makeup, age, sex, ancestry. Cuts of \
      hair and beard, clothes, temperament and body stay in any case.

      Examples:
        mien vary lin-yue.yaml --around 0.2 -o around.png
        mien vary lin-yue.yaml --around 0.2 --keep hair,skin,age -o around.png
        mien vary lin-yue.yaml --around 0.2 --keep hair,skin,age --take 5 -o lin-yue-2.yaml
      """)

  @Argument(help: "The character's spec.") var spec: String
  @Option(help: "How far the neighbours stand off: 0 nowhere, 1 as far as a stranger.")
  var around = 0.2
  @Option(help: "How many neighbours, 1 to 96.") var count = 14
  @Option(help: "Parts that stay, parted by commas.") var keep: String?
  @Option(help: "Other numbers bring other neighbours.") var seed: UInt64 = 1
  @Option(help: "Write the spec of this neighbour instead of the sheet.") var take: Int?
  @Option(help: "The name in a spec that is taken; the original's if not given.") var name: String?
  @Option(
    name: .shortAndLong, help: "The sheet (PNG) or, with --take, the spec ('-' prints it).")
  var output: String?
  @Option(help: "Pixels along a face's side.") var size = 256
  @Flag(help: "Overwrite the output if it exists.") var force = false
  @Flag(help: "Print what was made as JSON.") var json = false
  @OptionGroup var look: Look

  func validate() throws {
    guard (0...1).contains(around) else { throw ValidationError("--around must be 0...1") }
    guard (1...96).contains(count) else { throw ValidationError("--count must be 1...96") }
    guard (1...100_000).contains(take ?? 1) else {
      throw ValidationError("--take must be the number of a neighbour, from 1")
    }
    try PictureSide.check(size, upTo: 1024)
    guard take != nil || name == nil else { throw ValidationError("--name goes with --take") }
    _ = try kept()
  }

  private func kept() throws -> Set<FacePart> {
    guard let keep else { return [] }
    guard let list = NameList<FacePart>(keep, title: \.rawValue) else {
      let names = FacePart.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--keep '\(keep)': choose from \(names)")
    }
    return Set(list.names)
  }

  func run() async throws {
    let library = try CharacterLibrary()
    let (center, source) = try library.spec(at: URL(fileURLWithPath: spec))
    let character = library.resolve(center)
    let neighborhood = FaceNeighborhood(
      of: center, resolved: character, reach: around, keeping: try kept(), seed: seed)
    if let take {
      var taken = neighborhood.neighbor(take)
      if let name {
        try SpecOutput.check(name: name)
        taken.name = name
      }
      let lead = [CharacterLibrary.leadingComment(of: source), "Taken: \(command) --take \(take)"]
      let text = CharacterLibrary.write(
        taken, comment: lead.filter { !$0.isEmpty }.joined(separator: "\n"))
      let stem = SpecOutput.fileName(for: "\(center.name) \(take)")
      try SpecOutput.write(text, to: output, for: stem, overwrite: force)
      return
    }
    let sheetFile = try OutputFile.url(output, for: spec, extension: "png", overwrite: force)
    let people = (1...count).map { library.resolve(neighborhood.neighbor($0)) }
    let renderer = try look.renderer(size: size)
    let progress = Progress(character.name)
    var cells = zip(
      1...count, try await renderer.portraits(of: people) { progress($0, of: $1 + 1) }
    ).map { (picture: $1, label: "\($0)") }
    let own = try await renderer.portraits(of: [character])[0]
    progress(count + 1, of: count + 1)
    cells.insert((own, character.name), at: count / 2)
    let sheet = CandidateSheet(
      title: "Around \(character.name)",
      subtitle: "\(around.formattedBriefly) of the way to strangers"
        + (keep.map { ", same \($0.split(separator: ",").joined(separator: ", "))" } ?? ""),
      remedy: "\(command) --take NUMBER -o new.yaml", columns: min(5, cells.count),
      cellSize: size)
    try PNGWriter.write(try sheet.layOut(cells), to: sheetFile.path)
    print(json ? try report(people, sheetFile) : sheetFile.relativePath)
  }

  /// What to type for these neighbours.
  private var command: String {
    "mien vary \(URL(fileURLWithPath: spec).lastPathComponent) --around \(around.formattedBriefly)"
      + (keep.map { " --keep \($0)" } ?? "") + (seed == 1 ? "" : " --seed \(seed)")
  }

  private func report(_ people: [ResolvedCharacter], _ sheet: URL) throws -> String {
    struct Neighbor: Encodable {
      let number: Int
      let age, sex, skin: Double
      let command: String
    }
    return try JSONReport.text(
      people.enumerated().map { index, person in
        Neighbor(
          number: index + 1, age: person.age, sex: person.sex, skin: person.face.look.melanin,
          command: "\(command) --take \(index + 1)")
      })
  }
}
