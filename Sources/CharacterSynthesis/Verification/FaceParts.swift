internal import CharacterCore

/// What the detector takes for a small face within a face, such as a chin in hard light.
enum FaceParts {
  /// The most that a part's box has of the area of the face that it belongs to.
  static let share: Float = 0.5

  /// Faces less those whose middle lies in a face twice their size or more.
  static func removed(from faces: [FoundFace]) -> [FoundFace] {
    func area(_ face: FoundFace) -> Float { face.box.width * face.box.height }
    return faces.filter { part in
      !faces.contains { whole in
        let (box, center) = (whole.box, part.box.center)
        return area(part) < share * area(whole)
          && (box.x...box.x + box.width).contains(center.x)
          && (box.y...box.y + box.height).contains(center.y)
      }
    }
  }
}
