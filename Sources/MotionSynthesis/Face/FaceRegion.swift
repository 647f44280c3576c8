package import CharacterCore

/// A part of the face that one track moves.
///
/// Every blendshape belongs to exactly one region, so that nothing is driven twice: expressions drive
/// brows, eyes (the squint) and cheeks; they hold the mouth, which speech takes over, and the upper
/// lids, which blinks shut; gaze alone drives the `eyeLook` shapes.
package enum FaceRegion: Int, CaseIterable, Sendable {
  case brow, eye, lid, gaze, cheek, mouth

  package init(of shape: Blendshape) {
    switch shape {
    case .browDownLeft, .browDownRight, .browInnerUp, .browOuterUpLeft, .browOuterUpRight:
      self = .brow
    case .eyeSquintLeft, .eyeSquintRight: self = .eye
    case .eyeBlinkLeft, .eyeBlinkRight, .eyeWideLeft, .eyeWideRight: self = .lid
    case .eyeLookDownLeft, .eyeLookDownRight, .eyeLookInLeft, .eyeLookInRight, .eyeLookOutLeft,
      .eyeLookOutRight, .eyeLookUpLeft, .eyeLookUpRight:
      self = .gaze
    case .cheekPuff, .cheekSquintLeft, .cheekSquintRight, .noseSneerLeft, .noseSneerRight:
      self = .cheek
    case .jawForward, .jawLeft, .jawOpen, .jawRight, .mouthClose, .mouthDimpleLeft,
      .mouthDimpleRight, .mouthFrownLeft, .mouthFrownRight, .mouthFunnel, .mouthLeft,
      .mouthLowerDownLeft, .mouthLowerDownRight, .mouthPressLeft, .mouthPressRight, .mouthPucker,
      .mouthRight, .mouthRollLower, .mouthRollUpper, .mouthShrugLower, .mouthShrugUpper,
      .mouthSmileLeft, .mouthSmileRight, .mouthStretchLeft, .mouthStretchRight, .mouthUpperUpLeft,
      .mouthUpperUpRight, .tongueOut:
      self = .mouth
    }
  }

  /// The region of each channel, in `Blendshape` order.
  static let ofChannel: [FaceRegion] = Blendshape.allCases.map { FaceRegion(of: $0) }

  /// 1 for a shape of the subject's left half, -1 for the right, 0 for one that has no half or that
  /// moves the whole mouth or jaw aside.
  static let sideOfChannel: [Double] = Blendshape.allCases.map { shape in
    let aside: [Blendshape] = [.jawLeft, .jawRight, .mouthLeft, .mouthRight]
    guard shape.mirrored != shape, !aside.contains(shape) else { return 0 }
    return shape.name.hasSuffix("Left") ? 1 : -1
  }
}
