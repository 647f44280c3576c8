public import ArgumentParser
internal import CharacterCore
public import CharacterSynthesis
internal import Foundation

/// Options of commands that take captures of people in place of a reel's face or body.
struct Capture: ParsableArguments {
  @Option(name: .customLong("face-capture"), help: "A take of Live Link Face (CSV) for the face.")
  var face: String?
  @Option(name: .customLong("face-capture-angles"), help: "The take's angles: radians or degrees.")
  var unit: CaptureAngleUnit?
  @Option(
    name: .customLong("bvh"),
    help: "A motion (BVH) for the body, with the joints of CMU, Mixamo, MakeHuman or VRM.")
  var body: String?

  /// The reel's file: that of a name, or the standard reel where there is no capture either.
  func reelFile(_ reel: String?) -> URL? {
    let wanted = reel ?? (isGiven ? nil : "standard")
    return wanted.map { CharacterLibrary.bundledReel($0) ?? URL(fileURLWithPath: $0) }
  }

  var isGiven: Bool { face != nil || body != nil }

  /// The reel of this name, if there is one, and the captures; the standard reel without either.
  func source(reel: String?, of character: ResolvedCharacter, _ library: CharacterLibrary) throws
    -> PerformanceSource
  {
    source(try reelFile(reel).map { try library.reel(at: $0, for: character) })
  }

  /// A reel, if there is one, and the captures.
  func source(_ performed: Reel?) -> PerformanceSource {
    PerformanceSource(
      reel: performed, faceCapture: face.map { URL(fileURLWithPath: $0) },
      bodyCapture: body.map { URL(fileURLWithPath: $0) }, captureUnit: unit)
  }
}

extension CharacterExporter.Format: ExpressibleByArgument {}
extension CaptureAngleUnit: ExpressibleByArgument {}
