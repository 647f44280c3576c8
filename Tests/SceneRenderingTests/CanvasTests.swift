import CharacterCore
import TestSupport
import Testing

@testable import SceneRendering

struct CanvasTests {
  static let white = RGBA8(255, 255, 255)

  /// The columns and rows where a picture differs from its top left pixel.
  static func ink(_ raster: Raster) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>)? {
    var (columns, rows): ([Int], [Int]) = ([], [])
    for y in 0..<raster.height {
      for x in 0..<raster.width where raster[x, y] != raster[0, 0] {
        columns.append(x)
        rows.append(y)
      }
    }
    guard let left = columns.min(), let right = columns.max(), let top = rows.min(),
      let bottom = rows.max()
    else { return nil }
    return (left...right, top...bottom)
  }

  @Test func `a picture put on a canvas comes back, alpha included`() throws {
    var raster = Raster(width: 256, height: 3)
    for x in 0..<256 {
      raster[x, 0] = RGBA8(UInt8(x), UInt8(255 - x), 77, 255)
      raster[x, 1] = RGBA8(255, 0, 255, UInt8(x))
      raster[x, 2] = RGBA8(200, 100, 50, 128)
    }
    let back = try CairoSurface(raster).raster()
    for x in 0..<256 {
      #expect(back[x, 0] == raster[x, 0])
      #expect(back[x, 1] == (x == 0 ? RGBA8(0, 0, 0, 0) : raster[x, 1]))
      #expect(PictureTests.distance(back[x, 2], raster[x, 2]) <= 1)
    }
  }

  @Test func `a rectangle fills its pixels and no others`() throws {
    let canvas = try Canvas(width: 20, height: 20, filling: Self.white)
    canvas.fill(Rectangle(x: 5, y: 6, width: 7, height: 8), RGBA8(10, 20, 30))
    let raster = try canvas.raster()
    for y in 0..<20 {
      for x in 0..<20 {
        let isInside = (5..<12).contains(x) && (6..<14).contains(y)
        #expect(raster[x, y] == (isInside ? RGBA8(10, 20, 30) : Self.white))
      }
    }
  }

  @Test func `round corners leave the corner and keep the middle`() throws {
    let canvas = try Canvas(width: 40, height: 40, filling: Self.white)
    canvas.fill(
      Rectangle(x: 0, y: 0, width: 40, height: 40), RGBA8(0, 0, 0), cornerRadius: 12)
    let raster = try canvas.raster()
    #expect(raster[0, 0] == Self.white)
    #expect(raster[39, 39] == Self.white)
    #expect(raster[20, 0] == RGBA8(0, 0, 0))
  }

  @Test func `a translucent picture blends over what is there`() throws {
    let canvas = try Canvas(width: 10, height: 10, filling: RGBA8(0, 0, 0))
    try canvas.draw(
      Raster(width: 3, height: 3, filling: RGBA8(255, 255, 255, 128)),
      in: Rectangle(x: 2, y: 2, width: 6, height: 6))
    let raster = try canvas.raster()
    #expect(PictureTests.distance(raster[4, 4], RGBA8(128, 128, 128)) <= 1)
    #expect(raster[1, 1] == RGBA8(0, 0, 0))
    #expect(raster[8, 8] == RGBA8(0, 0, 0))
  }

  @Test(arguments: [TextStyle.Alignment.left, .center, .right])
  func `text lies where it is aligned and inside its room`(alignment: TextStyle.Alignment) throws {
    let canvas = try Canvas(width: 300, height: 60, filling: Self.white)
    let style = TextStyle(size: 20, color: RGBA8(0, 0, 0), alignment: alignment)
    canvas.draw("Lin Yue", style, in: Rectangle(x: 20, y: 10, width: 260, height: 40))
    let ink = try #require(Self.ink(canvas.raster()))
    let size = canvas.size(of: "Lin Yue", style)
    #expect(abs(Double(ink.columns.count) - size.width) < 6)
    #expect(ink.rows.lowerBound >= 10 && ink.rows.upperBound < 50)
    switch alignment {
    case .left: #expect(abs(ink.columns.lowerBound - 20) < 5)
    case .right: #expect(abs(ink.columns.upperBound - 279) < 5)
    case .center:
      #expect(abs(ink.columns.lowerBound + ink.columns.upperBound - 300) < 8)
    }
  }

  @Test func `long text is cut to its lines and its width`() throws {
    let canvas = try Canvas(width: 200, height: 200, filling: Self.white)
    let text = String(repeating: "a rather long sentence ", count: 20)
    var style = TextStyle(size: 16, color: RGBA8(0, 0, 0))
    let one = canvas.size(of: text, style, width: 150)
    style.lineLimit = 3
    let three = canvas.size(of: text, style, width: 150)
    #expect(one.width <= 150 && three.width <= 150)
    #expect(abs(three.height - 3 * one.height) < 2)
    canvas.draw(text, style, in: Rectangle(x: 10, y: 10, width: 150, height: 100))
    let ink = try #require(Self.ink(canvas.raster()))
    #expect(ink.columns.upperBound <= 160)
  }

  /// A font without a character draws a box with its number: the same box for no two characters,
  /// so the question is put to Pango, and the ink of two simple characters is looked at besides.
  @Test(arguments: ["林月", "山河故人", "東京タワー", "서울", "Łódź", "Москва", "Ελλάδα"])
  func `names in any script are drawn with real characters`(name: String) throws {
    let canvas = try Canvas(width: 300, height: 60, filling: Self.white)
    let style = TextStyle(size: 24, color: RGBA8(0, 0, 0))
    #expect(canvas.missingGlyphs(in: name, style) == 0)
    canvas.draw(name, style, in: Rectangle(x: 10, y: 10, width: 280, height: 40))
    #expect(try Self.ink(canvas.raster()) != nil)
  }

  @Test func `a character that no font has is noticed`() throws {
    let canvas = try Canvas(width: 1, height: 1)
    #expect(canvas.missingGlyphs(in: "a\u{10fffd}", TextStyle(size: 20)) == 1)
  }

  @Test func `one is a single stroke and not an empty box`() throws {
    let canvas = try Canvas(width: 100, height: 100, filling: Self.white)
    let style = TextStyle(size: 60, color: RGBA8(0, 0, 0))
    canvas.draw("一", style, in: Rectangle(x: 20, y: 10, width: 80, height: 80))
    let ink = try #require(Self.ink(canvas.raster()))
    #expect(ink.columns.count > 40)
    #expect(ink.rows.count < 15)
  }

  @Test func `the same drawing gives the same pixels`() throws {
    func drawing() throws -> Raster {
      let canvas = try Canvas(width: 120, height: 50, filling: Self.white)
      canvas.draw(
        "林月 Lin Yue", TextStyle(size: 17.3, color: RGBA8(9, 9, 9)),
        in: Rectangle(x: 3.5, y: 4.25, width: 110, height: 40))
      return try canvas.raster()
    }
    #expect(try drawing() == drawing())
  }

  @Test func `a canvas beyond all measure is refused`() {
    #expect(throws: RenderingError.self) { try Canvas(width: 40_000, height: 10) }
    #expect(throws: RenderingError.self) { try Canvas(width: 32_000, height: 32_000) }
    #expect(throws: RenderingError.self) { try Canvas(width: 0, height: 10) }
  }

  @Test(arguments: Overlay.Corner.allCases)
  func `a label stands in its corner, high enough to be lawful`(corner: Overlay.Corner) throws {
    let grey = RGBA8(120, 120, 120)
    var frame = Raster(width: 360, height: 640, filling: grey)
    try Overlay("AI生成", width: 360, height: 640, corner: corner).draw(on: &frame)
    var (rows, columns): (Set<Int>, Set<Int>) = ([], [])
    var (top, left) = (0, 0)
    for y in 0..<640 {
      for x in 0..<360 where frame[x, y] != grey {
        if frame[x, y].red > 200 {
          rows.insert(y)
          columns.insert(x)
        }
        top += y < 320 ? 1 : -1
        left += x < 180 ? 1 : -1
      }
    }
    #expect(rows.count >= 360 / 20)
    #expect(columns.count > rows.count)
    #expect((top > 0) == (corner == .topLeft || corner == .topRight))
    #expect((left > 0) == (corner == .topLeft || corner == .bottomLeft))
    #expect(frame[180, 320] == grey)
  }
}
