internal import CharacterCore
internal import Foundation

/// Scales pictures of one size to another with a separable filter, its weights worked out once.
///
/// When a picture shrinks, the kernel widens with it, so that nothing aliases (Turkowski 1990). At
/// the edges the taps that fall outside are left out and the rest made to sum to 1. Each output
/// pixel is summed in one fixed order: the same input gives the same bits.
public struct Resampler: Sendable {
  /// The reconstruction kernel.
  public enum Filter: Sendable {
    /// Three-lobed windowed sinc: the sharpest; overshoots a little at hard edges.
    case lanczos3
    /// Mitchell and Netravali 1988 with B = C = 1/3: softer, with hardly any overshoot.
    case mitchell
  }

  public let sourceWidth, sourceHeight: Int
  public let width, height: Int
  private let columns, rows: Taps

  /// - Parameter region: the part of the source to scale, in its pixels; all of it by default.
  public init(
    sourceWidth: Int, sourceHeight: Int, region: Rectangle? = nil, width: Int, height: Int,
    filter: Filter = .lanczos3
  ) {
    precondition(sourceWidth > 0 && sourceHeight > 0 && width > 0 && height > 0)
    (self.sourceWidth, self.sourceHeight) = (sourceWidth, sourceHeight)
    (self.width, self.height) = (width, height)
    let part =
      region ?? Rectangle(x: 0, y: 0, width: Double(sourceWidth), height: Double(sourceHeight))
    columns = Taps(
      from: part.x, length: part.width, of: sourceWidth, to: width, filter: filter)
    rows = Taps(from: part.y, length: part.height, of: sourceHeight, to: height, filter: filter)
  }

  /// The scaled picture; overshoot is clamped, so that colours stay within their alpha.
  public func resample(_ picture: PremultipliedPicture) -> PremultipliedPicture {
    precondition(picture.width == sourceWidth && picture.height == sourceHeight)
    let pixels = picture.pixels.withUnsafeBytes { source in
      withUnsafeTemporaryAllocation(byteCount: 16 * sourceWidth, alignment: 16) { line in
        [Float](unsafeUninitializedCapacity: 4 * width * height) { target, initialized in
          let output = UnsafeMutableRawBufferPointer(target)
          for y in 0..<height {
            blendRows(of: source, for: y, into: line)
            blendColumns(of: UnsafeRawBufferPointer(line), into: output, row: y)
          }
          initialized = 4 * width * height
        }
      }
    }
    return PremultipliedPicture(width: width, height: height, pixels: pixels)
  }

  /// The weighted sum of the source's rows for output row `y`.
  private func blendRows(
    of source: UnsafeRawBufferPointer, for y: Int, into line: UnsafeMutableRawBufferPointer
  ) {
    let start = rows.starts[y]
    let weights = rows.weights
    weights.withUnsafeBufferPointer { weights in
      let base = y * rows.count
      for x in 0..<sourceWidth {
        var sum = SIMD4<Float>.zero
        var offset = 16 * (start * sourceWidth + x)
        for tap in 0..<rows.count {
          sum += weights[base + tap] * source.loadUnaligned(fromByteOffset: offset, as: SIMD4.self)
          offset += 16 * sourceWidth
        }
        line.storeBytes(of: sum, toByteOffset: 16 * x, as: SIMD4<Float>.self)
      }
    }
  }

  private func blendColumns(
    of line: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, row: Int
  ) {
    let count = columns.count
    columns.weights.withUnsafeBufferPointer { weights in
      columns.starts.withUnsafeBufferPointer { starts in
        for x in 0..<width {
          var sum = SIMD4<Float>.zero
          let start = 16 * starts[x]
          for tap in 0..<count {
            sum +=
              weights[x * count + tap]
              * line.loadUnaligned(fromByteOffset: start + 16 * tap, as: SIMD4.self)
          }
          let alpha = min(max(sum.w, 0), 1)
          sum.w = alpha
          sum.clamp(lowerBound: .zero, upperBound: SIMD4(repeating: alpha))
          output.storeBytes(of: sum, toByteOffset: 16 * (row * width + x), as: SIMD4<Float>.self)
        }
      }
    }
  }
}

/// Which source samples make each output sample of one axis, and with what weights.
private struct Taps: Sendable {
  /// Taps for each output sample.
  let count: Int
  /// The first source sample of each output sample.
  let starts: [Int]
  /// `count` weights for each output sample, summing to 1.
  let weights: [Float]

  init(
    from origin: Double, length: Double, of sourceCount: Int, to targetCount: Int,
    filter: Resampler.Filter
  ) {
    let scale = length / Double(targetCount)
    // Wider than a sample when shrinking.
    let spread = max(1, scale)
    let radius = filter.radius * spread
    let count = min(sourceCount, Int((2 * radius).rounded(.up)) + 1)
    var starts: [Int] = []
    var weights: [Float] = []
    for index in 0..<targetCount {
      let center = origin + (Double(index) + 0.5) * scale - 0.5
      let first = min(max(Int((center - radius).rounded(.up)), 0), sourceCount - count)
      var row = (0..<count).map { filter.value((Double(first + $0) - center) / spread) }
      let sum = row.reduce(0, +)
      if abs(sum) < 1e-6 {
        // The sample lies outside of the source: its nearest one stands in.
        row = (0..<count).map {
          $0 == min(max(Int(center.rounded()) - first, 0), count - 1) ? 1 : 0
        }
      } else {
        row = row.map { $0 / sum }
      }
      starts.append(first)
      weights += row.map { Float($0) }
    }
    (self.count, self.starts, self.weights) = (count, starts, weights)
  }
}

extension Resampler.Filter {
  /// Where the kernel ends, in samples.
  fileprivate var radius: Double {
    switch self {
    case .lanczos3: 3
    case .mitchell: 2
    }
  }

  fileprivate func value(_ offset: Double) -> Double {
    let x = abs(offset)
    switch self {
    case .lanczos3:
      if x >= 3 { return 0 }
      if x < 1e-9 { return 1 }
      return 3 * sin(.pi * x) * sin(.pi * x / 3) / (.pi * .pi * x * x)
    case .mitchell:
      if x >= 2 { return 0 }
      if x >= 1 { return (-7.0 / 3 * x * x * x + 12 * x * x - 20 * x + 32.0 / 3) / 6 }
      return (7 * x * x * x - 12 * x * x + 16.0 / 3) / 6
    }
  }
}
