internal import Foundation

/// A joint's name as others write it, taken apart: CMU's, Mixamo's, MakeHuman's rigs, Unreal's, VRM's
/// and Poser's names among them.
struct JointName: Equatable {
  enum Side: Equatable { case left, right }

  /// `nil` on the midline.
  let side: Side?
  /// Letters and digits in lower case, without the side: `upleg`, `handindex1`.
  let part: String

  init(_ name: String) {
    // `mixamorig:LeftArm`, `Bip01 L Thigh`: what stands before is the rig's name.
    var rest = name[...]
    if let colon = rest.lastIndex(of: ":") { rest = rest[rest.index(after: colon)...] }
    var text = String(rest)
    for prefix in ["mixamorig", "Bip001", "Bip01", "DEF-", "ORG-"] where text.hasPrefix(prefix) {
      text = String(text.dropFirst(prefix.count))
      if prefix == "mixamorig" { text = String(text.drop { $0.isNumber }) }
    }
    let words = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    var side: Side?
    var kept: [String] = []
    for word in words {
      if side == nil, let found = Self.sides[word.lowercased()] {
        side = found
      } else {
        kept.append(word)
      }
    }
    var part = kept.joined()
    if side == nil {
      for (word, found) in [("left", Side.left), ("right", Side.right)] {
        if part.lowercased().hasPrefix(word) {
          (side, part) = (found, String(part.dropFirst(word.count)))
          break
        }
        if part.lowercased().hasSuffix(word) {
          (side, part) = (found, String(part.dropLast(word.count)))
          break
        }
      }
    }
    // `LThumb`, `lShldr`
    if side == nil, part.count > 2, let first = part.first,
      part.dropFirst().first?.isUppercase == true
    {
      switch first {
      case "L", "l": (side, part) = (.left, String(part.dropFirst()))
      case "R", "r": (side, part) = (.right, String(part.dropFirst()))
      default: break
      }
    }
    self.side = side
    self.part = part.lowercased()
  }

  private static let sides: [String: Side] = [
    "l": .left, "r": .right, "left": .left, "right": .right,
  ]

  /// The limbs' parts; where a joint has two names here, the first that a file has counts.
  static let limbs: [(Limb, [String])] = [
    (.upperLeg, ["upleg", "upperleg", "thigh", "upperleg01", "hip"]),
    (.lowerLeg, ["lowerleg", "leg", "shin", "calf", "lowerleg01", "knee"]),
    (.foot, ["foot", "ankle"]),
    (.toes, ["toebase", "toes", "toe", "toe0", "ball", "toe21", "toe11"]),
    (
      .upperArm,
      ["upperarm", "arm", "shldr", "upperarm01", "uparm", "shoulder02", "upperarm02"]
    ),
    (.lowerArm, ["lowerarm", "forearm", "lowerarm01", "elbow"]),
    (.hand, ["hand", "wrist"]),
    (.shoulder, ["clavicle", "collar", "collarbone", "shoulder"]),
  ]
  /// The second halves of limbs that a rig has in two parts: they carry the twist.
  static let secondHalves: [(Limb, String)] = [
    (.upperLeg, "upperleg02"), (.lowerLeg, "lowerleg02"), (.upperArm, "upperarm02"),
    (.lowerArm, "lowerarm02"),
  ]

  enum Limb: CaseIterable {
    case shoulder, upperArm, lowerArm, hand, upperLeg, lowerLeg, foot, toes
  }

  /// Which finger a name means (0 the thumb to 4 the little one) and which of its joints (0 next to
  /// the hand, 3 the tip).
  var finger: (finger: Int, joint: Int)? {
    var text = part[...]
    if text.hasPrefix("hand") { text = text.dropFirst(4) }
    if text.hasPrefix("finger"), text.count == 8 {
      let digits = text.utf8.suffix(2).map { Int($0) - 0x31 }
      return (0..<5).contains(digits[0]) && (0..<4).contains(digits[1])
        ? (digits[0], digits[1]) : nil
    }
    for (index, names) in Self.fingers.enumerated() {
      for name in names where text.hasPrefix(name) {
        let rest = String(text.dropFirst(name.count))
        if rest.isEmpty { return index == 0 ? (0, 0) : nil }
        let words = index == 0 ? ["metacarpal", "proximal", "distal"] : Self.phalanges
        if let joint = words.firstIndex(of: rest) { return (index, joint) }
        if let number = Int(rest), (1...4).contains(number) { return (index, number - 1) }
        return nil
      }
    }
    return nil
  }

  private static let fingers = [
    ["thumb"], ["index"], ["middle", "mid"], ["ring"], ["pinky", "little"],
  ]
  private static let phalanges = ["proximal", "intermediate", "distal"]
}
