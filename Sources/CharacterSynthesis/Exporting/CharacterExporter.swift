public import CharacterCore
internal import FaceGeneration
public import Foundation
internal import MediaIO
internal import MotionSynthesis

/// Writes a character and what it performs in others' formats.
public struct CharacterExporter: Sendable {
  public enum Format: String, CaseIterable, Sendable {
    /// The body's motion in Biovision's hierarchy format: VRM's joint names, centimetres.
    case bvh
    /// The face's performance as Live Link Face's CSV, with a note beside it.
    case livelink
    /// A folder of OpenPose's JSON, a file a frame.
    case openpose
    /// A folder of pictures or films for ControlNet: pose, face, depth, normal, mask.
    case maps
    /// Body and head with skeleton, morph targets and animation: glTF 2.0 binary, VRM 1.0.
    case glb

    /// True where a folder is written, not a file.
    public var isFolder: Bool { self == .openpose || self == .maps }

    /// A file's extension; `nil` of a folder.
    public var suffix: String? {
      switch self {
      case .bvh: "bvh"
      case .livelink: "csv"
      case .glb: "glb"
      case .openpose, .maps: nil
      }
    }
  }

  /// The frames' size, layout, view and rate.
  public var settings: RenderSettings
  /// How a BVH file counts lengths: 100 for centimetres, 1 for metres.
  public var unitsPerMetre = 100.0
  /// What a take's angles are written in.
  public var angleUnit = CaptureAngleUnit.radians
  /// Films (MP4) instead of sequences of PNG files.
  public var writesFilms = false

  public init(settings: RenderSettings = RenderSettings()) { self.settings = settings }

  /// Writes a file or a folder, whole or not at all, in place of one that is there.
  ///
  /// - Parameter progress: called with the number of frames done and their total.
  /// - Throws: on failure and when the task is cancelled; then nothing is left.
  public func export(
    _ character: ResolvedCharacter, _ source: PerformanceSource, as format: Format, to url: URL,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    let table = try BodyShape.bundled()
    let body = SkinnedBody(Figure.rest(character, of: table), of: table)
    let take = try CharacterTake(source, by: character, at: settings.frameRate) { body }
    switch format {
    case .bvh:
      let motion = BVH(take.clip, on: body.rest.skeleton, unitsPerMetre: unitsPerMetre)
      try WholeFile.write(Data(motion.text.utf8), to: url)
    case .livelink:
      let unit = LiveLinkTake.AngleUnit(rawValue: angleUnit.rawValue) ?? .radians
      let captured = LiveLinkTake(take.face, angleUnit: unit)
      try WholeFile.write(Data(captured.text.utf8), to: url)
      try WholeFile.write(
        Data(LiveLinkNote(captured).json().utf8),
        to: LiveLinkNote.url(beside: url))
    case .glb:
      let model = try FaceModel()
      let head = model.figure(of: try model.prepare(character.face))
      let asset = CharacterModel(
        character, Figure(character, of: table, head: head), head: head)
      try WholeFile.write(
        asset.glb(named: source.name, clip: take.clip, face: take.face), to: url)
    case .openpose, .maps:
      let studio = try MapStudio(character, take: take, of: table, settings: settings)
      let folder = try PartialFolder(for: url)
      if format == .openpose {
        try studio.writePoses(to: folder, progress: progress)
      } else {
        try studio.writeMaps(to: folder, source.name, films: writesFilms, progress: progress)
      }
      try folder.finish()
    }
  }
}
