import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import FaceGeneration

@Suite struct FaceAlignerTests {
  /// A picture whose colours are its coordinates.
  private func ramp(_ width: Int, _ height: Int) -> OpaquePicture {
    painted(width, height) { x, y in
      [UInt8(x * 255 / width), UInt8(y * 255 / height), UInt8((x + y) % 7 * 30)]
    }
  }

  private func painted(_ width: Int, _ height: Int, _ color: (Int, Int) -> [UInt8])
    -> OpaquePicture
  {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += color(x, y) }
    }
    return OpaquePicture(width: width, height: height, pixels: pixels)
  }

  private func moved(_ points: FacePoints, _ move: (SIMD2<Float>) -> SIMD2<Float>) -> FacePoints {
    FacePoints(
      leftEye: move(points.leftEye), rightEye: move(points.rightEye), nose: move(points.nose),
      leftMouth: move(points.leftMouth), rightMouth: move(points.rightMouth))
  }

  @Test func `a similarity is found again, whatever its turn, scale and shift`() {
    forAll(count: 50) { random in
      let (angle, scale) = (random.uniform(-3, 3), random.uniform(0.2, 5))
      let truth = SimilarityTransform(
        a: Float(scale * Math.cos(angle)), b: Float(scale * Math.sin(angle)),
        shift: SIMD2(Float(random.uniform(-100, 100)), Float(random.uniform(-100, 100))))
      let points = (0..<5).map { _ in
        SIMD2(Float(random.uniform(0, 100)), Float(random.uniform(0, 100)))
      }
      let found = try #require(SimilarityTransform(from: points, to: points.map(truth.apply)))
      let probe = SIMD2<Float>(31, -17)
      let apart = found.apply(probe) - truth.apply(probe)
      #expect((apart * apart).sum().squareRoot() < 0.01)
      let back = found.inverse.apply(found.apply(probe)) - probe
      #expect((back * back).sum().squareRoot() < 0.01)
    }
  }

  @Test func `points that coincide have no transform and no crop`() {
    let point = SIMD2<Float>(5, 5)
    #expect(SimilarityTransform(from: [point, point], to: [point, SIMD2(6, 6)]) == nil)
    #expect(FaceAligner.crop(ramp(20, 20), moved(FaceAligner.template) { _ in point }) == nil)
    #expect(
      FaceAligner.crop(ramp(20, 20), moved(FaceAligner.template) { $0 * .nan }) == nil)
  }

  @Test func `a face that lies in its place is cropped pixel by pixel`() throws {
    let picture = ramp(112, 112)
    let crop = try #require(FaceAligner.crop(picture, FaceAligner.template))
    #expect(crop.picture == picture)
    #expect(abs(crop.turn) < 1e-3)
    #expect(abs(crop.interocular - 35.2) < 1e-3)
  }

  @Test func `a large face is cropped to the means of what its pixels cover`() throws {
    // Columns in turn black and white: any sampling that does not average would show stripes.
    let picture = painted(448, 448) { x, _ in
      [UInt8](repeating: x % 2 == 0 ? 0 : 255, count: 3)
    }
    let crop = try #require(FaceAligner.crop(picture, moved(FaceAligner.template) { $0 * 4 }))
    #expect(crop.picture.pixels.allSatisfy { 126...129 ~= $0 })
  }

  @Test func `a head that is tilted is turned upright, and the turn is told`() throws {
    // Turned by 20 degrees clockwise on the screen about (60, 60): the crop turns it back.
    let (c, s) = (Float(Math.cos(.pi / 9)), Float(Math.sin(.pi / 9)))
    let tilted = moved(FaceAligner.template) { point in
      let p = point - 60
      return SIMD2(c * p.x - s * p.y, s * p.x + c * p.y) + 60
    }
    let crop = try #require(FaceAligner.crop(ramp(120, 120), tilted))
    #expect(abs(crop.turn + 20) < 1e-3)
  }

  @Test func `what lies outside the picture is mid-grey`() throws {
    let crop = try #require(
      FaceAligner.crop(ramp(30, 30), moved(FaceAligner.template) { $0 - 1000 }))
    #expect(crop.picture.pixels.allSatisfy { $0 == 128 })
  }

  @Test func `the crop of the mirrored picture is the mirrored crop`() {
    let picture = ramp(90, 70)
    let points = moved(FaceAligner.template) { $0 * 0.6 + SIMD2(3, 5) }
    let mirrored = painted(90, 70) { x, y in
      let at = 3 * (y * 90 + 89 - x)
      return Array(picture.pixels[at..<at + 3])
    }
    func flip(_ point: SIMD2<Float>) -> SIMD2<Float> { SIMD2(90 - point.x, point.y) }
    let other = FacePoints(
      leftEye: flip(points.rightEye), rightEye: flip(points.leftEye), nose: flip(points.nose),
      leftMouth: flip(points.rightMouth), rightMouth: flip(points.leftMouth))
    guard let a = FaceAligner.crop(picture, points), let b = FaceAligner.crop(mirrored, other)
    else {
      Issue.record("no crop")
      return
    }
    for y in 0..<112 {
      for x in 0..<112 {
        let (left, right) = (3 * (y * 112 + x), 3 * (y * 112 + 111 - x))
        #expect(abs(Int(a.picture.pixels[left]) - Int(b.picture.pixels[right])) <= 1)
      }
    }
  }

  @Test func `blur lowers the sharpness`() throws {
    var random = RandomStream(seed: 3)
    let noise = (0..<56 * 56).map { _ in UInt8(random.uniform(0, 255)) }
    func crop(_ value: (Int, Int) -> UInt8) -> FaceCrop {
      let picture = painted(112, 112) { x, y in [UInt8](repeating: value(x, y), count: 3) }
      return FaceCrop(picture: picture, interocular: 40, turn: 0)
    }
    let sharp = crop { x, y in noise[y / 2 * 56 + x / 2] }
    let blurred = crop { x, y in
      let (u, v) = (min(max(x, 8), 103), min(max(y, 8), 103))
      var sum = 0
      for dy in -8..<8 {
        for dx in -8..<8 { sum += Int(noise[(v + dy) / 2 * 56 + (u + dx) / 2]) }
      }
      return UInt8(sum / 256)
    }
    #expect(sharp.sharpness > 1.5 * blurred.sharpness)
    #expect(crop { _, _ in 9 }.sharpness == 0)
  }

  @Test func `shrinking averages, enlarging interpolates, and the rest of the canvas is grey`() {
    let values: [UInt8] = [0, 100, 40, 80, 20, 80, 200, 20]
    let picture = painted(4, 2) { x, y in [UInt8](repeating: values[4 * y + x], count: 3) }
    let half = picture.resized(width: 2, height: 1, canvasWidth: 4, canvasHeight: 2)
    let red = stride(from: 0, to: half.pixels.count, by: 3).map { half.pixels[$0] }
    #expect(red == [50, 85] + [UInt8](repeating: 128, count: 6))
    let same = picture.resized(width: 4, height: 2, canvasWidth: 4, canvasHeight: 2)
    #expect(same == picture)
    let double = picture.resized(width: 8, height: 4, canvasWidth: 8, canvasHeight: 4)
    #expect(double.pixels[0] == 0 && double.pixels[3] == 25 && double.pixels[6] == 75)
  }

  @Test func `what is transparent shows mid-grey`() {
    var raster = Raster(width: 2, height: 1, filling: RGBA8(255, 0, 7, 255))
    raster[1, 0] = RGBA8(255, 0, 7, 0)
    #expect(OpaquePicture(raster).pixels == [255, 0, 7, 128, 128, 128])
  }
}
