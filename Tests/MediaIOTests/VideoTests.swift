import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import MediaIO

struct VideoTests {
  static let size = (width: 64, height: 48)

  /// A frame whose top left grey tells its number, over three patches of colour.
  static func frame(_ index: Int) -> Raster {
    var picture = Raster(
      width: size.width, height: size.height, filling: RGBA8(200, 30, 40))
    for y in 0..<size.height {
      for x in 0..<size.width {
        if y < 24, x < 32 {
          picture[x, y] = RGBA8(UInt8(4 * index), UInt8(4 * index), UInt8(4 * index))
        }
        if y >= 24, x < 32 { picture[x, y] = RGBA8(30, 160, 60) }
        if y >= 24, x >= 32 { picture[x, y] = RGBA8(40, 60, 190) }
      }
    }
    return picture
  }

  static func settings(_ codec: VideoCodec = .h264()) -> VideoSettings {
    VideoSettings(width: size.width, height: size.height, frameRate: FrameRate(25), codec: codec)
  }

  static func write(_ count: Int, to path: String, _ settings: VideoSettings) throws {
    let encoder = try VideoEncoder(writing: path, settings: settings)
    for index in 0..<count { try encoder.append(frame(index)) }
    try encoder.finish()
    #expect(encoder.frameCount == count)
  }

  static func read(_ path: String) throws -> [VideoFrame] {
    let decoder = try VideoDecoder(reading: path)
    var frames: [VideoFrame] = []
    while let frame = try decoder.next() { frames.append(frame) }
    return frames
  }

