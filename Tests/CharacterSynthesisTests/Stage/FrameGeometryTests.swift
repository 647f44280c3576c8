import CharacterSynthesis
import Testing

struct FrameGeometryTests {
  @Test(arguments: [64, 90, 512, 720, 1080, 1280, 1920])
  func `panels fill the frame, and its sides are even`(size: Int) {
    for layout in FrameLayout.allCases {
      for aspect in [FrameAspect.upright, .wide, .square, FrameAspect(4, 5), FrameAspect(21, 9)] {
        let frame = FrameGeometry(layout, size: size, aspect: aspect)
        #expect(frame.width % 2 == 0 && frame.height == size)
        let panels = [frame.face, frame.body].compactMap { $0 }
        #expect(panels.reduce(0) { $0 + $1.width * $1.height } == frame.width * frame.height)
        for panel in panels {
          #expect(panel.x >= 0 && panel.x + panel.width <= frame.width && panel.width > 0)
          #expect(panel.y >= 0 && panel.y + panel.height <= frame.height && panel.height > 0)
        }
      }
    }
  }

  @Test func `each layout shows what it says`() {
    let portrait = FrameGeometry(.portrait, size: 512, aspect: .upright)
    #expect(portrait.width == 512 && portrait.face != nil && portrait.body == nil)
    let body = FrameGeometry(.body, size: 512, aspect: .upright)
    #expect(body.width == 288 && body.face == nil && body.body != nil)
    let wide = FrameGeometry(.split, size: 720, aspect: .wide)
    #expect(wide.width == 1280)
    #expect(wide.face == FrameGeometry.Panel(x: 0, y: 0, width: 720, height: 720))
    #expect(wide.body == FrameGeometry.Panel(x: 720, y: 0, width: 560, height: 720))
    let upright = FrameGeometry(.split, size: 1280, aspect: .upright)
    #expect(upright.width == 720)
    #expect(upright.face?.y == 0 && upright.body?.y == upright.face?.height)
  }

  @Test func `a shape is two numbers that belong together`() {
    #expect(FrameAspect("9:16") == .upright)
    for text in ["", "9", "9:0", "0:16", "-9:16", "9:16:1", "1:5", "a:b", "9.5:16"] {
      #expect(FrameAspect(text) == nil, "\(text)")
    }
  }
}
