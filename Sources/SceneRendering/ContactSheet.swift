public import CharacterCore

/// A labelled grid of pictures: expressions of one character, candidates for a part, neighbours of
/// a face.
///
/// ```
/// Title
/// subtitle
///            column    column
/// row header [cell]    [cell]
///            caption   caption
/// footer
/// ```
/// Sizes follow the cell's width, so that the sheet looks the same at every resolution. Any part
/// that is empty takes no room.
public struct ContactSheet: Sendable {
  /// One picture of the grid; scaled to fit and centred.
  public struct Cell: Sendable {
    public var picture: Raster?
    /// A line below the picture.
    public var caption: String
    public init(_ picture: Raster?, caption: String = "") {
      (self.picture, self.caption) = (picture, caption)
    }
  }

  /// One row of the grid.
  public struct Row: Sendable {
    public var header: String
    public var cells: [Cell]
    public init(_ header: String = "", _ cells: [Cell]) {
      (self.header, self.cells) = (header, cells)
    }
  }

  /// The sheet's colours.
  public struct Theme: Sendable, Equatable {
    public var background, cell, text, faintText, line: RGBA8

    public static let dark = Theme(
      background: RGBA8(24, 25, 28), cell: RGBA8(38, 40, 44), text: RGBA8(236, 236, 233),
      faintText: RGBA8(150, 152, 156), line: RGBA8(58, 60, 65))
    public static let light = Theme(
      background: RGBA8(246, 245, 242), cell: RGBA8(226, 225, 221), text: RGBA8(30, 31, 34),
      faintText: RGBA8(112, 112, 110), line: RGBA8(210, 208, 203))
  }

  public var title, subtitle, footer: String
  /// Headers of the columns; may be fewer than the columns.
  public var columns: [String]
  public var rows: [Row]
  /// Each cell's size in pixels.
  public var cellWidth, cellHeight: Int
  public var theme: Theme

  public init(
    title: String, subtitle: String = "", columns: [String] = [], rows: [Row], footer: String = "",
    cellWidth: Int = 256, cellHeight: Int = 256, theme: Theme = .dark
  ) {
    precondition(cellWidth > 0 && cellHeight > 0)
    (self.title, self.subtitle, self.footer) = (title, subtitle, footer)
    self.columns = columns
    self.rows = rows
    (self.cellWidth, self.cellHeight) = (cellWidth, cellHeight)
    self.theme = theme
  }

  /// Cells in reading order, in rows of `columnCount`.
  public init(
    title: String, subtitle: String = "", cells: [Cell], columnCount: Int, footer: String = "",
    cellWidth: Int = 256, cellHeight: Int = 256, theme: Theme = .dark
  ) {
    precondition(columnCount > 0)
    let rows = stride(from: 0, to: cells.count, by: columnCount).map {
      Row("", Array(cells[$0..<min($0 + columnCount, cells.count)]))
    }
    self.init(
      title: title, subtitle: subtitle, rows: rows, footer: footer, cellWidth: cellWidth,
      cellHeight: cellHeight, theme: theme)
  }

  /// The sheet as a picture.
  ///
  /// - Throws: `RenderingError` `tooLarge` for a grid of more than `Raster.pixelLimit` pixels.
  public func render() throws(RenderingError) -> Raster {
    let layout = SheetLayout(self, measuring: try Canvas(width: 1, height: 1))
    let canvas = try Canvas(
      width: layout.width, height: layout.height, filling: theme.background)
    drawHead(on: canvas, layout)
    for (column, header) in columns.prefix(layout.columnCount).enumerated() {
      canvas.draw(header, layout.columnStyle, in: layout.columnHeader(column), vertically: .bottom)
    }
    for (index, row) in rows.enumerated() {
      canvas.draw(row.header, layout.rowStyle, in: layout.rowHeader(index), vertically: .center)
      for (column, cell) in row.cells.enumerated() {
        try draw(cell, in: layout.cell(column, index), on: canvas, layout)
      }
    }
    return try canvas.raster()
  }

  private func drawHead(on canvas: Canvas, _ layout: SheetLayout) {
    canvas.draw(title, layout.titleStyle, in: layout.title)
    canvas.draw(subtitle, layout.subtitleStyle, in: layout.subtitle)
    guard !footer.isEmpty else { return }
    let top = layout.footer.y - layout.unit * 8
    canvas.fill(
      Rectangle(x: layout.margin, y: top.rounded(), width: layout.innerWidth, height: layout.hair),
      theme.line)
    canvas.draw(footer, layout.footerStyle, in: layout.footer, vertically: .center)
  }

  private func draw(
    _ cell: Cell, in rectangle: Rectangle, on canvas: Canvas, _ layout: SheetLayout
  ) throws(RenderingError) {
    let radius = layout.unit * 6
    canvas.fill(rectangle, theme.cell, cornerRadius: radius)
    if let picture = cell.picture {
      let place = rectangle.fitting(width: picture.width, height: picture.height)
      try canvas.draw(picture, in: place, cornerRadius: radius)
    }
    canvas.draw(
      cell.caption, layout.captionStyle, in: layout.caption(below: rectangle), vertically: .center)
  }
}
