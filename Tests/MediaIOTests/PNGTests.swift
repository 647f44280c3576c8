import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import MediaIO

struct PNGTests {
  /// A picture of random pixels, alpha included.
  static func noise(_ stream: inout RandomStream, width: Int, height: Int) -> Raster {
    Raster(
      width: width, height: height,
      pixels: (0..<4 * width * height).map { _ in UInt8(truncatingIfNeeded: stream.next()) })
  }

  @Test func `a picture comes back exactly, alpha included`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "picture.png").filePath
      forAll(count: 20) { stream in
        let (width, height) = (Int(stream.uniform(1, 40)), Int(stream.uniform(1, 40)))
        let picture = Self.noise(&stream, width: width, height: height)
        try PNGWriter.write(picture, to: path)
        #expect(try PNGReader.read(path) == picture)
        #expect(try PNGReader.read(PNGWriter.data(of: picture), name: "memory") == picture)
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.filePath)
      #expect(files == ["picture.png"])
    }
  }

  @Test func `palettes and 16-bit greys become 8-bit colours`() throws {
    let palette = try PNGReader.read(Fixtures.path("media/palette.png"))
    #expect(palette[0, 0] == RGBA8(255, 0, 0))
    #expect(palette[1, 0] == RGBA8(0, 255, 0))
    #expect(palette[3, 0].alpha == 0)
    let grey = try PNGReader.read(Fixtures.path("media/grey16.png"))
    #expect(grey[0, 0] == RGBA8(0, 0, 0))
    #expect(grey[3, 1].red == grey[3, 1].blue)
    #expect(grey[3, 1].red > grey[2, 1].red)
  }

  @Test func `text survives in any script and the picture with it`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "labelled.png").filePath
      let picture = Raster(width: 3, height: 2, filling: RGBA8(1, 2, 3, 4))
      let tags = [MediaTag("AIGC", #"{"Label":"1"}"#), MediaTag("Title", "林月")]
      try PNGWriter.write(picture, to: path, text: tags)
      #expect(try PNGReader.text(path) == tags)
      #expect(try PNGReader.read(path) == picture)
    }
  }

  @Test func `a missing, foreign or cut file is named in the error`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "bad.png").filePath
      #expect { try PNGReader.read(path) } throws: { error in
        (error as? MediaError)?.code == .missing && "\(error)".contains("bad.png")
      }
      try Data("not a picture".utf8).write(to: URL(filePath: path))
      #expect { try PNGReader.read(path) } throws: { error in
        (error as? MediaError)?.code == .damaged && "\(error)".contains("bad.png")
      }
      var stream = RandomStream(seed: 5)
      let whole = try PNGWriter.data(of: Self.noise(&stream, width: 20, height: 20))
      try Data(whole[..<(whole.count / 2)]).write(to: URL(filePath: path))
      #expect { try PNGReader.read(path) } throws: { ($0 as? MediaError)?.code == .damaged }
      #expect { try PNGReader.text(path) } throws: { ($0 as? MediaError)?.code == .damaged }
    }
  }

  @Test func `a header that promises gigabytes is refused before anything is allocated`() throws {
    var bytes = try PNGWriter.data(of: Raster(width: 1, height: 1))
    // 60,000 x 60,000, with the checksum to match.
    for offset in [16, 20] { bytes.replaceSubrange(offset..<offset + 4, with: [0, 0, 0xea, 0x60]) }
    let checksum = PNGText.checksum(Array(bytes[12..<29]))
    bytes.replaceSubrange(
      29..<33, with: (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * $0)) })
    #expect { try PNGReader.read(bytes, name: "bomb.png") } throws: { error in
      (error as? MediaError)?.code == .tooLarge && "\(error)".contains("60000")
    }
  }

  @Test func `what cannot be written is said and leaves nothing`() throws {
    try withTemporaryDirectory { folder in
      let picture = Raster(width: 1, height: 1)
      let missing = folder.appending(path: "no/such/folder.png").filePath
      #expect { try PNGWriter.write(picture, to: missing) } throws: { error in
        (error as? MediaError)?.code == .cannotWrite && "\(error)".contains("folder.png")
      }
      #expect { try PNGWriter.write(picture, to: folder.filePath) } throws: {
        ($0 as? MediaError)?.code == .cannotWrite
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.filePath)
      #expect(files.isEmpty)
    }
  }

  @Test func `goldens are PNGs that any program opens`() throws {
    forAll(count: 5) { stream in
      let picture = Self.noise(&stream, width: 150, height: 130)
      let golden = StoredPNG.encode(picture)
      let found = try PNGReader.read([UInt8](golden), name: "golden")
      #expect(found == picture)
      let decoded = try StoredPNG.decode(golden)
      #expect(decoded == picture)
    }
  }

  @Test func `a golden allows small differences and few large ones`() {
    let plain = Raster(width: 10, height: 10, filling: RGBA8(100, 100, 100))
    var other = Raster(width: 10, height: 10, filling: RGBA8(101, 100, 100))
    #expect(difference(plain, other, share: 0, tolerance: 1) == nil)
    #expect(difference(plain, other, share: 0, tolerance: 0) != nil)
    other[3, 3] = RGBA8(200, 100, 100)
    #expect(difference(plain, other, share: 0, tolerance: 1) != nil)
    #expect(difference(plain, other, share: 0.01, tolerance: 1) == nil)
    #expect(difference(plain, Raster(width: 9, height: 10), share: 1, tolerance: 255) != nil)
  }
}
