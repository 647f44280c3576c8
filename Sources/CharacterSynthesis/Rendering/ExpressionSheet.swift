public import CharacterCore
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
    try expressions.flatMap { expression in
      try strengths.flatMap { strength in
        try yaws.map { yaw in
          try StillPose([WeightedExpression(expression, strength)], head: SIMD3(yaw, 0, 0))
            .state(of: character, light: light)
        }
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
}
