import CharacterCore
import Foundation
import MediaIO
import TestSupport
import Testing

@testable import CharacterSynthesis

/// The bundled detector on the cast's portraits, with an encoder that knows nobody.
@Suite struct FaceReaderTests {
  /// Its readings mean nothing: no pose that it sees makes a face illegible.
  private static func reader(threads: Int = 1, interocular: Float = 18) throws -> FaceReader {
    let weights = Fixtures.root.appending(path: "Sources/FaceGeneration/Resources")
    return try FaceReader(
      detector: weights.appending(path: "face-detector.safetensors"),
      points: weights.appending(path: "face-points.safetensors"),
      encoder: Fixtures.url("weights/toy-encoder.safetensors"), threads: threads,
      limits: FaceReader.Limits(interocular: interocular, yaw: .infinity))
  }

  private static func portrait(_ name: String) throws -> Raster {
    try PNGReader.read(Fixtures.path("golden/characters/\(name).png"))
  }

  /// Pictures side by side on grey, each brought to `side` pixels by leaving pixels out.
  private func beside(_ pictures: [Raster], side: Int) -> Raster {
    var result = Raster(
      width: side * pictures.count, height: side, filling: RGBA8(120, 130, 140))
    for (index, picture) in pictures.enumerated() {
      for y in 0..<side {
        for x in 0..<side {
          let color = picture[x * picture.width / side, y * picture.height / side]
          let alpha = Int(color.alpha)
          func over(_ value: UInt8, _ ground: Int) -> UInt8 {
            UInt8((Int(value) * alpha + ground * (255 - alpha)) / 255)
          }
          result[index * side + x, y] = RGBA8(
            over(color.red, 120), over(color.green, 130), over(color.blue, 140))
        }
      }
    }
    return result
  }

  /// Stripes and a gradient.
  private var wallpaper: Raster {
    var result = Raster(width: 320, height: 180)
    for y in 0..<180 {
      for x in 0..<320 {
        result[x, y] = RGBA8(UInt8(x * 255 / 320), y / 12 % 2 == 0 ? 200 : 60, UInt8(y))
      }
    }
    return result
  }

  @Test func `every portrait of the cast shows one face with its points in order`() throws {
    let reader = try Self.reader()
    for name in ["lin-yue", "viktor", "grandmother-amara", "mei"] {
      let face = try reader.readOne(try Self.portrait(name))
      let points = face.points
      #expect(face.score > 0.5 && face.doubts.isEmpty, "\(name)")
      #expect(points.leftEye.x < points.rightEye.x && points.leftMouth.x < points.rightMouth.x)
      #expect(points.leftEye.y < points.nose.y && points.nose.y < points.leftMouth.y)
      for point in points.all {
        #expect(point.x > face.box.x && point.x < face.box.x + face.box.width, "\(name)")
        #expect(point.y > face.box.y && point.y < face.box.y + face.box.height, "\(name)")
      }
      let reading = try #require(face.reading)
      #expect(reading.embedding.encoder == reader.encoderDigest)
      #expect(abs(reading.interocular - points.interocular) < 1e-3)
    }
  }

  @Test func `two people are two faces, the larger first, and no single one`() throws {
    let reader = try Self.reader()
    let picture = beside([try Self.portrait("lin-yue"), try Self.portrait("viktor")], side: 200)
    let faces = try reader.read(picture)
    #expect(faces.count == 2)
    #expect(faces[0].box.area >= faces[1].box.area)
    #expect(faces.contains { $0.box.center.x < 200 } && faces.contains { $0.box.center.x > 200 })
    let error = #expect(throws: SynthesisError.self) { try reader.readOne(picture) }
    #expect(error?.message.contains("2 faces") == true)
  }

  @Test func `a picture without a face says so`() throws {
    let reader = try Self.reader()
    #expect(try reader.read(wallpaper).isEmpty)
    let error = #expect(throws: SynthesisError.self) { try reader.readOne(wallpaper) }
    #expect(error?.message.contains("No face") == true)
  }

  @Test func `a face that is too small is found and not read`() throws {
    let reader = try Self.reader(interocular: 400)
    let face = try #require(try reader.read(try Self.portrait("lin-yue")).first)
    #expect(face.reading == nil && face.doubts.contains(.small))
    let error = #expect(throws: SynthesisError.self) {
      try reader.readOne(try Self.portrait("lin-yue"))
    }
    #expect(error?.message.contains("too small") == true)
  }

  @Test func `the same picture gives the same readings, whatever the number of threads`() throws {
    let picture = try Self.portrait("mei")
    #expect(try Self.reader().read(picture) == Self.reader(threads: 2).read(picture))
  }

  @Test func `where the points are known no detector is asked`() throws {
    let reader = try Self.reader()
    let picture = try Self.portrait("viktor")
    let face = try reader.readOne(picture)
    let reading = try #require(try reader.read(picture, at: face.points))
    #expect(reading == face.reading)
    let nowhere = FacePoints(
      leftEye: .zero, rightEye: .zero, nose: .zero, leftMouth: .zero, rightMouth: .zero)
    #expect(try reader.read(picture, at: nowhere) == nil)
  }
}
