import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO

struct Read: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what faces Mien sees in pictures: where, how old, how turned, with what look.",
    discussion: """
      Takes PNG, JPEG and whatever else FFmpeg reads; of a film, the first frame. A face that is too \
      small, too blurred or turned away is named, but not read. Mien learned to see on its own renders: \
      what it says of photographs is a guess.

      Examples:

        mien read frame.png
        mien read episode-3/*.png --json
        mien read a.png --json --embedding

      Exits with 0 if every picture shows a face that can be read, 1 if one shows no face, 2 if one \
      shows only faces that cannot be read.
      """)

  @Argument(help: "Pictures.") var images: [String]
  @Flag(help: "Write JSON, one object a line and picture.") var json = false
  @Flag(help: "Add each face's embedding to the JSON.") var embedding = false
  @Option(help: "How many expression channels are named, the strongest first.") var channels = 5
  @Option(help: "How many threads the networks use; the output does not depend on it.")
  var threads = 2

  func validate() throws {
    guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1...64") }
    guard (0...52).contains(channels) else { throw ValidationError("--channels must be 0...52") }
    guard json || !embedding else { throw ValidationError("--embedding needs --json") }
  }

  func run() throws {
    let reader = try FaceReader(threads: threads)
    var code: Int32 = 0
    for image in images {
      let picture = try StillReader.read(image)
      let faces = try reader.read(picture)
      if json {
        print(try line(image, picture, faces, reader))
      } else {
        print(report(image, picture, faces), terminator: "")
      }
      if faces.isEmpty {
        code = 1
      } else if code == 0, faces.allSatisfy({ $0.reading == nil }) {
        code = 2
      }
    }
    if code != 0 { throw ExitCode(code) }
  }

  /// The strongest channels, at least 0.05 each.
  private func strongest(_ expression: ExpressionWeights) -> [(Blendshape, Float)] {
    let order = Blendshape.allCases.sorted {
      expression[$0] != expression[$1]
        ? expression[$0] > expression[$1] : $0.rawValue < $1.rawValue
    }
    return order.prefix(channels).map { ($0, expression[$0]) }.filter { $0.1 >= 0.05 }
  }

  // MARK: - Text

  private func report(_ image: String, _ picture: Raster, _ faces: [FoundFace]) -> String {
    let count = faces.isEmpty ? "no face" : faces.count == 1 ? "one face" : "\(faces.count) faces"
    var text = "\(image): \(picture.width) x \(picture.height), \(count)\n"
    for face in faces {
      let box = face.box
      text += "  at \(round(box.x)), \(round(box.y)): \(round(box.width)) x \(round(box.height))"
      text += " pixels, sure to \(round(face.score * 100))%"
      guard let reading = face.reading else {
        text += "; not read: \(face.doubts.map(Self.words).joined(separator: ", "))\n"
        continue
      }
      text += "\n    about \(round(reading.age)) years"
      text += "; turned \(signed(reading.yaw)), raised \(signed(reading.pitch)), tilted "
      text += "\(signed(reading.roll)) degrees; looks \(signed(reading.gazeYaw)), "
      text += "\(signed(reading.gazePitch))\n"
      let shapes = strongest(reading.expression).map { shape, weight in
        "\(shape.name) \(decimal(weight, 2))"
      }
      text += "    \(shapes.isEmpty ? "neutral" : shapes.joined(separator: ", "))\n"
    }
    return text
  }

  private static func words(_ doubt: FaceDoubt) -> String {
    switch doubt {
    case .small: "too small"
    case .blurred: "too blurred"
    case .turned: "turned too far away"
    }
  }

  private func round(_ value: Float) -> String { decimal(value, 0) }

  private func signed(_ value: Float) -> String {
    let text = decimal(value, 0)
    return text.hasPrefix("-") || text == "0" ? text : "+\(text)"
  }

  private func decimal(_ value: Float, _ digits: Int) -> String {
    let text = String(format: "%.\(digits)f", Double(value))
    return text == "-0" ? "0" : text
  }

  // MARK: - JSON

  private struct Picture: Encodable {
    var image: String
    var width, height: Int
    var encoder: String
    var faces: [Face]
  }

  private struct Face: Encodable {
    var box: FaceBox
    var score: Float
    var points: [[Float]]
    var doubts: [FaceDoubt]
    var reading: Reading?
  }

  private struct Reading: Encodable {
    var age, yaw, pitch, roll, gazeYaw, gazePitch, sharpness, interocular: Float
    var expression: [String: Float]
    var estimates: [String: Float]
    var embedding: [Float]?
  }

  private func line(
    _ image: String, _ picture: Raster, _ faces: [FoundFace], _ reader: FaceReader
  ) throws -> String {
    try JSONReport.line(
      Picture(
        image: image, width: picture.width, height: picture.height, encoder: reader.encoderDigest,
        faces: faces.map { face in
          Face(
            box: face.box, score: face.score, points: face.points.all.map { [$0.x, $0.y] },
            doubts: face.doubts,
            reading: face.reading.map { reading in
              Reading(
                age: reading.age, yaw: reading.yaw, pitch: reading.pitch, roll: reading.roll,
                gazeYaw: reading.gazeYaw, gazePitch: reading.gazePitch,
                sharpness: reading.sharpness, interocular: reading.interocular,
                expression: Dictionary(
                  uniqueKeysWithValues: Blendshape.allCases.map {
                    ($0.name, reading.expression[$0])
                  }),
                estimates: reading.estimates,
                embedding: embedding ? reading.embedding.vector : nil)
            })
        }))
  }
}
