public import CharacterCore

/// A character with nothing left open: what a spec and its seed make together.
public struct ResolvedCharacter: Sendable, Equatable, Codable {
  public var name: String
  public var seed: UInt64
  public var face: FaceParameters
  public var temperament: Temperament
  public var body: Body
  public var expression: Expression

  /// Numbers of the body; sliders as the body table has them.
  public struct Body: Sendable, Equatable, Codable {
    /// Metres.
    public var height: Double
    /// 0 thin to 1 heavy.
    public var build: Double
    /// 0 slack to 1 muscular.
    public var muscle: Double
  }

  /// How the face moves.
  public struct Expression: Sendable, Equatable, Codable {
    /// What the face shows when nothing happens.
    public var resting: ExpressionWeights
    /// A factor for each blendshape, in `Blendshape` order.
    public var gain: [Double]
    /// How unevenly the halves move: 0 not at all, 0.5 as most people's, 1 a lot.
    public var asymmetry: Double
    public var named: [NamedExpression]

    /// The factors by blendshape.
    public var gains: [Blendshape: Double] {
      Dictionary(uniqueKeysWithValues: zip(Blendshape.allCases, gain))
    }

    /// The character's own expressions by name.
    public var customExpressions: [String: ExpressionWeights] {
      Dictionary(named.map { ($0.name, $0.weights) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Years.
  public var age: Double { face.head.ageYears }
  /// Presentation: 0 female to 1 male.
  public var sex: Double { face.head.sex }
  /// The source of every chance in how this character moves.
  public var motion: RandomStream { RandomStream(seed: seed).stream("motion") }
}
