public import CharacterCore

/// A short text in a corner of every frame, such as the label of generated content; drawn once and
/// blended cheaply.
public struct Overlay: Sendable {
  public enum Corner: Sendable, CaseIterable { case topLeft, topRight, bottomLeft, bottomRight }

  private let patch: PremultipliedPicture
  private let x, y: Int

  /// - Parameters:
  ///   - width: the frame's width, in pixels.
  ///   - height: the frame's height, in pixels.
  ///   - textSize: the em in pixels; by default 6 % of the frame's shortest side, which makes the
  ///     characters at least 5 % high, as GB 45438-2025 (5.4) asks of labels.
  public init(
    _ text: String, width: Int, height: Int, corner: Corner = .bottomRight, textSize: Double? = nil
  ) throws(RenderingError) {
    let shortest = Double(min(width, height))
    let style = TextStyle(size: textSize ?? shortest * 0.06, alignment: .center)
    let margin = (shortest * 0.03).rounded()
    let padding = style.size * 0.45
    let room = try Canvas(width: 1, height: 1).size(of: text, style)
    let patchWidth = min(Double(width) - 2 * margin, (room.width + 2 * padding).rounded(.up))
    let patchHeight = min(Double(height), (room.height + padding * 0.6).rounded(.up))
    let canvas = try Canvas(width: max(1, Int(patchWidth)), height: max(1, Int(patchHeight)))
    let whole = Rectangle(
      x: 0, y: 0, width: Double(canvas.width), height: Double(canvas.height))
    canvas.fill(whole, RGBA8(0, 0, 0, 140), cornerRadius: style.size * 0.3)
    let inner = Rectangle(
      x: padding / 2, y: 0, width: max(1, whole.width - padding), height: whole.height)
    canvas.draw(text, style, in: inner, vertically: .center)
    patch = PremultipliedPicture(try canvas.raster())
    let isLeft = corner == .topLeft || corner == .bottomLeft
    let isTop = corner == .topLeft || corner == .topRight
    x = isLeft ? Int(margin) : width - Int(margin) - canvas.width
    y = isTop ? Int(margin) : height - Int(margin) - canvas.height
  }

  /// Blends the text over a frame of the size it was made for.
  public func draw(on frame: inout Raster) {
    let rows = max(0, y)..<max(max(0, y), min(frame.height, y + patch.height))
    let columns = max(0, x)..<max(max(0, x), min(frame.width, x + patch.width))
    guard !rows.isEmpty, !columns.isEmpty else { return }
    var below = PremultipliedPicture(frame.cropped(columns: columns, rows: rows))
    below.draw(patch, x: x - columns.lowerBound, y: y - rows.lowerBound)
    frame.replace(with: below.raster(), x: columns.lowerBound, y: rows.lowerBound)
  }
}

extension Raster {
  /// The part of the picture in these columns and rows.
  package func cropped(columns: Range<Int>, rows: Range<Int>) -> Raster {
    precondition(columns.lowerBound >= 0 && columns.upperBound <= width)
    precondition(rows.lowerBound >= 0 && rows.upperBound <= height)
    var part: [UInt8] = []
    part.reserveCapacity(4 * columns.count * rows.count)
    for row in rows {
      let start = 4 * (row * width + columns.lowerBound)
      part += pixels[start..<start + 4 * columns.count]
    }
    return Raster(width: columns.count, height: rows.count, pixels: part)
  }

  /// Puts a part in the place of what was there.
  package mutating func replace(with part: Raster, x: Int, y: Int) {
    precondition(x >= 0 && y >= 0 && x + part.width <= width && y + part.height <= height)
    for row in 0..<part.height {
      let start = 4 * ((y + row) * width + x)
      pixels.replaceSubrange(
        start..<start + 4 * part.width,
        with: part.pixels[4 * row * part.width..<4 * (row + 1) * part.width])
    }
  }
}
