import CharacterCore
import Foundation
import Testing

@testable import SceneRendering

@Suite struct PoseMapTests {
  /// A person who stands before the camera: the subject's right is the picture's left.
  private static let figure: PoseFigure = {
    var figure = PoseFigure()
    let places: [(PoseFigure.Point, Double, Double)] = [
      (.nose, 100, 40), (.neck, 100, 70), (.rightShoulder, 75, 72), (.rightElbow, 65, 110),
      (.rightWrist, 60, 150), (.leftShoulder, 125, 72), (.leftElbow, 135, 110),
      (.leftWrist, 140, 150), (.rightHip, 85, 150), (.rightKnee, 83, 210), (.rightAnkle, 82, 270),
      (.leftHip, 115, 150), (.leftKnee, 117, 210), (.leftAnkle, 118, 270), (.rightEye, 92, 32),
      (.leftEye, 108, 32), (.rightEar, 80, 38), (.leftEar, 120, 38),
    ]
    for (point, x, y) in places { figure[point] = SIMD3(x, y, 1) }
    return figure
  }()

  private func colors(_ picture: Raster) -> Set<[UInt8]> {
    var found: Set<[UInt8]> = []
    for index in 0..<picture.width * picture.height {
      found.insert(Array(picture.pixels[4 * index..<4 * index + 3]))
    }
    return found
  }

  @Test func `joints have their colours in OpenPose's order, right eye before left`() {
    let picture = PoseMap.picture(of: [Self.figure], width: 200, height: 300)
    for (point, color) in zip(PoseFigure.Point.allCases, PoseMap.colors) {
      let place = Self.figure[point]
      #expect(picture[Int(place.x), Int(place.y)] == color, "\(point)")
      // A disc of radius 4.
      #expect(picture[Int(place.x) + 4, Int(place.y)] == color)
      #expect(picture[Int(place.x), Int(place.y) + 6] != color)
    }
    #expect(picture[92, 32] == RGBA8(170, 0, 255) && picture[108, 32] == RGBA8(255, 0, 255))
  }

  @Test func `limbs are ellipses of half-width 4 in the colour times 0_6`() {
    let picture = PoseMap.picture(of: [Self.figure], width: 200, height: 300)
    // Neck to right shoulder is the first limb, right hip to knee the eighth.
    #expect(picture[87, 71] == RGBA8(153, 0, 0))
    #expect(picture[84, 180] == RGBA8(0, 153, 51))
    #expect(picture[84 + 4, 180] == RGBA8(0, 153, 51) && picture[84 + 6, 180] == RGBA8(0, 0, 0))
    // Seventeen limbs, eighteen joints, and black.
    #expect(colors(picture).count == 36)
  }

  @Test func `what is not seen is not drawn, nor is a limb that ends there`() {
    var figure = Self.figure
    figure[.nose] = .zero
    figure[.rightKnee] = .zero
    let found = colors(PoseMap.picture(of: [figure], width: 200, height: 300))
    // Two joints; nose to neck and both eyes; both limbs at the knee.
    #expect(found.count == 36 - 2 - 5)
    #expect(
      PoseMap.picture(of: [], width: 20, height: 20)
        == Raster(width: 20, height: 20, filling: RGBA8(0, 0, 0)))
  }

  @Test func `points beyond the picture or without a place do no harm`() {
    var figure = Self.figure
    figure[.leftAnkle] = SIMD3(1e9, -1e9, 1)
    figure[.rightAnkle] = SIMD3(-50, 400, 1)
    figure[.leftWrist] = SIMD3(.nan, .infinity, 1)
    let picture = PoseMap.picture(of: [figure], width: 200, height: 300)
    #expect(picture[100, 40] == RGBA8(255, 0, 0))
  }

  @Test func `hands go around the colour wheel, faces are white points`() {
    var figure = PoseFigure()
    figure.leftHand = (0..<21).map { SIMD3(20 + 8 * Double($0), 60, 1) }
    figure.face = (0..<70).map { SIMD3(10 + 2 * Double($0), 150, $0 == 0 ? 0 : 1) }
    let picture = PoseMap.picture(of: [figure], width: 220, height: 200)
    #expect(picture[20, 60] == RGBA8(0, 0, 255))
    #expect(picture[24, 150] == RGBA8(255, 255, 255) && picture[8, 150] == RGBA8(0, 0, 0))
    let face = PoseMap.facePicture(of: [figure], width: 220, height: 200)
    #expect(colors(face) == [[0, 0, 0], [255, 255, 255]])
  }

  @Test func `the JSON is OpenPose's, to the letter`() throws {
    var figure = PoseFigure()
    figure[.nose] = SIMD3(100.5, 20.25, 1)
    figure[.neck] = SIMD3(-0.0001, 7, 0.5)
    let text = PoseFigure.json([figure], width: 512, height: 768)
    let zeros = Array(repeating: "0,0,0", count: 16).joined(separator: ",")
    #expect(
      text
        == "{\"version\":1.3,\"people\":[{\"person_id\":[-1],\"pose_keypoints_2d\":[100.5,20.25,1,"
        + "0,7,0.5,\(zeros)],\"face_keypoints_2d\":[],\"hand_left_keypoints_2d\":[],"
        + "\"hand_right_keypoints_2d\":[]}],\"canvas_height\":768,\"canvas_width\":512}\n")
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(value?["canvas_width"] as? Int == 512)
  }
}
