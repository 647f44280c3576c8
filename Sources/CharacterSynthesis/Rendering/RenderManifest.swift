public import CharacterCore
internal import FaceGeneration
internal import Foundation

/// What made a film or a sheet, so that it can be made again: inputs by digest, the character with
/// nothing left open, versions and settings. Written as JSON beside the output.
public struct RenderManifest: Sendable, Equatable, Codable {
  public var mien: String
  public var character: ResolvedCharacter
  public var reel: String
  /// SHA-256 of the inputs.
  public var specDigest: String
  public var weightsDigest: String
  public var shapeDigest: String
  /// The processor's architecture and the instruction set that the network ran on: the same bytes
  /// come from the same class of machine.
  public var machineClass: String
  public var layout: FrameLayout
  public var aspect: FrameAspect
  public var view: StageView
  public var size: Int
  public var frameRate: FrameRate
  public var frames: Int
  public var quality: Int
  public var light: LightRig
  public var output: String
  public var outputDigest: String
  /// What else it takes to film it again.
  public var script: FilmScript?

  init(
    character: ResolvedCharacter, reel: String, specDigest: String, weightsDigest: String,
    kernels: String, settings: RenderSettings, frames: Int, output: String, outputDigest: String
  ) throws {
    mien = Version.current
    self.character = character
    self.reel = reel
    self.specDigest = specDigest
    self.weightsDigest = weightsDigest
    shapeDigest = try Self.shapeDigest()
    machineClass = "\(Self.architecture)-\(kernels)"
    layout = settings.layout
    aspect = settings.aspect
    view = settings.view
    size = settings.size
    frameRate = settings.frameRate
    self.frames = frames
    quality = settings.quality
    light = settings.light
    self.output = output
    self.outputDigest = outputDigest
  }

  /// SHA-256 of the table of heads.
  static func shapeDigest() throws -> String {
    try FileDigest.sha256(ofFile: BundledTable.headShape.url().path)
  }

  /// Writes the manifest next to an output, named after it with the extension `json`.
  func write(besides output: URL) throws {
    try WholeFile.write(
      json() + "\n", to: output.deletingPathExtension().appendingPathExtension("json"))
  }

  /// The manifest as readable JSON with its keys in order.
  public func json() throws -> String { try JSONReport.text(self) }

  private static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }
}

/// The version of this package.
public enum Version {
  public static let current = "0.1.0"
}
