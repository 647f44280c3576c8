public import CharacterCore
public import SceneRendering

/// How a character is put on film.
public struct RenderSettings: Sendable {
  public var layout: FrameLayout
  /// The frame's height in pixels, for a portrait its width too; even.
  public var size: Int
  /// The frame's shape, which a portrait does not heed.
  public var aspect: FrameAspect
  public var frameRate: FrameRate
  /// From where a whole person is seen.
  public var view: StageView
  public var backdrop: Backdrop
  public var light: LightRig
  /// Constant rate factor of the H.264 encoder, 0 best to 51.
  public var quality: Int
  /// How many frames are drawn at once; changes nothing in the film.
  public var threads: Int

  public init(
    layout: FrameLayout = .portrait, size: Int = 512, aspect: FrameAspect? = nil,
    frameRate: FrameRate = FrameRate(25), view: StageView = .front, backdrop: Backdrop = .studio,
    light: LightRig = .portrait, quality: Int = 18, threads: Int = 2
  ) {
    self.layout = layout
    self.size = size
    self.aspect = aspect ?? layout.aspect
    self.frameRate = frameRate
    self.view = view
    self.backdrop = backdrop
    self.light = light
    self.quality = quality
    self.threads = threads
  }

  /// Where the layout's pictures lie.
  public var geometry: FrameGeometry { FrameGeometry(layout, size: size, aspect: aspect) }
}

extension Backdrop {
  /// A quiet grey that is lighter below, as behind a studio portrait.
  public static let studio = Backdrop.gradient(RGBA8(92, 99, 108), RGBA8(150, 153, 156))
}
