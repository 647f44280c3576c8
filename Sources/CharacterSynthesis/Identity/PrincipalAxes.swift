/// The eigenvectors of a symmetric matrix, the largest eigenvalue first: cyclic Jacobi rotations (Golub and
/// Van Loan, Matrix Computations, 8.5).
struct PrincipalAxes {
  /// Eigenvalues, falling.
  let variances: [Double]
  /// Unit vectors in their order; the largest component of each is positive.
  let vectors: [[Double]]

  /// - Parameter matrix: symmetric, `size` rows of `size` numbers.
  init(of matrix: [Double], size: Int) {
    precondition(matrix.count == size * size)
    var a = matrix
    var v = [Double](repeating: 0, count: size * size)
    for index in 0..<size { v[index * size + index] = 1 }
    a.withUnsafeMutableBufferPointer { a in
      v.withUnsafeMutableBufferPointer { v in
        var sweeps = 0
        while sweeps < 30, Self.sweep(a, v, size) { sweeps += 1 }
      }
    }
    let order = (0..<size).sorted {
      (a[$1 * size + $1], $0) < (a[$0 * size + $0], $1)
    }
    variances = order.map { a[$0 * size + $0] }
    vectors = order.map { row in
      let vector = Array(v[row * size..<(row + 1) * size])
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      return largest < 0 ? vector.map { -$0 } : vector
    }
  }

  /// Rotates every pair of axes once; false where nothing was left to rotate. `v` holds the vectors as rows.
  private static func sweep(
    _ a: UnsafeMutableBufferPointer<Double>, _ v: UnsafeMutableBufferPointer<Double>, _ n: Int
  ) -> Bool {
    let scale = (0..<n).reduce(0) { max($0, abs(a[$1 * n + $1])) }
    var isChanged = false
    for p in 0..<max(n - 1, 0) {
      for q in p + 1..<n where abs(a[p * n + q]) > 1e-12 * scale {
        isChanged = true
        let theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
        let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<n {
          let (x, y) = (a[k * n + p], a[k * n + q])
          a[k * n + p] = c * x - s * y
          a[k * n + q] = s * x + c * y
        }
        for k in 0..<n {
          let (x, y) = (a[p * n + k], a[q * n + k])
          a[p * n + k] = c * x - s * y
          a[q * n + k] = s * x + c * y
          let (i, j) = (v[p * n + k], v[q * n + k])
          v[p * n + k] = c * i - s * j
          v[q * n + k] = s * i + c * j
        }
      }
    }
    return isChanged
  }
}
