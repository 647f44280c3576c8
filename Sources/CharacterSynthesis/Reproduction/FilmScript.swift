public import CharacterCore
public import Foundation
internal import MediaIO
internal import MotionSynthesis
internal import SceneRendering

/// What a film's manifest holds beside digests and settings, so that it can be filmed again.
public struct FilmScript: Sendable, Equatable, Codable {
  /// The reel's text.
  public var reelText: String
  /// `#rrggbbaa`, two of them for a gradient from the top to the bottom, or `picture` with the SHA-256
  /// of its pixels.
  public var backdrop: String
  /// Versions of the libraries that encoded it.
  public var libraries: String
  /// The lock that the character's face was taken from.
  public var lock: Lock?
  /// The motions that the reel names, and captures in place of its face or its body.
  public var captures: [Capture]?

  /// A file that a film was made with, beside its reel.
  public struct Capture: Sendable, Equatable, Codable {
    public enum Role: String, Sendable, Codable { case motion, take, face, body }
    public var role: Role
    /// As the reel names it; of others their name.
    public var file: String
    public var digest: String
    /// How a face capture was understood.
    public var angles: CaptureAngleUnit?
    public var rate: FrameRate?
  }

  public struct Lock: Sendable, Equatable, Codable {
    public var series: String
    public var version: Int
    public var lockDigest: String
  }

  /// - Parameter reel: the reel file's bytes, where there is one.
  public init(reel: Data?, lock: LockFile?) {
    reelText = String(decoding: reel ?? Data(), as: UTF8.self)
    self.lock = lock.map {
      Lock(series: $0.lock.series, version: $0.lock.version, lockDigest: $0.digest)
    }
    (backdrop, libraries) = ("", "")
  }

  /// Fills in what the renderer knows.
  func completed(with settings: RenderSettings, _ source: PerformanceSource = PerformanceSource())
    throws -> FilmScript
  {
    var script = self
    var captures = try (source.reel?.motions ?? []).map {
      Capture(role: .motion, file: $0.file, digest: try FileDigest.sha256(of: Data($0.bytes)))
    }
    captures += try (source.reel?.takes ?? []).map {
      Capture(
        role: .take, file: $0.file, digest: try FileDigest.sha256(of: Data($0.bytes)),
        angles: $0.angles, rate: $0.rate)
    }
    if let url = source.faceCapture {
      let take = try source.take(at: url)
      captures.append(
        Capture(
          role: .face, file: url.lastPathComponent,
          digest: try FileDigest.sha256(ofFile: url.path),
          angles: CaptureAngleUnit(rawValue: take.angleUnit.rawValue), rate: take.rate))
    }
    if let url = source.bodyCapture {
      captures.append(
        Capture(
          role: .body, file: url.lastPathComponent, digest: try FileDigest.sha256(ofFile: url.path))
      )
    }
    script.captures = captures.isEmpty ? nil : captures
    script.backdrop = try Self.text(settings.backdrop)
    script.libraries = MediaLibraries.versions
    return script
  }

  static func text(_ backdrop: Backdrop) throws -> String {
    func hex(_ color: RGBA8) -> String {
      String(format: "#%02x%02x%02x%02x", color.red, color.green, color.blue, color.alpha)
    }
    switch backdrop {
    case .color(let color): return hex(color)
    case .gradient(let top, let bottom): return "\(hex(top)) \(hex(bottom))"
    case .image(let picture):
      let digest = try FileDigest.sha256(of: Data(picture.pixels))
      return "picture \(picture.width)x\(picture.height) \(digest)"
    }
  }

  /// The backdrop that a text describes; `nil` for a picture, which must be given again.
  ///
  /// - Throws: `SynthesisError` `badInput` for a text that describes none.
  func plainBackdrop() throws -> Backdrop? {
    if backdrop.hasPrefix("picture ") { return nil }
    let colors = backdrop.split(separator: " ").compactMap { word -> RGBA8? in
      guard word.count == 9, word.hasPrefix("#"), let value = UInt32(word.dropFirst(), radix: 16)
      else { return nil }
      func byte(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: value >> shift) }
      return RGBA8(byte(24), byte(16), byte(8), byte(0))
    }
    switch colors.count {
    case 1: return .color(colors[0])
    case 2: return .gradient(colors[0], colors[1])
    default:
      throw SynthesisError(.badInput, "The manifest's backdrop '\(backdrop)' cannot be read.")
    }
  }
}
