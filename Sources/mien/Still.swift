import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO
import SceneRendering

struct Still: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw one picture of a character: a portrait, a reference for another model.",
    discussion: """
      Examples:
        mien still lin-yue.yaml -o lin-yue.png
        mien still lin-yue.yaml --expression happy=0.6 --head 20,5,0 --gaze 0,0 --size 768
        mien still lin-yue.yaml --set jawOpen=0.4 --set mouthSmileLeft=0.3 --light rim --transparent
        mien still lin-yue.yaml --record > lin-yue.jsonl   (every number, for `mien face`)
      """)

  @Argument(help: "The character's spec.") var spec: String
  @Option(help: "An expression, NAME or NAME=WEIGHT; more than one are shown together.")
  var expression: [ShownExpression] = []
  @Option(name: .customLong("set"), help: "An ARKit channel, CHANNEL=WEIGHT; may be repeated.")
  var channels: [ChannelWeight] = []
  @Option(parsing: .unconditional, help: "The head's yaw, pitch and roll in degrees.")
  var head = Angles([0, 0, 0])
  @Option(
    parsing: .unconditional,
    help: "The gaze's yaw and pitch in degrees from the camera's direction.")
  var gaze = Angles([0, 0])
  @Option(help: "The light.") var light = NamedLight("portrait", .portrait)
  @Option(help: "Pixels along the picture's side.") var size = 512
  @Option(name: .shortAndLong, help: "The picture; the spec's name with .png if not given.")
  var output: String?
  @Flag(help: "Overwrite the picture if it exists.") var force = false
  @Flag(help: "Leave out the background: PNG with alpha.") var transparent = false
  @Flag(help: "Print the face record, a line of JSON, instead of drawing.") var record = false
  @OptionGroup var look: Look

  func validate() throws {
    try PictureSide.check(size)
    guard head.degrees.count == 3, head.degrees.allSatisfy({ abs($0) <= 60 }) else {
      throw ValidationError("--head must be three angles of -60 to 60, such as 20,-5,0")
    }
    guard gaze.degrees.count == 2, gaze.degrees.allSatisfy({ abs($0) <= 90 }) else {
      throw ValidationError("--gaze must be two angles of -90 to 90, such as -15,5")
    }
  }

  func run() async throws {
    let (character, _) = try CharacterLibrary().character(at: URL(fileURLWithPath: spec))
    let state = try state(of: character)
    if record {
      let record = FaceRecord(
        file: spec, set: 0, identity: 0, face: character.face, state: state)
      print(try JSONReport.line(record))
      return
    }
    let picture = try OutputFile.url(output, for: spec, extension: "png", overwrite: force)
    let backdrop =
      transparent ? Backdrop.gradient(RGBA8(0, 0, 0, 0), RGBA8(0, 0, 0, 0)) : try look.backdrop()
    let renderer = try CharacterRenderer(
      settings: RenderSettings(size: size, backdrop: backdrop, threads: 1),
      weights: look.weightsFile)
    try LockFile.find(besides: URL(fileURLWithPath: spec))?.lock.check(renderer)
    let drawn = try await renderer.pictures(of: character, in: [state])
    try PNGWriter.write(drawn[0], to: picture.path)
    print(picture.relativePath)
  }

  private func state(of character: ResolvedCharacter) throws -> FaceState {
    do {
      return try pose.state(of: character, light: light.rig)
    } catch {
      throw ValidationError("--expression: \(error)")
    }
  }

  private var pose: StillPose {
    StillPose(
      expression.map(\.expression),
      channels: Dictionary(channels.map { ($0.shape, $0.weight) }, uniquingKeysWith: { $1 }),
      head: SIMD3(head.degrees[0], head.degrees[1], head.degrees[2]),
      gaze: SIMD2(gaze.degrees[0], gaze.degrees[1]))
  }
}

/// A channel with its weight, as in `jawOpen=0.4`.
struct ChannelWeight: ExpressibleByArgument {
  let shape: Blendshape
  let weight: Float

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let shape = Blendshape(name: parts[0]), let weight = Float(parts[1]),
      (0...1).contains(weight)
    else { return nil }
    (self.shape, self.weight) = (shape, weight)
  }
}

/// An expression with its weight, as in `happy=0.6`; full where none is given.
struct ShownExpression: ExpressibleByArgument {
  let expression: WeightedExpression

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard let name = parts.first, let weight = parts.count == 2 ? Double(parts[1]) : 1,
      (0...1).contains(weight)
    else { return nil }
    expression = WeightedExpression(String(name), weight)
  }
}

/// Angles in degrees, separated by commas.
struct Angles: ExpressibleByArgument, CustomStringConvertible {
  let degrees: [Double]

  init(_ degrees: [Double]) { self.degrees = degrees }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let degrees = parts.compactMap { Double($0) }
    guard degrees.count == parts.count, degrees.allSatisfy(\.isFinite) else { return nil }
    self.degrees = degrees
  }

  var description: String {
    degrees.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }.joined(separator: ",")
  }
}
