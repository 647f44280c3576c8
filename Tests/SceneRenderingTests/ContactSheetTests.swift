import CharacterCore
import TestSupport
import Testing

@testable import SceneRendering

struct ContactSheetTests {
  /// A sheet whose cells are plain colours that tell their places.
  static func sheet(title: String = "Lin Yue 林月", footer: String = "AI生成") -> ContactSheet {
    ContactSheet(
      title: title, subtitle: "expressions", columns: ["joy", "anger", "fear"],
      rows: (0..<2).map { row in
        ContactSheet.Row(
          "strength \(row)",
          (0..<3).map { column in
            ContactSheet.Cell(
              Raster(
                width: 32, height: 32, filling: RGBA8(200, UInt8(60 * row), UInt8(60 * column))),
              caption: "take \(column)")
          })
      }, footer: footer, cellWidth: 64, cellHeight: 64)
  }

  @Test func `each picture lies in its row and column`() throws {
    let sheet = Self.sheet()
    let picture = try sheet.render()
    let layout = SheetLayout(sheet, measuring: try Canvas(width: 1, height: 1))
    #expect((picture.width, picture.height) == (layout.width, layout.height))
    for row in 0..<2 {
      for column in 0..<3 {
        let cell = layout.cell(column, row)
        let center = picture[Int(cell.x + cell.width / 2), Int(cell.y + cell.height / 2)]
        #expect(center == RGBA8(200, UInt8(60 * row), UInt8(60 * column)))
      }
    }
  }

  @Test func `every label leaves ink in its room`() throws {
    let sheet = Self.sheet()
    let picture = try sheet.render()
    let layout = SheetLayout(sheet, measuring: try Canvas(width: 1, height: 1))
    func hasInk(_ place: Rectangle) -> Bool {
      let columns = Int(place.x)..<Int(place.x + place.width)
      let rows = Int(place.y)..<Int(place.y + place.height)
      let part = picture.cropped(columns: columns, rows: rows)
      return CanvasTests.ink(part) != nil
    }
    var places = [layout.title, layout.subtitle, layout.footer]
    places += (0..<3).map { layout.columnHeader($0) } + (0..<2).map { layout.rowHeader($0) }
    places += (0..<3).map { layout.caption(below: layout.cell($0, 1)) }
    for place in places { #expect(hasInk(place), "\(place)") }
  }

  @Test func `no part overlaps another, and all lie on the sheet`() throws {
    let sheet = Self.sheet()
    let layout = SheetLayout(sheet, measuring: try Canvas(width: 1, height: 1))
    var places = [layout.title, layout.subtitle, layout.footer]
    places += (0..<3).map { layout.columnHeader($0) } + (0..<2).map { layout.rowHeader($0) }
    for row in 0..<2 {
      for column in 0..<3 {
        let cell = layout.cell(column, row)
        places += [cell, layout.caption(below: cell)]
      }
    }
    for (index, a) in places.enumerated() {
      #expect(a.x >= 0 && a.y >= 0)
      #expect(a.x + a.width <= Double(layout.width) && a.y + a.height <= Double(layout.height))
      for b in places[(index + 1)...] {
        let apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y
          || b.y + b.height <= a.y
        #expect(apart, "\(a) and \(b)")
      }
    }
  }

  @Test func `empty parts take no room`() throws {
    let full = try Self.sheet().render()
    let bare = try ContactSheet(
      title: "", cells: [.init(Raster(width: 8, height: 8, filling: RGBA8(1, 2, 3)))],
      columnCount: 1, cellWidth: 64, cellHeight: 64
    ).render()
    #expect(bare.height < full.height / 2)
    #expect(try Self.sheet(footer: "").render().height < full.height)
  }

  @Test func `cells in reading order fill rows`() throws {
    let cells = (0..<5).map {
      ContactSheet.Cell(Raster(width: 4, height: 4, filling: RGBA8(UInt8(50 * $0), 0, 0)))
    }
    let sheet = ContactSheet(
      title: "cast", cells: cells, columnCount: 3, cellWidth: 32, cellHeight: 32)
    #expect(sheet.rows.map(\.cells.count) == [3, 2])
    let picture = try sheet.render()
    let layout = SheetLayout(sheet, measuring: try Canvas(width: 1, height: 1))
    let last = layout.cell(1, 1)
    #expect(picture[Int(last.x) + 16, Int(last.y) + 16] == RGBA8(200, 0, 0))
  }

  @Test func `a sheet is the same twice and even in size`() throws {
    let picture = try Self.sheet().render()
    #expect(try Self.sheet().render() == picture)
    #expect(picture.width % 2 == 0 && picture.height % 2 == 0)
  }

  @Test func `a grid beyond all measure is refused`() {
    let row = ContactSheet.Row("", (0..<40).map { _ in ContactSheet.Cell(nil) })
    let sheet = ContactSheet(title: "too many", rows: [row], cellWidth: 1024, cellHeight: 1024)
    #expect(throws: RenderingError.self) { try sheet.render() }
  }
}
