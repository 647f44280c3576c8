internal import Foundation

/// A person as OpenPose sees one in a picture: points of body, face and hands in pixels.
///
/// A point is x, y and how sure its place is, 0...1; zeros throughout where it is not seen. *Left* and
/// *right* are the subject's own.
package struct PoseFigure: Sendable, Equatable {
  /// COCO's 18 points, in `Point` order.
  package var body: [SIMD3<Double>]
  /// Multi-PIE's 68 points and the pupils, right and left; empty where no face is seen.
  package var face: [SIMD3<Double>]
  /// Wrist, then thumb to little finger with four points each, from the palm outward; may be empty.
  package var leftHand, rightHand: [SIMD3<Double>]

  /// The body's points; eyes and ears are right before left.
  package enum Point: Int, CaseIterable, Sendable {
    case nose, neck
    case rightShoulder, rightElbow, rightWrist
    case leftShoulder, leftElbow, leftWrist
    case rightHip, rightKnee, rightAnkle
    case leftHip, leftKnee, leftAnkle
    case rightEye, leftEye, rightEar, leftEar
  }

  package static let faceCount = 70
  package static let handCount = 21

  package init(
    body: [SIMD3<Double>] = Array(repeating: .zero, count: Point.allCases.count),
    face: [SIMD3<Double>] = [], leftHand: [SIMD3<Double>] = [], rightHand: [SIMD3<Double>] = []
  ) {
    precondition(body.count == Point.allCases.count)
    precondition(face.isEmpty || face.count == Self.faceCount)
    precondition([leftHand, rightHand].allSatisfy { $0.isEmpty || $0.count == Self.handCount })
    (self.body, self.face) = (body, face)
    (self.leftHand, self.rightHand) = (leftHand, rightHand)
  }

  package subscript(point: Point) -> SIMD3<Double> {
    get { body[point.rawValue] }
    set { body[point.rawValue] = newValue }
  }

  /// The file of one frame, as OpenPose 1.3 and ControlNet's editors write it, for a picture of a size.
  package static func json(_ people: [PoseFigure], width: Int, height: Int) -> String {
    func list(_ points: [SIMD3<Double>]) -> String {
      "[" + points.flatMap { [$0.x, $0.y, $0.z].map(number) }.joined(separator: ",") + "]"
    }
    let figures = people.map { person in
      [
        "{\"person_id\":[-1]", "\"pose_keypoints_2d\":" + list(person.body),
        "\"face_keypoints_2d\":" + list(person.face),
        "\"hand_left_keypoints_2d\":" + list(person.leftHand),
        "\"hand_right_keypoints_2d\":" + list(person.rightHand) + "}",
      ].joined(separator: ",")
    }
    return "{\"version\":1.3,\"people\":[" + figures.joined(separator: ",")
      + "],\"canvas_height\":\(height),\"canvas_width\":\(width)}\n"
  }

  /// Thousandths, without zeros at the end or a sign on zero.
  private static func number(_ value: Double) -> String {
    let text = String(format: "%.3f", value)
    let short = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    let result = String(short.reversed())
    return result == "-0" || result.isEmpty ? "0" : result
  }
}
