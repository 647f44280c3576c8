public import CharacterCore
public import Foundation
internal import MotionSynthesis

/// Writes a character and what it performs in others' formats.
public struct CharacterExporter: Sendable {
  public enum Format: String, CaseIterable, Sendable {
    /// The body's motion in Biovision's hierarchy format: VRM's joint names, centimetres.
    case bvh
    /// The face's performance as Live Link Face's CSV, with a note beside it.
    case livelink

    /// A file's extension.
    public var suffix: String {
      switch self {
      case .bvh: "bvh"
      case .livelink: "csv"
      }
    }
  }

  /// Frames a second.
  public var frameRate: FrameRate
  /// How a BVH file counts lengths: 100 for centimetres, 1 for metres.
  public var unitsPerMetre = 100.0
  /// What a take's angles are written in.
  public var angleUnit = CaptureAngleUnit.radians

  public init(frameRate: FrameRate = FrameRate(25)) { self.frameRate = frameRate }

  /// Writes a file, whole or not at all, in place of one that is there.
  public func export(
    _ character: ResolvedCharacter, _ source: PerformanceSource, as format: Format, to url: URL
  ) throws {
    let table = try BodyShape.bundled()
    let body = SkinnedBody(Self.rest(character, of: table), of: table)
    let take = try CharacterTake(source, by: character, body: body, at: frameRate)
    switch format {
    case .bvh:
      let motion = BVH(take.clip, on: body.rest.skeleton, unitsPerMetre: unitsPerMetre)
      try Self.write(Data(motion.text.utf8), to: url)
    case .livelink:
      let unit = LiveLinkTake.AngleUnit(rawValue: angleUnit.rawValue) ?? .radians
      let captured = LiveLinkTake(take.face, angleUnit: unit)
      try Self.write(Data(captured.text.utf8), to: url)
      try Self.write(
        Data(LiveLinkNote(captured).json().utf8),
        to: url.deletingPathExtension().appendingPathExtension("json"))
    }
  }

  private static func rest(_ character: ResolvedCharacter, of table: BodyShape) -> RestBody {
    let parameters = BodyParameters(
      ageYears: character.age, sex: character.sex, ancestry: character.face.head.ancestry,
      muscle: character.body.muscle, build: character.body.build)
    return table.rest(parameters, stature: character.body.height)
  }

  private static func write(_ data: Data, to url: URL) throws {
    do { try data.write(to: url, options: .atomic) } catch {
      throw SynthesisError(
        .cannotWrite, "\(url.relativePath): it cannot be written: \(error.localizedDescription)")
    }
  }
}
