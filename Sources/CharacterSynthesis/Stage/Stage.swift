internal import CharacterCore
internal import FaceGeneration
internal import MotionSynthesis
internal import SceneRendering

/// A person in the studio through one clip: draws any of its frames, each on its own.
struct Stage: Sendable {
  let width, height: Int
  private let figure: Figure
  let camera: StageCamera
  private let mannequin: Mannequin
  /// What stands behind a figure of a transparent studio.
  private let backdrop: PremultipliedPicture?
  private let face: FaceParameters
  private let light: LightRig

  /// - Parameters:
  ///   - clip: all that the camera has to see.
  ///   - backdrop: instead of the studio's own.
  init(
    _ figure: Figure, face: FaceParameters, clip: MotionClip, view: StageView, light: LightRig,
    backdrop: Backdrop?, width: Int, height: Int, threads: Int = 1
  ) throws {
    (self.figure, self.face, self.light) = (figure, face, light)
    (self.width, self.height) = (width, height)
    camera = StageCamera(
      clip.poses.map { figure.bounds($0) }, rate: clip.rate, view: view, width: width,
      height: height)
    var studio = Studio(light)
    studio.isTransparent = backdrop != nil
    studio.floorGrid = camera.isStill ? 0 : 0.5
    mannequin = try Mannequin(
      studio: studio, threads: threads, figure: figure.meshes(.rest, FacePose()))
    self.backdrop = backdrop?.picture(width: width, height: height)
  }

  /// The figure alone, with its own plain head.
  func picture(_ frame: Int, _ pose: Pose, _ face: FacePose) throws -> PremultipliedPicture {
    let figure = try mannequin.render(
      self.figure.meshes(pose, face), camera: camera.camera(at: frame), width: width,
      height: height)
    guard var picture = backdrop else { return figure }
    picture.draw(figure)
    return picture
  }

  /// How the generator has to see the face of a frame; `nil` where the plain head does better.
  func shot(_ frame: Int, _ pose: Pose, _ face: FacePose) -> FaceShot? {
    FaceShot(
      face, at: figure.headPlace(figure.body.rest.skeleton.world(pose)), of: self.face,
      camera: camera.camera(at: frame), width: width, height: height, light: light)
  }
}
