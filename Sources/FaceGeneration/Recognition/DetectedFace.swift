package import CharacterCore

/// A face that the detector found.
package struct DetectedFace: Sendable, Equatable {
  /// Forehead to chin, ear to ear, as far as they are seen.
  package var box: FaceBox
  /// 0...1.
  package var score: Float
  package var points: FacePoints

  package init(box: FaceBox, score: Float, points: FacePoints) {
    (self.box, self.score, self.points) = (box, score, points)
  }

  /// The face in a picture that was seen through a transform.
  func mapped(by transform: SimilarityTransform) -> DetectedFace {
    let center = transform.apply(box.center)
    let (width, height) = (box.width * transform.scale, box.height * transform.scale)
    return DetectedFace(
      box: FaceBox(
        x: center.x - width / 2, y: center.y - height / 2, width: width, height: height),
      score: score,
      points: FacePoints(
        leftEye: transform.apply(points.leftEye), rightEye: transform.apply(points.rightEye),
        nose: transform.apply(points.nose), leftMouth: transform.apply(points.leftMouth),
        rightMouth: transform.apply(points.rightMouth)))
  }

  /// Each face once, as the surest look saw it; the surest first.
  static func distinct(_ faces: [DetectedFace]) -> [DetectedFace] {
    // Equal scores keep the order in which they were found.
    let order = faces.indices.sorted {
      faces[$0].score != faces[$1].score ? faces[$0].score > faces[$1].score : $0 < $1
    }
    var kept: [DetectedFace] = []
    for index in order where !kept.contains(where: { $0.isSame(as: faces[index]) }) {
      kept.append(faces[index])
    }
    return kept
  }

  /// Whether two looks saw the same face: at the same place, or, at scales whose boxes differ, with
  /// the same eyes, nose and mouth.
  private func isSame(as other: DetectedFace) -> Bool {
    if box.overlap(other.box) >= 0.4 { return true }
    let apart = zip(points.all, other.points.all).reduce(Float(0)) { sum, pair in
      let way = pair.0 - pair.1
      return sum + (way * way).sum().squareRoot() / 5
    }
    return apart < 0.25 * max(points.interocular, other.points.interocular)
  }

  /// Those that are no part of another. What looks like a face in a face of twice its area or more, or at
  /// its very edge, belongs to that: an ear, a bearded mouth, a chin in hard light.
  static func whole(_ faces: [DetectedFace]) -> [DetectedFace] {
    faces.filter { part in
      !faces.contains { whole in
        let (box, center) = (whole.box, part.box.center)
        let edge = 0.1 * box.width
        return part.box.area < 0.5 * box.area
          && (box.x - edge...box.x + box.width + edge).contains(center.x)
          && (box.y...box.y + box.height).contains(center.y)
      }
    }
  }
}
