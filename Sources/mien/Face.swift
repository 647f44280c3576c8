import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO
import SceneRendering

struct Face: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw one face from explicit parameters, for evaluation.",
    discussion: """
      Takes lines of a training set's params.jsonl, in which every parameter is explicit, the camera \
      included, so that a generated face can be held against the render.

      Example: head -1 sets/seed-3/params.jsonl > one.json && mien face one.json -o face.png
      """)

  @Argument(help: "A file with a face record, one line of JSON.") var parameters: String
  @Option(help: "Which line to take, from 1.") var line = 1
  @Option(help: "Pixels along the picture's side.") var size = 256
  @Option(name: .shortAndLong, help: "The picture (PNG with alpha).") var output: String?
  @Option(help: "A strands file to draw instead of growing hair from the parameters.")
  var strands: String?
  @Option(help: "A file of generator weights instead of the built-in ones.") var weights: String?
  @Flag(help: "Overwrite the picture if it exists.") var force = false

  func validate() throws {
    guard (16...4096).contains(size) else { throw ValidationError("--size must be 16...4096") }
  }

  func run() async throws {
    let records = try FaceRecordFile.read(URL(fileURLWithPath: parameters))
    guard records.indices.contains(line - 1) else {
      throw SynthesisError(
        .badInput, "\(parameters) has \(records.count) lines; there is no line \(line).")
    }
    let picture = try OutputFile.url(output, for: parameters, extension: "png", overwrite: force)
    let renderer = try CharacterRenderer(
      settings: RenderSettings(threads: 1), weights: weights.map { URL(fileURLWithPath: $0) })
    let face = try await renderer.picture(
      of: records[line - 1], strands: strands.map { URL(fileURLWithPath: $0) }, size: size)
    try PNGWriter.write(face, to: picture.path)
    print(picture.relativePath)
  }
}
