internal import CharacterCore

/// Where each part of a contact sheet lies, in pixels.
struct SheetLayout {
  /// Everything that is not a picture grows with the cell: 1 at a width of 256.
  let unit: Double
  let width, height: Int
  let margin: Double
  /// The width between the margins.
  let innerWidth: Double
  /// A hairline's thickness.
  let hair: Double
  let columnCount: Int
  let title, subtitle, footer: Rectangle
  let titleStyle, subtitleStyle, columnStyle, rowStyle, captionStyle, footerStyle: TextStyle

  private let cellWidth, cellHeight: Double
  private let gap, captionHeight: Double
  /// The grid's top left corner: the first cell's.
  private let gridX, gridY: Double
  private let rowHeaderWidth, columnHeaderHeight: Double

  init(_ sheet: ContactSheet, measuring canvas: Canvas) {
    let theme = sheet.theme
    let cellWidth = Double(sheet.cellWidth)
    (self.cellWidth, cellHeight) = (cellWidth, Double(sheet.cellHeight))
    unit = max(0.6, cellWidth / 256)
    hair = max(1, unit.rounded())
    margin = (unit * 32).rounded()
    gap = max(2, (unit * 8).rounded())
    titleStyle = TextStyle(size: unit * 28, weight: .bold, color: theme.text, lineLimit: 2)
    subtitleStyle = TextStyle(size: unit * 15, color: theme.faintText, lineLimit: 2)
    let columnStyle = TextStyle(
      size: unit * 15, color: theme.text, alignment: .center, lineLimit: 2)
    self.columnStyle = columnStyle
    let rowStyle = TextStyle(size: unit * 15, color: theme.text, lineLimit: 4)
    self.rowStyle = rowStyle
    captionStyle = TextStyle(size: unit * 13, color: theme.faintText, alignment: .center)
    footerStyle = TextStyle(size: unit * 12, color: theme.faintText, lineLimit: 2)

    let cells = sheet.rows.map(\.cells.count).max() ?? 0
    columnCount = max(1, cells)
    let widestHeader = sheet.rows.map { canvas.size(of: $0.header, rowStyle).width }.max() ?? 0
    rowHeaderWidth = min(widestHeader, unit * 180).rounded(.up)
    let headerGap = rowHeaderWidth > 0 ? unit * 18 : 0
    gridX = (margin + rowHeaderWidth + headerGap).rounded()
    let gridWidth = Double(columnCount) * (cellWidth + gap) - gap
    innerWidth = max(gridX - margin + gridWidth, unit * 320)
    let inner = innerWidth

    func height(_ text: String, _ style: TextStyle, _ width: Double) -> Double {
      text.isEmpty ? 0 : canvas.size(of: text, style, width: width).height.rounded(.up)
    }
    func block(_ y: Double, _ height: Double, _ margin: Double) -> Rectangle {
      Rectangle(x: margin, y: y, width: inner, height: height)
    }
    title = block(margin, height(sheet.title, titleStyle, inner), margin)
    let belowTitle = title.y + title.height + (sheet.subtitle.isEmpty ? 0 : unit * 2)
    subtitle = block(belowTitle, height(sheet.subtitle, subtitleStyle, inner), margin)
    let hasHead = title.height + subtitle.height > 0
    var y = subtitle.y + subtitle.height + (hasHead ? unit * 20 : 0)
    columnHeaderHeight = sheet.columns.map { height($0, columnStyle, cellWidth) }.max() ?? 0
    y += columnHeaderHeight + (columnHeaderHeight > 0 ? unit * 8 : 0)
    gridY = y.rounded()
    let hasCaptions = sheet.rows.contains { $0.cells.contains { !$0.caption.isEmpty } }
    captionHeight = hasCaptions ? (unit * 24).rounded() : 0
    y = gridY + Double(sheet.rows.count) * (cellHeight + captionHeight + gap) - gap
    let hasFooter = !sheet.footer.isEmpty
    footer = block(
      y + (hasFooter ? unit * 28 : 0), height(sheet.footer, footerStyle, inner), margin)
    let bottom = hasFooter ? footer.y + footer.height + margin * 0.6 : max(y, margin) + margin
    // Even, so that a sheet can become a frame of a film.
    self.width = Self.even(innerWidth + 2 * margin)
    self.height = Self.even(bottom)
  }

  func cell(_ column: Int, _ row: Int) -> Rectangle {
    Rectangle(
      x: gridX + Double(column) * (cellWidth + gap),
      y: gridY + Double(row) * (cellHeight + captionHeight + gap), width: cellWidth,
      height: cellHeight)
  }

  func caption(below cell: Rectangle) -> Rectangle {
    Rectangle(x: cell.x, y: cell.y + cell.height, width: cell.width, height: captionHeight)
  }

  func columnHeader(_ column: Int) -> Rectangle {
    let below = cell(column, 0)
    return Rectangle(
      x: below.x, y: below.y - unit * 8 - columnHeaderHeight, width: below.width,
      height: columnHeaderHeight)
  }

  func rowHeader(_ row: Int) -> Rectangle {
    let beside = cell(0, row)
    return Rectangle(x: margin, y: beside.y, width: rowHeaderWidth, height: beside.height)
  }

  private static func even(_ length: Double) -> Int { 2 * Int((length / 2).rounded(.up)) }
}
