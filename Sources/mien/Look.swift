import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation
import MediaIO
import SceneRendering

/// Options of the commands that draw a character.
struct Look: ParsableArguments {
  @Option(help: "What stands behind: a colour (#rrggbb or #rrggbbaa) or a PNG file.")
  var background: String?
  @Option(help: "A file of generator weights instead of the built-in ones.") var weights: String?
  @Option(help: "How many frames are drawn at once; the output does not depend on it.")
  var threads = 2

  func validate() throws {
    guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1...64") }
  }

  /// Draws faces of this size in this look.
  func renderer(size: Int) throws -> CharacterRenderer {
    try CharacterRenderer(
      settings: RenderSettings(size: size, backdrop: try backdrop(), threads: threads),
      weights: weightsFile)
  }

  func backdrop() throws -> Backdrop { try Self.backdrop(background) }

  static func backdrop(_ background: String?) throws -> Backdrop {
    guard let background else { return .studio }
    guard background.hasPrefix("#") else { return .image(try PNGReader.read(background)) }
    let digits = background.dropFirst()
    guard digits.count == 6 || digits.count == 8, let value = UInt32(digits, radix: 16) else {
      throw SynthesisError(
        .badInput, "'\(background)' is no colour; write #rrggbb, for instance #20242a.")
    }
    let rgba = digits.count == 6 ? value << 8 | 0xff : value
    func byte(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: rgba >> shift) }
    return .color(RGBA8(byte(24), byte(16), byte(8), byte(0)))
  }

  var weightsFile: URL? { weights.map { URL(fileURLWithPath: $0) } }
}
