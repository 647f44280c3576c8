package import CharacterCore

/// The mouth that makes each sound.
package enum VisemeShapes {
  /// The mouth and jaw weights of a viseme, spoken clearly.
  package static func weights(of viseme: Viseme) -> ExpressionWeights {
    switch viseme {
    case .silence: .neutral
    case .pp:
      ExpressionWeights(both: [
        .mouthPressLeft: 0.46, .mouthRollLower: 0.24, .mouthRollUpper: 0.24,
      ])
    case .ff:
      ExpressionWeights(both: [.mouthRollLower: 0.52, .mouthUpperUpLeft: 0.26, .jawOpen: 0.06])
    case .th:
      ExpressionWeights(both: [.jawOpen: 0.16, .mouthLowerDownLeft: 0.22, .mouthUpperUpLeft: 0.06])
    case .dd:
      ExpressionWeights(both: [
        .jawOpen: 0.12, .mouthLowerDownLeft: 0.22, .mouthUpperUpLeft: 0.1, .mouthStretchLeft: 0.08,
      ])
    case .kk:
      ExpressionWeights(both: [.jawOpen: 0.2, .mouthLowerDownLeft: 0.14, .mouthStretchLeft: 0.08])
    case .ch:
      ExpressionWeights(both: [
        .mouthFunnel: 0.46, .jawOpen: 0.1, .mouthUpperUpLeft: 0.22, .mouthLowerDownLeft: 0.3,
      ])
    case .ss:
      ExpressionWeights(both: [
        .mouthStretchLeft: 0.2, .mouthLowerDownLeft: 0.32, .mouthUpperUpLeft: 0.14, .jawOpen: 0.05,
      ])
    case .nn:
      ExpressionWeights(both: [.jawOpen: 0.1, .mouthLowerDownLeft: 0.18, .mouthUpperUpLeft: 0.08])
    case .rr:
      ExpressionWeights(both: [.mouthFunnel: 0.32, .mouthPucker: 0.16, .jawOpen: 0.14])
    case .aa:
      ExpressionWeights(both: [.jawOpen: 0.48, .mouthLowerDownLeft: 0.2, .mouthUpperUpLeft: 0.1])
    case .e:
      ExpressionWeights(both: [
        .jawOpen: 0.28, .mouthStretchLeft: 0.22, .mouthLowerDownLeft: 0.26, .mouthUpperUpLeft: 0.14,
        .mouthSmileLeft: 0.08,
      ])
    case .ih:
      ExpressionWeights(both: [
        .jawOpen: 0.18, .mouthStretchLeft: 0.32, .mouthLowerDownLeft: 0.28, .mouthUpperUpLeft: 0.12,
      ])
    case .oh: ExpressionWeights(both: [.jawOpen: 0.34, .mouthFunnel: 0.56])
    case .ou: ExpressionWeights(both: [.mouthPucker: 0.7, .mouthFunnel: 0.28, .jawOpen: 0.08])
    }
  }

  /// How much a sound holds its shape against its neighbours': closed lips must close, a throat sound
  /// takes whatever mouth it finds (Cohen and Massaro 1993).
  static func dominance(of viseme: Viseme) -> Double {
    switch viseme {
    case .pp, .ff: 2.2
    case .ou, .oh, .ch: 1.4
    case .aa, .e, .ih, .ss, .rr: 1
    case .th, .dd, .nn: 0.7
    case .kk: 0.5
    case .silence: 1
    }
  }
}
