/// A facial blendshape of ARKit's face model, in the order of the head shape table.
///
/// Raw values index `ExpressionWeights` and the table's `expression` tensor. Names are Apple's
/// (`ARFaceAnchor.BlendShapeLocation`); *left* and *right* are the subject's own.
public enum Blendshape: Int, CaseIterable, Sendable {
  case browDownLeft, browDownRight, browInnerUp, browOuterUpLeft, browOuterUpRight
  case cheekPuff, cheekSquintLeft, cheekSquintRight
  case eyeBlinkLeft, eyeBlinkRight, eyeLookDownLeft, eyeLookDownRight, eyeLookInLeft, eyeLookInRight
  case eyeLookOutLeft, eyeLookOutRight, eyeLookUpLeft, eyeLookUpRight
  case eyeSquintLeft, eyeSquintRight, eyeWideLeft, eyeWideRight
  case jawForward, jawLeft, jawOpen, jawRight
  case mouthClose, mouthDimpleLeft, mouthDimpleRight, mouthFrownLeft, mouthFrownRight, mouthFunnel
  case mouthLeft, mouthLowerDownLeft, mouthLowerDownRight, mouthPressLeft, mouthPressRight
  case mouthPucker, mouthRight, mouthRollLower, mouthRollUpper, mouthShrugLower, mouthShrugUpper
  case mouthSmileLeft, mouthSmileRight, mouthStretchLeft, mouthStretchRight
  case mouthUpperUpLeft, mouthUpperUpRight
  case noseSneerLeft, noseSneerRight
  case tongueOut

  /// ARKit's name, for instance `mouthSmileLeft`.
  public var name: String { String(describing: self) }

  /// The blendshape with this name, matched without regard to case, as writers of Live Link files
  /// disagree about the first letter.
  public init?(name: some StringProtocol) {
    guard let found = Self.byLowercasedName[name.lowercased()] else { return nil }
    self = found
  }

  /// The same movement on the other side of the face; a single shape is its own mirror image.
  public var mirrored: Blendshape { Self.mirror[rawValue] }

  private static let byLowercasedName = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.name.lowercased(), $0) })

  private static let mirror: [Blendshape] = allCases.map { shape in
    let name = shape.name
    for (side, other) in [("Left", "Right"), ("Right", "Left")] where name.hasSuffix(side) {
      return Blendshape(name: name.dropLast(side.count) + other) ?? shape
    }
    return shape
  }
}

/// How strongly each of ARKit's 52 blendshapes acts, 0 (not at all) to 1 (fully).
public struct ExpressionWeights: Sendable, Equatable {
  /// The weights in `Blendshape` order; always 52 of them.
  public private(set) var values: [Float]

  /// A neutral face.
  public static let neutral = ExpressionWeights()

  public init() { values = [Float](repeating: 0, count: Blendshape.allCases.count) }

  public init(_ weights: KeyValuePairs<Blendshape, Float>) {
    self.init()
    for (shape, weight) in weights { values[shape.rawValue] = weight }
  }

  public subscript(shape: Blendshape) -> Float {
    get { values[shape.rawValue] }
    set { values[shape.rawValue] = newValue }
  }

  /// Every weight brought into 0...1.
  public func clamped() -> ExpressionWeights { map { min(max($0, 0), 1) } }

  /// The weights of the mirrored face.
  public func mirrored() -> ExpressionWeights {
    var result = ExpressionWeights()
    for shape in Blendshape.allCases { result[shape.mirrored] = self[shape] }
    return result
  }

  public func map(_ transform: (Float) -> Float) -> ExpressionWeights {
    var result = self
    for index in values.indices { result.values[index] = transform(values[index]) }
    return result
  }

  public static func + (left: ExpressionWeights, right: ExpressionWeights) -> ExpressionWeights {
    var result = left
    for index in result.values.indices { result.values[index] += right.values[index] }
    return result
  }

  public static func * (left: ExpressionWeights, right: Float) -> ExpressionWeights {
    left.map { $0 * right }
  }
}

extension ExpressionWeights: Codable {
  /// Written as an object of the weights that are not zero, by ARKit name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: AnyCodingKey.self)
    for shape in Blendshape.allCases where self[shape] != 0 {
      try container.encode(self[shape], forKey: AnyCodingKey(shape.name))
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AnyCodingKey.self)
    self.init()
    for key in container.allKeys {
      guard let shape = Blendshape(name: key.stringValue) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "'\(key.stringValue)' is not one of ARKit's 52 blendshapes")
      }
      self[shape] = try container.decode(Float.self, forKey: key)
    }
  }
}

/// A coding key made from any string.
struct AnyCodingKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(_ string: String) { stringValue = string }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}