  static func isClose(_ a: RGBA8, _ b: RGBA8, within tolerance: Int) -> Bool {
    [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)].allSatisfy {
      abs(Int($0) - Int($1)) <= tolerance
    }
  }

  @Test(arguments: [
    (VideoCodec.h264(), "mp4"), (.h264(), "mov"), (.vp9(), "webm"), (.ffv1, "mkv"),
  ])
  func `every frame comes back at its time in its colours`(
    codec: VideoCodec, container: String
  ) throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "film.\(container)").filePath
      try Self.write(50, to: path, Self.settings(codec))
      let decoder = try VideoDecoder(reading: path)
      #expect(decoder.frameRate == FrameRate(25))
      #expect((decoder.width, decoder.height) == Self.size)
      if container == "mp4" || container == "mov" { #expect(decoder.announcedFrameCount == 50) }
      let frames = try Self.read(path)
      #expect(frames.count == 50)
      for (index, frame) in frames.enumerated() {
        let expected = Self.frame(index)
        #expect(frame.index == FrameIndex(index))
        #expect(abs(frame.seconds - Double(index) / 25) < 0.001)
        for (x, y) in [(16, 12), (48, 12), (16, 36), (48, 36)] {
          #expect(
            Self.isClose(frame.picture[x, y], expected[x, y], within: codec == .ffv1 ? 0 : 6),
            "frame \(index) at \(x), \(y): \(frame.picture[x, y]) for \(expected[x, y])")
        }
      }
    }
  }

  @Test func `FFV1 keeps every bit, alpha and odd sizes included`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "master.mkv").filePath
      var stream = RandomStream(seed: 3)
      let pictures = (0..<4).map { _ in PNGTests.noise(&stream, width: 33, height: 17) }
      let settings = VideoSettings(
        width: 33, height: 17, frameRate: FrameRate(24_000, 1001), codec: .ffv1)
      let encoder = try VideoEncoder(writing: path, settings: settings)
      for picture in pictures { try encoder.append(picture) }
      try encoder.finish()
      #expect(try Self.read(path).map(\.picture) == pictures)
      #expect(try VideoDecoder(reading: path).frameRate == FrameRate(24_000, 1001))
    }
  }

  @Test(arguments: [
    (VideoCodec.h264(), "mp4"), (.vp9(), "webm"), (.vp9(), "mkv"), (.ffv1, "mkv"),
  ])
  func `two runs write the same bytes`(codec: VideoCodec, container: String) throws {
    try withTemporaryDirectory { folder in
      let paths = ["a", "b"].map { folder.appending(path: "\($0).\(container)") }
      var settings = Self.settings(codec)
      settings.metadata = [MediaTag("AIGC", "label")]
      for path in paths { try Self.write(12, to: path.filePath, settings) }
      #expect(try Data(contentsOf: paths[0]) == Data(contentsOf: paths[1]))
    }
  }

  @Test(arguments: ["mp4", "mov", "mkv"])
  func `the label of generated content survives in the container`(container: String) throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "labelled.\(container)").filePath
      let label = MediaTag("AIGC", #"{"Label":"1","ContentProducer":"林月","ProduceID":"7"}"#)
      var settings = Self.settings()
      settings.metadata = [label, MediaTag("title", "Doubt on the bridge")]
      try Self.write(3, to: path, settings)
      let found = try VideoDecoder(reading: path).metadata
      #expect(found.contains(label))
      #expect(found.contains { $0.value == "Doubt on the bridge" })
    }
  }

  @Test func `a film that is given up leaves nothing, and an older one stays`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "film.mp4").filePath
      func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.filePath).sorted()
      }
      do {
        let encoder = try VideoEncoder(writing: path, settings: Self.settings())
        try encoder.append(Self.frame(0))
        #expect(try files() == [".film.mp4.partial"])
      }
      #expect(try files() == [])
      try Self.write(2, to: path, Self.settings())
      let encoder = try VideoEncoder(writing: path, settings: Self.settings())
      try encoder.append(Self.frame(0))
      encoder.cancel()
      #expect(try files() == ["film.mp4"])
      #expect(try Self.read(path).count == 2)
      let empty = try VideoEncoder(writing: path, settings: Self.settings())
      #expect(throws: MediaError.self) { try empty.finish() }
      #expect(try files() == ["film.mp4"])
    }
  }

  @Test func `settings that cannot be are refused with the reason`() throws {
    try withTemporaryDirectory { folder in
      func refusal(_ name: String, _ change: (inout VideoSettings) -> Void) -> MediaError? {
        var settings = Self.settings()
        change(&settings)
        do {
          _ = try VideoEncoder(writing: folder.appending(path: name).filePath, settings: settings)
          return nil
        } catch { return error }
      }
      let odd = refusal("odd.mp4") { $0.width = 65 }
      #expect(odd?.code == .settings)
      #expect(odd?.message.contains("65 x 48") == true)
      #expect(refusal("huge.mp4") { $0.width = 1 << 20 }?.code == .settings)
      #expect(refusal("crf.mp4") { $0.codec = .h264(crf: 60) }?.code == .settings)
      #expect(refusal("film.gif") { _ in }?.code == .unsupported)
      #expect(refusal("film.webm") { _ in }?.code == .unsupported)
      #expect(refusal("no/film.mp4") { _ in }?.code == .cannotWrite)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.filePath)
      #expect(files == [])
    }
  }

  @Test func `a frame of another size is refused`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "film.mp4").filePath
      let encoder = try VideoEncoder(writing: path, settings: Self.settings())
      #expect(throws: MediaError.self) { try encoder.append(Raster(width: 32, height: 32)) }
    }
  }

  @Test func `damaged, foreign and oversized films are refused by name`() throws {
    try withTemporaryDirectory { folder in
      func code(_ name: String, pixelLimit: Int = 1 << 20) -> MediaError.Code? {
        do {
          let decoder = try VideoDecoder(
            reading: folder.appending(path: name).filePath, pixelLimit: pixelLimit)
          while try decoder.next() != nil {}
          return nil
        } catch {
          #expect(error.message.contains(name))
          return error.code
        }
      }
      #expect(code("missing.mp4") == .missing)
      try Data("no film at all".utf8).write(to: folder.appending(path: "text.mp4"))
      #expect(code("text.mp4") == .damaged)
      let film = folder.appending(path: "film.mp4")
      try Self.write(10, to: film.filePath, Self.settings())
      #expect(code("film.mp4") == nil)
      #expect(code("film.mp4", pixelLimit: 1000) == .tooLarge)
      try Data(contentsOf: film).prefix(400).write(to: folder.appending(path: "cut.mp4"))
      #expect(code("cut.mp4") != nil)
      let bytes = try Data(contentsOf: film)
      try bytes.prefix(bytes.count - 300).write(to: folder.appending(path: "short.mp4"))
      #expect(code("short.mp4") == .damaged)
      let playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfilm.mp4\n#EXT-X-ENDLIST\n"
      try Data(playlist.utf8).write(to: folder.appending(path: "list.m3u8"))
      #expect(code("list.m3u8") == .damaged)
    }
  }
}
