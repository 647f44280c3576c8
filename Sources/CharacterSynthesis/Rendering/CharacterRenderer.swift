public import CharacterCore
internal import FaceGeneration
public import Foundation
internal import MediaIO
internal import MotionSynthesis
internal import SceneRendering

/// Films a character: spec in, clip out.
///
/// A spec is resolved; the reel is performed by the character; each frame of the performance becomes
/// a plan, each plan a face and, where the layout shows it, a body; they are laid over the backdrop, and
/// the pictures become a film with its manifest beside it.
public struct CharacterRenderer: Sendable {
  public let settings: RenderSettings
  let studio: FaceStudio

  /// - Parameter weights: a file of generator weights; those of the package by default.
  public init(settings: RenderSettings = RenderSettings(), weights: URL? = nil) throws {
    guard settings.size >= 64, settings.size <= 4096, settings.size % 2 == 0 else {
      throw SynthesisError(
        .badInput, "A frame of \(settings.size) pixels cannot be filmed; use an even 64...4096.")
    }
    self.settings = settings
    studio = try FaceStudio(weights: weights, threads: settings.threads)
  }

  /// SHA-256 of the generator's weight file.
  public var weightsDigest: String { studio.weightsDigest }

  /// Films a reel.
  ///
  /// - Parameters: as `film(_:performing:source:script:to:progress:)`.
  public func film(
    _ character: ResolvedCharacter, _ reel: Reel, source: Data, script: FilmScript? = nil,
    to clip: URL, progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> RenderManifest {
    try await film(
      character, performing: PerformanceSource(reel: reel), source: source, script: script,
      to: clip, progress: progress)
  }

  /// Films a reel, or captures of people.
  ///
  /// - Parameters:
  ///   - source: the spec file's bytes, for the manifest's digest.
  ///   - script: what the manifest holds so that the film can be made again.
  ///   - clip: where the film goes; the manifest goes beside it, with the extension `json`.
  ///   - progress: called after each frame with the number done and their total.
  /// - Throws: on failure and when the task is cancelled; then no file is left.
  public func film(
    _ character: ResolvedCharacter, performing performed: PerformanceSource, source: Data,
    script: FilmScript? = nil, to clip: URL, progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> RenderManifest {
    let plans = try plan(character, performed)
    let face = try studio.model.prepare(character.face)
    let composer = try composer(character, face, plans)
    let encoder = try VideoEncoder(
      writing: clip.path,
      settings: VideoSettings(
        width: settings.geometry.width, height: settings.geometry.height,
        frameRate: settings.frameRate,
        codec: .h264(crf: settings.quality)))
    var done = 0
    try await studio.draw(face, shots: composer.shots, finish: composer.frame) { frame in
      try encoder.append(frame)
      done += 1
      progress(done, plans.count)
    }
    try Task.checkCancellation()
    try encoder.finish()
    var manifest = try manifest(
      character, performed.name, source, frames: plans.count, of: clip)
    manifest.script = try script?.completed(with: settings, performed)
    try manifest.write(besides: clip)
    return manifest
  }

  /// What each frame of a reel shows.
  public func plan(_ character: ResolvedCharacter, _ reel: Reel) throws -> [FramePlan] {
    try plan(character, PerformanceSource(reel: reel))
  }

  /// What each frame of a performance shows.
  public func plan(_ character: ResolvedCharacter, _ source: PerformanceSource) throws
    -> [FramePlan]
  {
    let take = try CharacterTake(
      source, by: character, at: settings.frameRate, showsBody: settings.layout != .portrait
    ) {
      let shape = try BodyShape.bundled()
      return SkinnedBody(Figure.rest(character, of: shape), of: shape)
    }
    return zip(take.face.frames, take.clip.poses).enumerated().map { index, poses in
      FramePlan(FrameIndex(index), poses.0, poses.1, of: character.face, light: settings.light)
    }
  }

  /// Pictures of chosen frames of a reel, in the settings' layout.
  public func pictures(
    of character: ResolvedCharacter, _ plans: [FramePlan],
    progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> [Raster] {
    let face = try studio.model.prepare(character.face)
    let composer = try composer(character, face, plans)
    var pictures: [Raster] = []
    try await studio.draw(face, shots: composer.shots, finish: composer.frame) { picture in
      pictures.append(picture)
      progress(pictures.count, plans.count)
    }
    return pictures
  }

  private func composer(
    _ character: ResolvedCharacter, _ face: PreparedFace, _ plans: [FramePlan]
  ) throws -> FrameComposer {
    try FrameComposer(
      plans, settings: settings, pictureSize: studio.size,
      figure: {
        Figure(
          character, of: try BodyShape.bundled(), head: studio.model.figure(of: face))
      }, face: character.face)
  }

  /// Pictures of a character, each in a state, in their order.
  public func pictures(
    of character: ResolvedCharacter, in states: [FaceState],
    progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> [Raster] {
    let face = try studio.model.prepare(character.face)
    var pictures: [Raster] = []
    try await studio.draw(face, states, finish: compositor()) { picture in
      pictures.append(picture)
      progress(pictures.count, states.count)
    }
    return pictures
  }

  /// A portrait of each of many people, at rest and facing the camera, in their order.
  public func portraits(
    of people: [ResolvedCharacter], progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> [Raster] {
    let states = people.map(portraitState)
    var pictures: [Raster] = []
    try await studio.draw(people: people.map(\.face), in: states, finish: compositor()) {
      pictures.append($0)
      progress(pictures.count, people.count)
    }
    return pictures
  }

  /// At rest and facing the camera.
  func portraitState(of person: ResolvedCharacter) -> FaceState {
    FaceState(
      expression: person.expression.resting, torsoCounter: person.face.torsoCounter,
      light: settings.light)
  }

  /// One line of a training set, over nothing, `size` pixels square.
  ///
  /// - Parameter strands: a file of the very strands to draw instead of growing them.
  public func picture(of record: FaceRecord, strands: URL? = nil, size: Int) async throws -> Raster
  {
    let face = try studio.model.prepare(record.face, strands: strands)
    let resampler = Resampler(
      sourceWidth: studio.networkSize, sourceHeight: studio.networkSize, width: size, height: size)
    var pictures: [Raster] = []
    try await studio.draw(
      face, [record.state], fine: false,
      finish: { size == $0.width ? $0.raster() : resampler.resample($0).raster() },
      receive: { pictures.append($0) })
    return pictures[0]
  }

  /// Scales a face to the frame and lays it over the backdrop.
  private func compositor() -> @Sendable (PremultipliedPicture) -> Raster {
    let size = settings.size
    let backdrop = settings.backdrop.picture(width: size, height: size)
    let resampler = Resampler(
      sourceWidth: studio.size, sourceHeight: studio.size, width: size, height: size)
    return { face in
      var frame = backdrop
      frame.draw(size == face.width ? face : resampler.resample(face))
      return frame.raster()
    }
  }

  private func manifest(
    _ character: ResolvedCharacter, _ name: String, _ source: Data, frames: Int, of clip: URL
  ) throws -> RenderManifest {
    try RenderManifest(
      character: character, reel: name, specDigest: try FileDigest.sha256(of: source),
      weightsDigest: studio.weightsDigest, kernels: studio.kernelName, settings: settings,
      frames: frames, output: clip.lastPathComponent,
      outputDigest: try FileDigest.sha256(ofFile: clip.path))
  }
}
