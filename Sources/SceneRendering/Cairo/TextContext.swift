internal import CCairo

/// Pango's view of a canvas: its fonts and how they are rasterized.
final class TextContext {
  private let pointer: OpaquePointer

  init(for context: OpaquePointer) {
    pointer = pango_cairo_create_context(context)
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    pango_cairo_context_set_font_options(pointer, options)
    cairo_font_options_destroy(options)
    pango_cairo_context_set_resolution(pointer, 96)
    pango_context_set_round_glyph_positions(pointer, 0)
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(pointer)) }

  /// Text laid out in a style.
  ///
  /// - Parameter width: where lines are broken or cut; `nil` leaves them as long as they are.
  func layout(_ text: String, _ style: TextStyle, width: Double?) -> TextLayout {
    pango_context_set_language(pointer, pango_language_from_string(style.language))
    let layout = TextLayout(pointer)
    let font = pango_font_description_from_string(TextStyle.families)
    pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
    pango_font_description_set_weight(
      font, style.weight == .bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_layout_set_font_description(layout.pointer, font)
    pango_font_description_free(font)
    pango_layout_set_single_paragraph_mode(layout.pointer, style.lineLimit == 1 ? 1 : 0)
    pango_layout_set_wrap(layout.pointer, PANGO_WRAP_WORD_CHAR)
    pango_layout_set_ellipsize(layout.pointer, PANGO_ELLIPSIZE_END)
    pango_layout_set_height(layout.pointer, -Int32(clamping: style.lineLimit))
    if let width {
      pango_layout_set_width(layout.pointer, Int32(max(0, width) * Double(PANGO_SCALE)))
    }
    let alignment =
      switch style.alignment {
      case .left: PANGO_ALIGN_LEFT
      case .center: PANGO_ALIGN_CENTER
      case .right: PANGO_ALIGN_RIGHT
      }
    pango_layout_set_alignment(layout.pointer, alignment)
    // Always by the style, not by the script's own direction.
    pango_layout_set_auto_dir(layout.pointer, 0)
    pango_layout_set_text(layout.pointer, text, Int32(clamping: text.utf8.count))
    return layout
  }
}

/// Text broken into lines and glyphs.
final class TextLayout {
  let pointer: OpaquePointer

  init(_ context: OpaquePointer) { pointer = pango_layout_new(context) }

  deinit { g_object_unref(UnsafeMutableRawPointer(pointer)) }

  var size: TextSize {
    var (width, height): (Int32, Int32) = (0, 0)
    pango_layout_get_size(pointer, &width, &height)
    let scale = Double(PANGO_SCALE)
    return TextSize(width: Double(width) / scale, height: Double(height) / scale)
  }

  /// How many characters no font has.
  var missingGlyphs: Int { Int(pango_layout_get_unknown_glyphs_count(pointer)) }
}
