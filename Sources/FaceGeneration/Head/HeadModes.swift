/// A linear model of many numbers: a mean and directions that are added to it with weights.
struct HeadModes: Sendable {
  /// Numbers in a direction.
  let count: Int
  /// The directions one after another.
  private let values: [Float]

  var number: Int { count == 0 ? 0 : values.count / count }

  /// Joins the directions of two parts: each direction is that of `first`, then that of `second`.
  init(number: Int, first: [Float], second: [Float] = []) {
    precondition(number > 0 && first.count % number == 0 && second.count % number == 0)
    let (a, b) = (first.count / number, second.count / number)
    count = a + b
    if b == 0 {
      values = first
      return
    }
    var joined: [Float] = []
    joined.reserveCapacity(first.count + second.count)
    for mode in 0..<number {
      joined += first[mode * a..<(mode + 1) * a]
      joined += second[mode * b..<(mode + 1) * b]
    }
    values = joined
  }

  /// One direction.
  func mode(_ index: Int) -> [Float] { Array(values[index * count..<(index + 1) * count]) }

  /// Adds the directions, each with its weight, to `sum`; a direction of weight 0 costs nothing.
  func add(_ weights: [Float], to sum: inout [Float]) {
    precondition(sum.count == count && weights.count <= number)
    sum.withUnsafeMutableBufferPointer { sum in
      values.withUnsafeBufferPointer { values in
        for (mode, weight) in weights.enumerated() where weight != 0 {
          let start = mode &* count
          for index in 0..<count { sum[index] += weight * values[start &+ index] }
        }
      }
    }
  }
}
