/// The joints of the VRM 1.0 humanoid, parents before their children: the order of the body table.
package enum Joint: Int, CaseIterable, Sendable {
  case hips, spine, chest, upperChest, neck, head, jaw, leftEye, rightEye
  case leftShoulder, leftUpperArm, leftLowerArm, leftHand
  case leftThumbMetacarpal, leftThumbProximal, leftThumbDistal
  case leftIndexProximal, leftIndexIntermediate, leftIndexDistal
  case leftMiddleProximal, leftMiddleIntermediate, leftMiddleDistal
  case leftRingProximal, leftRingIntermediate, leftRingDistal
  case leftLittleProximal, leftLittleIntermediate, leftLittleDistal
  case leftUpperLeg, leftLowerLeg, leftFoot, leftToes
  case rightShoulder, rightUpperArm, rightLowerArm, rightHand
  case rightThumbMetacarpal, rightThumbProximal, rightThumbDistal
  case rightIndexProximal, rightIndexIntermediate, rightIndexDistal
  case rightMiddleProximal, rightMiddleIntermediate, rightMiddleDistal
  case rightRingProximal, rightRingIntermediate, rightRingDistal
  case rightLittleProximal, rightLittleIntermediate, rightLittleDistal
  case rightUpperLeg, rightLowerLeg, rightFoot, rightToes

  package static let count = allCases.count

  /// VRM's name, for instance `leftUpperArm`.
  package var name: String { String(describing: self) }

  /// The joint with this VRM name.
  package init?(name: some StringProtocol) {
    guard let joint = Self.named[String(name)] else { return nil }
    self = joint
  }

  private static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

  /// `nil` for the root, the hips.
  package var parent: Joint? {
    switch self {
    case .hips: nil
    case .spine, .leftUpperLeg, .rightUpperLeg: .hips
    case .jaw, .leftEye, .rightEye: .head
    case .neck, .leftShoulder, .rightShoulder: .upperChest
    case .leftThumbMetacarpal, .leftIndexProximal, .leftMiddleProximal, .leftRingProximal,
      .leftLittleProximal:
      .leftHand
    case .rightThumbMetacarpal, .rightIndexProximal, .rightMiddleProximal, .rightRingProximal,
      .rightLittleProximal:
      .rightHand
    default: Joint(rawValue: rawValue - 1)
    }
  }

  /// The joint on the other side of the body; itself on the midline.
  package var mirrored: Joint {
    let step = Self.rightShoulder.rawValue - Self.leftShoulder.rawValue
    switch self {
    case .leftEye: return .rightEye
    case .rightEye: return .leftEye
    default:
      if rawValue < Self.leftShoulder.rawValue { return self }
      let left = rawValue < Self.rightShoulder.rawValue
      return Joint(rawValue: left ? rawValue + step : rawValue - step) ?? self
    }
  }

  /// The end of a chain of joints, in the order of the body table.
  package enum Tip: Int, CaseIterable, Sendable {
    case leftThumb, leftIndex, leftMiddle, leftRing, leftLittle, leftToes
    case rightThumb, rightIndex, rightMiddle, rightRing, rightLittle, rightToes
    case headTop

    /// The name in the body table.
    var tableName: String { self == .headTop ? "headTop" : "\(self)Tip" }

    /// The joint that carries it.
    package var joint: Joint {
      switch self {
      case .leftThumb: .leftThumbDistal
      case .leftIndex: .leftIndexDistal
      case .leftMiddle: .leftMiddleDistal
      case .leftRing: .leftRingDistal
      case .leftLittle: .leftLittleDistal
      case .leftToes: .leftToes
      case .rightThumb: .rightThumbDistal
      case .rightIndex: .rightIndexDistal
      case .rightMiddle: .rightMiddleDistal
      case .rightRing: .rightRingDistal
      case .rightLittle: .rightLittleDistal
      case .rightToes: .rightToes
      case .headTop: .head
      }
    }
  }
}
