public import CharacterCore
internal import MotionSynthesis
internal import SceneRendering

/// The expression sheet of a character: each feeling subtle and full, from the left, the front and
/// the right.
public struct ExpressionSheet: Sendable {
  /// The expressions that become rows; the standard ones are neutral, the six basic emotions
  /// (Ekman 1992) and contempt.
  public var expressions: [String]
  public var strengths: [Double] = [0.5, 1]
  /// Degrees; positive turns the nose to the picture's right.
  public var yaws: [Double] = [-35, 0, 35]

  public init(expressions: [String] = Self.standardExpressions) { self.expressions = expressions }

  public static let standardExpressions = [
    "neutral", "happy", "sad", "angry", "afraid", "disgusted", "surprised", "contempt",
  ]

  /// The states of the sheet's cells, row by row.
  public func states(of character: ResolvedCharacter, light: LightRig) throws -> [FaceState] {
    let performer = Performer(character)
    return try expressions.flatMap { expression in
      try strengths.flatMap { strength in
        let weights = try performer.pose(of: [WeightedExpression(expression, strength)])
        return yaws.map { state(weights, yaw: $0, of: character, light) }
      }
    }
  }

  /// Lays pictures of `states` out as a labelled grid.
  public func layOut(_ pictures: [Raster], of character: ResolvedCharacter) throws -> Raster {
    let columns = strengths.flatMap { strength in
      yaws.map { yaw in "\(Int((strength * 100).rounded())) %   \(Int(yaw))°" }
    }
    let perRow = columns.count
    precondition(pictures.count == perRow * expressions.count)
    let rows = expressions.enumerated().map { index, name in
      ContactSheet.Row(
        name, pictures[index * perRow..<(index + 1) * perRow].map { ContactSheet.Cell($0) })
    }
    return try ContactSheet(
      title: character.name,
      subtitle: "\(Int(character.age.rounded())) years, seed \(character.seed)", columns: columns,
      rows: rows, footer: "Mien \(Version.current): a synthetic person", cellWidth: 224,
      cellHeight: 224
    ).render()
  }

  /// The head turns less than the camera goes round: eyes stay on the camera.
  private func state(
    _ weights: ExpressionWeights, yaw: Double, of character: ResolvedCharacter, _ light: LightRig
  ) -> FaceState {
    let gaze = (-yaw).clamped(to: -28...28)
    var expression = weights
    expression[.eyeLookOutLeft] = Float(max(gaze, 0) / 35)
    expression[.eyeLookInRight] = expression[.eyeLookOutLeft]
    expression[.eyeLookInLeft] = Float(max(-gaze, 0) / 35)
    expression[.eyeLookOutRight] = expression[.eyeLookInLeft]
    return FaceState(
      expression: expression, gazeYaw: gaze, view: HeadView(yaw: yaw),
      torsoCounter: character.face.torsoCounter, light: light)
  }
}
