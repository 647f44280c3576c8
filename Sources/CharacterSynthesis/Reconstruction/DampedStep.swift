/// Steps of Levenberg and Marquardt through a linear model that learns from each step (Broyden 1965).
///
/// The model says how an output of `rows` numbers moves with `columns` inputs; inputs are in standard
/// deviations, so that one damping serves all of them.
struct DampedStep: Sendable {
  private var model: [[Double]]
  /// The mean of the squared columns, which makes dampings comparable.
  private let scale: Double

  init(model: [[Double]]) {
    self.model = model
    let columns = model.first?.count ?? 1
    let energy = model.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }
    scale = max(energy / Double(max(columns, 1)), 1e-12)
  }

  /// The change of the inputs that brings the output nearest to moving by `wanted`, while it and the
  /// inputs stay small.
  ///
  /// - Parameters:
  ///   - inputs: where one stands; large inputs are held to be unlikely.
  ///   - damping: how much a change costs; `pull`: how much distance from 0 does.
  func step(toward wanted: [Double], from inputs: [Double], damping: Double, pull: Double)
    -> [Double]
  {
    let count = inputs.count
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var right = inputs.map { -pull * scale * $0 }
    for (row, goal) in zip(model, wanted) {
      for i in 0..<count {
        right[i] += row[i] * goal
        for j in 0...i { matrix[i][j] += row[i] * row[j] }
      }
    }
    for i in 0..<count { matrix[i][i] += (damping + pull) * scale }
    return Self.solve(matrix, right)
  }

  /// Makes the model agree with what a step really did.
  mutating func learn(step: [Double], moved: [Double]) {
    let length = step.reduce(0) { $0 + $1 * $1 }
    guard length > 1e-6 else { return }
    for index in model.indices {
      let expected = zip(model[index], step).reduce(0) { $0 + $1.0 * $1.1 }
      let surplus = (moved[index] - expected) / length
      for column in step.indices { model[index][column] += surplus * step[column] }
    }
  }

  /// Solves a symmetric positive definite system, given by its lower half (Cholesky).
  private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    let count = right.count
    var lower = matrix
    for i in 0..<count {
      for j in 0...i {
        var sum = lower[i][j]
        for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
        lower[i][j] = i == j ? max(sum, 1e-12).squareRoot() : sum / lower[j][j]
      }
    }
    var result = right
    for i in 0..<count {
      for k in 0..<i { result[i] -= lower[i][k] * result[k] }
      result[i] /= lower[i][i]
    }
    for i in (0..<count).reversed() {
      for k in (i + 1)..<max(count, i + 1) { result[i] -= lower[k][i] * result[k] }
      result[i] /= lower[i][i]
    }
    return result
  }
}
