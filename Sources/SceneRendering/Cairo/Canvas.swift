internal import CCairo
public import CharacterCore

/// A picture to draw upon: shapes, pictures and text in any script (Cairo and Pango).
///
/// Coordinates are pixels from the top left. Text is antialiased in grey without hinting, and no
/// setting of the desktop is asked, so that the same fonts give the same pixels.
public final class Canvas {
  public let width: Int
  public let height: Int
  let context: OpaquePointer
  private let surface: CairoSurface
  let textContext: TextContext

  /// The longest edge that Cairo can draw.
  static let edgeLimit = 32_767

  /// A canvas of one colour.
  ///
  /// - Throws: `RenderingError` `tooLarge` beyond `Raster.pixelLimit` pixels.
  public convenience init(
    width: Int, height: Int, filling color: RGBA8 = RGBA8(0, 0, 0, 0)
  ) throws(RenderingError) {
    try self.init(surface: CairoSurface(width: width, height: height))
    cairo_set_operator(context, CAIRO_OPERATOR_SOURCE)
    setColor(color)
    cairo_paint(context)
    cairo_set_operator(context, CAIRO_OPERATOR_OVER)
  }

  private init(surface: CairoSurface) throws(RenderingError) {
    self.surface = surface
    (width, height) = (surface.width, surface.height)
    guard let context = cairo_create(surface.pointer) else {
      throw RenderingError(.library, "Cairo has no memory for a canvas.")
    }
    self.context = context
    textContext = TextContext(for: context)
  }

  deinit { cairo_destroy(context) }

  /// What was drawn.
  public func raster() throws(RenderingError) -> Raster {
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw RenderingError(
        .library, "The canvas cannot be drawn: \(String(cString: cairo_status_to_string(status))).")
    }
    return surface.raster()
  }

  /// Fills a rectangle, with round corners if wanted.
  public func fill(_ rectangle: Rectangle, _ color: RGBA8, cornerRadius: Double = 0) {
    trace(rectangle, cornerRadius: cornerRadius)
    setColor(color)
    cairo_fill(context)
  }

  /// Draws a picture over the canvas, scaled (Lanczos) to a rectangle whose edges are rounded to
  /// whole pixels.
  public func draw(
    _ picture: Raster, in rectangle: Rectangle, cornerRadius: Double = 0
  ) throws(RenderingError) {
    let (left, top) = (rectangle.x.rounded(), rectangle.y.rounded())
    let columns = Int((rectangle.x + rectangle.width).rounded() - left)
    let rows = Int((rectangle.y + rectangle.height).rounded() - top)
    guard columns > 0, rows > 0 else { return }
    try CairoSurface.checkSize(columns, rows)
    var scaled = picture
    if (columns, rows) != (picture.width, picture.height) {
      let resampler = Resampler(
        sourceWidth: picture.width, sourceHeight: picture.height, width: columns, height: rows)
      scaled = resampler.resample(PremultipliedPicture(picture)).raster()
    }
    let source = try CairoSurface(scaled)
    cairo_save(context)
    let whole = Rectangle(x: left, y: top, width: Double(columns), height: Double(rows))
    trace(whole, cornerRadius: cornerRadius)
    cairo_clip(context)
    cairo_set_source_surface(context, source.pointer, left, top)
    cairo_paint(context)
    cairo_restore(context)
  }

  func setColor(_ color: RGBA8) {
    cairo_set_source_rgba(
      context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255,
      Double(color.alpha) / 255)
  }

  private func trace(_ rectangle: Rectangle, cornerRadius: Double) {
    let (x, y, w, h) = (rectangle.x, rectangle.y, rectangle.width, rectangle.height)
    cairo_new_path(context)
    let r = min(cornerRadius, w / 2, h / 2)
    guard r > 0 else {
      cairo_rectangle(context, x, y, w, h)
      return
    }
    let quarter = Double.pi / 2
    cairo_arc(context, x + w - r, y + r, r, -quarter, 0)
    cairo_arc(context, x + w - r, y + h - r, r, 0, quarter)
    cairo_arc(context, x + r, y + h - r, r, quarter, 2 * quarter)
    cairo_arc(context, x + r, y + r, r, 2 * quarter, 3 * quarter)
    cairo_close_path(context)
  }
}
