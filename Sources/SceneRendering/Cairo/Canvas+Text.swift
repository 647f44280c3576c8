internal import CCairo
internal import CharacterCore

extension Canvas {
  /// Where text stands in a rectangle that is higher than the text.
  public enum VerticalAlignment: Sendable { case top, center, bottom }

  /// Draws text into a rectangle: broken at its width, cut off with an ellipsis after the style's
  /// last line.
  public func draw(
    _ text: String, _ style: TextStyle, in rectangle: Rectangle,
    vertically alignment: VerticalAlignment = .top
  ) {
    let layout = textContext.layout(text, style, width: rectangle.width)
    let free = rectangle.height - layout.size.height
    let offset =
      switch alignment {
      case .top: 0.0
      case .center: free / 2
      case .bottom: free
      }
    cairo_new_path(context)
    cairo_move_to(context, rectangle.x, rectangle.y + offset)
    setColor(style.color)
    pango_cairo_show_layout(context, layout.pointer)
  }

  /// The room that text takes when its lines are broken at `width`; `nil` breaks none.
  public func size(of text: String, _ style: TextStyle, width: Double? = nil) -> TextSize {
    textContext.layout(text, style, width: width).size
  }

  /// How many of the text's characters no installed font can draw.
  public func missingGlyphs(in text: String, _ style: TextStyle) -> Int {
    textContext.layout(text, style, width: nil).missingGlyphs
  }
}
