internal import CharacterCore
internal import FaceGeneration
internal import MotionSynthesis
internal import SceneRendering

/// Puts the frames of a clip together: which pictures of the face each of them wants, and how they and
/// the body become one frame in the settings' layout.
struct FrameComposer: Sendable {
  /// The pictures that each frame wants, in the order in which `frame` takes them.
  let shots: [[FaceStudio.Shot]]
  private let plans: [FramePlan]
  private let backdrop: PremultipliedPicture
  private let face: Portrait?
  private let body: Whole?

  /// The face's panel: its square picture is scaled to cover it.
  private struct Portrait: Sendable {
    let panel: FrameGeometry.Panel
    let resampler: Resampler

    func draw(_ picture: PremultipliedPicture, over frame: inout PremultipliedPicture) {
      let isWhole = resampler.width == picture.width && resampler.height == picture.height
      let scaled = isWhole ? picture : resampler.resample(picture)
      frame.draw(
        scaled.cropped(
          x: (scaled.width - panel.width) / 2, y: (scaled.height - panel.height) / 2,
          width: panel.width, height: panel.height),
        x: panel.x, y: panel.y)
    }
  }

  /// The person's panel, and how each frame's face lands on the head.
  private struct Whole: Sendable {
    let panel: FrameGeometry.Panel
    let stage: Stage
    let faces: [FaceShot?]
  }

  /// - Parameters:
  ///   - pictureSize: pixels along the side of the generator's pictures.
  ///   - figure: makes the person, where the layout shows one.
  init(
    _ plans: [FramePlan], settings: RenderSettings, pictureSize: Int,
    figure: () throws -> Figure, face parameters: FaceParameters
  ) throws {
    self.plans = plans
    let geometry = settings.geometry
    backdrop = settings.backdrop.picture(width: geometry.width, height: geometry.height)
    face = geometry.face.map { panel in
      let side = max(panel.width, panel.height)
      return Portrait(
        panel: panel,
        resampler: Resampler(
          sourceWidth: pictureSize, sourceHeight: pictureSize, width: side, height: side))
    }
    body = try geometry.body.map { panel in
      let clip = MotionClip(rate: settings.frameRate, poses: plans.map(\.body))
      let stage = try Stage(
        figure(), face: parameters, clip: clip, view: settings.view, light: settings.light,
        backdrop: settings.backdrop == .studio ? nil : settings.backdrop, width: panel.width,
        height: panel.height)
      let faces = plans.enumerated().map { stage.shot($0, $1.body, $1.face) }
      return Whole(panel: panel, stage: stage, faces: faces)
    }
    let (hasFace, faces) = (face != nil, body?.faces)
    shots = plans.indices.map { index in
      var shots = hasFace ? [FaceStudio.Shot(.whole, plans[index].state)] : []
      if let shot = faces?[index] { shots.append(FaceStudio.Shot(.head, shot.state)) }
      return shots
    }
  }

  /// A frame from its number and the pictures that it wanted.
  func frame(_ index: Int, _ pictures: [PremultipliedPicture]) throws -> Raster {
    var frame = backdrop
    if let body {
      let plan = plans[index]
      var picture = try body.stage.picture(index, plan.body, plan.face)
      if let shot = body.faces[index], let face = pictures.last {
        shot.draw(face, over: &picture)
      }
      frame.draw(picture, x: body.panel.x, y: body.panel.y)
    }
    if let face { face.draw(pictures[0], over: &frame) }
    return frame.raster()
  }
}
