public import CharacterCore

/// How much of a score an expression costs: scores fall when a face laughs or shuts its eyes, and that
/// says nothing about who it is.
///
/// The loss is taken to be a sum over regions of the face, each with a rate times how far the region
/// is from the neutral face.
public struct ExpressionCost: Sendable, Equatable, Codable {
  public var brows, lids, cheeks, jaw, mouth: Double
  /// The most that is ever made up for, so that no stranger is laughed into the family.
  public static let limit = 0.1

  public static let none = ExpressionCost(rates: [0, 0, 0, 0, 0])

  init(rates: [Double]) {
    (brows, lids, cheeks, jaw, mouth) = (rates[0], rates[1], rates[2], rates[3], rates[4])
  }

  private var rates: [Double] { [brows, lids, cheeks, jaw, mouth] }

  /// What an expression costs beside the neutral one, 0...`limit`.
  public func loss(of expression: ExpressionWeights, beside neutral: ExpressionWeights) -> Double {
    let amounts = Self.amounts(expression, neutral)
    let sum = zip(rates, amounts).reduce(0) { $0 + $1.0 * $1.1 }
    return min(max(sum, 0), Self.limit)
  }

  /// How far each region is from neutral: the root of the sum of squares over its channels.
  static func amounts(_ expression: ExpressionWeights, _ neutral: ExpressionWeights) -> [Double] {
    var squares = [Double](repeating: 0, count: 5)
    for shape in Blendshape.allCases {
      guard let region = region(of: shape) else { continue }
      let apart = Double(expression[shape] - neutral[shape])
      squares[region] += apart * apart
    }
    return squares.map { $0.squareRoot() }
  }

  /// Rates that explain losses best, none of them negative (least squares with a small ridge, one
  /// rate at a time until they settle).
  init(fitting samples: [(amounts: [Double], loss: Double)]) {
    var rates = [Double](repeating: 0, count: 5)
    for _ in 0..<200 {
      for region in 0..<5 {
        var (top, bottom) = (0.0, 1e-2)
        for sample in samples {
          let others = (0..<5).reduce(0) {
            $1 == region ? $0 : $0 + rates[$1] * sample.amounts[$1]
          }
          top += sample.amounts[region] * (sample.loss - others)
          bottom += sample.amounts[region] * sample.amounts[region]
        }
        rates[region] = max(0, top / bottom)
      }
    }
    self.init(rates: rates)
  }

  private static func region(of shape: Blendshape) -> Int? {
    let name = shape.name
    if name.hasPrefix("brow") { return 0 }
    if name.hasPrefix("eyeLook") { return nil }
    if name.hasPrefix("eye") { return 1 }
    if name.hasPrefix("cheek") || name.hasPrefix("nose") { return 2 }
    return name.hasPrefix("jaw") ? 3 : 4
  }
}
