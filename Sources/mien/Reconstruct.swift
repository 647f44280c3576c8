import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO
import SceneRendering

struct Reconstruct: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find the spec of a synthetic face from a picture of it.",
    discussion: """
      Reads the face, guesses its parameters, then draws candidates in the same pose until the \
      encoder reads the same person in the drawing and in the picture. Says how alike they are and \
      what that likeness means.

      It is for faces that were invented: drawings of Mien's that lost their spec, or faces of other \
      generators as a start for a character. It finds the nearest person whom Mien can draw, and \
      promises nothing for photographs. It is no tool for copying a living person's likeness: do not \
      use it for that.

      Exit codes besides the usual ones: 1 where the face found is somebody else, 2 where one can't \
      tell; the spec is written all the same.

      Examples:
        mien reconstruct heroine.png -o heroine.yaml
        mien reconstruct frame.jpg --name "Lin Yue" -o lin-yue.yaml --compare lin-yue-found.png --json
      """)

  @Argument(help: "A picture with one face in it: PNG, JPEG or WebP.")
  var picture: String
  @Option(help: "The name in the spec; the picture's if not given.") var name: String?
  @Option(help: "How many times the shape is stepped, 1 to 200; more is slower and closer.")
  var rounds = 6
  @Option(name: .shortAndLong, help: "The spec ('-' prints it).") var output: String?
  @Option(
    help: """
      Where the eyes, the tip of the nose and the mouth's corners lie in pixels, left ones of the \
      picture first, as "x,y x,y x,y x,y x,y"; looked for if not given.
      """)
  var points: FivePoints?
  @Option(help: "A picture (PNG) of what was found beside what was given.") var compare: String?
  @Option(help: "A file of generator weights instead of the built-in ones.") var weights: String?
  @Option(help: "How many candidates are drawn at once; the result does not depend on it.")
  var threads = 2
  @Flag(help: "Overwrite the files if they exist.") var force = false
  @Flag(help: "Print the report as JSON.") var json = false

  func validate() throws {
    guard (1...200).contains(rounds) else { throw ValidationError("--rounds must be 1...200") }
    guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1...64") }
    guard !(json && output == "-") else {
      throw ValidationError("--json and '-o -' both want standard output; give one of them a file")
    }
  }

  func run() async throws {
    let stem = URL(fileURLWithPath: picture).deletingPathExtension().lastPathComponent
    let name = name ?? stem
    try SpecOutput.check(name: name)
    let given = try StillReader.read(picture)
    let specFile =
      try output == "-"
      ? nil : OutputFile.url(output, for: picture, extension: "yaml", overwrite: force)
    let comparison = try compare.map {
      try OutputFile.url($0, for: picture, extension: "png", overwrite: force)
    }
    let reconstructor = try FaceReconstructor(
      weights: weights.map { URL(fileURLWithPath: $0) }, threads: threads)
    let progress = Progress(name)
    let found = try await reconstructor.reconstruct(
      given, name: name, at: points?.points, rounds: rounds
    ) {
      progress($0, of: $1)
    }
    let text = CharacterLibrary.write(
      found.spec,
      comment: """
        Found for \(URL(fileURLWithPath: picture).lastPathComponent): likeness \
        \(Self.text(found.likeness)), \(Self.text(found.verdict)).
        """)
    if let specFile {
      try WholeFile.write(text, to: specFile)
    } else {
      print(text, terminator: "")
    }
    if let comparison {
      let sheet = CandidateSheet(
        title: name, subtitle: "likeness \(Self.text(found.likeness)): \(Self.text(found.verdict))",
        remedy: "mien reconstruct \(URL(fileURLWithPath: picture).lastPathComponent)", columns: 2)
      try PNGWriter.write(
        sheet.layOut([(found.picture, "given"), (found.drawn, "found")]), to: comparison.path)
    }
    if json {
      print(try report(found))
    } else if let specFile {
      print(specFile.relativePath)
      print(
        "likeness \(Self.text(found.likeness)) (the same person from \(Self.text(found.same)), "
          + "somebody else below \(Self.text(found.other))): \(Self.text(found.verdict)).")
      print(
        "These bounds hold for pictures that Mien or its renderer made; of other pictures they "
          + "promise nothing.")
    }
    switch found.verdict {
    case .same: break
    case .uncertain: throw ExitCode(2)
    case .other: throw ExitCode(1)
    }
  }

  private static func text(_ likeness: Float) -> String { String(format: "%.2f", likeness) }

  private static func text(_ verdict: Reconstruction.Verdict) -> String {
    switch verdict {
    case .same: "the same person"
    case .uncertain: "can't tell whether it is the same person"
    case .other: "somebody else"
    }
  }

  private func report(_ found: Reconstruction) throws -> String {
    struct Report: Encodable {
      let spec: String?
      let likeness, same, other: Float
      let verdict: Reconstruction.Verdict
      let drawings: Int
      let age, yaw, pitch, roll: Float
      let expression: ExpressionWeights
      let domain: String
    }
    let reading = found.reading
    return try JSONReport.text(
      Report(
        spec: output, likeness: found.likeness, same: found.same, other: found.other,
        verdict: found.verdict, drawings: found.drawings, age: reading.age, yaw: reading.yaw,
        pitch: reading.pitch, roll: reading.roll, expression: reading.expression,
        domain: "pictures that Mien or its renderer made; others are beyond what was measured"))
  }
}

/// Five points of a face as one types them.
struct FivePoints: ExpressibleByArgument {
  let points: FacePoints

  init?(argument: String) {
    let places = argument.split(separator: " ").compactMap { pair -> SIMD2<Float>? in
      let numbers = pair.split(separator: ",").compactMap { Float($0) }
      guard numbers.count == 2, numbers.allSatisfy({ abs($0) < 1e5 }) else { return nil }
      return SIMD2(numbers[0], numbers[1])
    }
    guard places.count == 5 else { return nil }
    points = FacePoints(
      leftEye: places[0], rightEye: places[1], nose: places[2], leftMouth: places[3],
      rightMouth: places[4])
  }
}
