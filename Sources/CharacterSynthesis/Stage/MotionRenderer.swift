public import CharacterCore
internal import FaceGeneration
public import Foundation
internal import MediaIO
internal import MotionSynthesis
internal import SceneRendering

/// Films a character's body alone, with a plain head: fast, and without the face's network.
public struct MotionRenderer: Sendable {
  public let settings: RenderSettings
  private let model: FaceModel
  private let shape: BodyShape

  public init(settings: RenderSettings) throws {
    self.settings = settings
    model = try FaceModel()
    shape = try BodyShape.bundled()
  }

  /// Films a reel, or captures of people, into a video file.
  ///
  /// - Parameter progress: called after each frame with the number done and their total.
  /// - Throws: on failure and when the task is cancelled; then no file is left.
  public func film(
    _ character: ResolvedCharacter, _ source: PerformanceSource, to clip: URL,
    progress: (Int, Int) -> Void = { _, _ in }
  ) async throws {
    let geometry = settings.geometry
    let take = try take(character, source)
    let encoder = try VideoEncoder(
      writing: clip.path,
      settings: VideoSettings(
        width: geometry.width, height: geometry.height, frameRate: settings.frameRate,
        codec: .h264(crf: settings.quality)))
    try await draw(take, Array(take.poses.indices), progress: progress) {
      try encoder.append($0)
    }
    try Task.checkCancellation()
    try encoder.finish()
  }

  /// A sheet of moments of a performance, evenly spread, each with its time.
  public func sheet(
    _ character: ResolvedCharacter, _ source: PerformanceSource, columns: Int = 8, rows: Int = 2,
    progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> Raster {
    precondition(columns > 0 && rows > 0)
    let take = try take(character, source)
    let count = min(columns * rows, take.poses.count)
    let moments = (0..<count).map { $0 * (take.poses.count - 1) / max(count - 1, 1) }
    var pictures: [Raster] = []
    try await draw(take, moments, progress: progress) { pictures.append($0) }
    let cells = zip(moments, pictures).map { moment, picture in
      let seconds = settings.frameRate.seconds(at: FrameIndex(moment))
      return ContactSheet.Cell(picture, caption: String(format: "%.2f s", seconds))
    }
    return try ContactSheet(
      title: character.name, subtitle: source.name,
      rows: stride(from: 0, to: count, by: columns).map {
        ContactSheet.Row("", Array(cells[$0..<min($0 + columns, count)]))
      },
      footer: "Mien \(Version.current): a synthetic person",
      cellWidth: settings.geometry.width, cellHeight: settings.geometry.height
    ).render()
  }

  /// What is filmed: the stage, and each frame's pose and face.
  private struct Take: Sendable {
    let stage: Stage
    let poses: [Pose]
    let faces: [FacePose]
  }

  private func take(_ character: ResolvedCharacter, _ source: PerformanceSource) throws -> Take {
    let figure = Figure(
      character, of: shape, head: model.figure(of: try model.prepare(character.face)))
    let performed = try CharacterTake(source, by: character, at: settings.frameRate) {
      figure.body
    }
    let (face, clip) = (performed.face, performed.clip)
    let geometry = settings.geometry
    let stage = try Stage(
      figure, face: character.face, clip: clip, view: settings.view, light: settings.light,
      backdrop: settings.backdrop == .studio ? nil : settings.backdrop, width: geometry.width,
      height: geometry.height)
    return Take(stage: stage, poses: clip.poses, faces: face.frames)
  }

  /// Draws frames side by side and hands them out in order.
  private func draw(
    _ take: Take, _ frames: [Int], progress: (Int, Int) -> Void,
    receive: (Raster) throws -> Void
  ) async throws {
    try await inOrder(frames.count, places: settings.threads) { number, _ in
      let frame = frames[number]
      return try take.stage.picture(frame, take.poses[frame], take.faces[frame]).raster()
    } receive: { number, picture in
      try receive(picture)
      progress(number + 1, frames.count)
    }
  }
}
