public import CharacterCore
public import SceneRendering

/// How a character is put on film.
public struct RenderSettings: Sendable {
  /// Pixels along the square frame's side; even.
  public var size: Int
  public var frameRate: FrameRate
  public var backdrop: Backdrop
  public var light: LightRig
  /// Constant rate factor of the H.264 encoder, 0 best to 51.
  public var quality: Int
  /// How many frames are drawn at once; changes nothing in the film.
  public var threads: Int

  public init(
    size: Int = 512, frameRate: FrameRate = FrameRate(25), backdrop: Backdrop = .studio,
    light: LightRig = .portrait, quality: Int = 18, threads: Int = 2
  ) {
    self.size = size
    self.frameRate = frameRate
    self.backdrop = backdrop
    self.light = light
    self.quality = quality
    self.threads = threads
  }
}

extension Backdrop {
  /// A quiet grey that is lighter below, as behind a studio portrait.
  public static let studio = Backdrop.gradient(RGBA8(92, 99, 108), RGBA8(150, 153, 156))
}
