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
    let pixels = [Float](unsafeUninitializedCapacity: 4 * width * height) { target, count in
      picture.pixels.withUnsafeBytes { source in
        withUnsafeTemporaryAllocation(byteCount: 16 * sourceWidth, alignment: 16) { line in
          guard let source = source.baseAddress, let line = line.baseAddress,
            let output = UnsafeMutableRawPointer(target.baseAddress)
          else { return }
          for y in 0..<height {
            blendRows(of: source, for: y, into: line)
            blendColumns(of: line, into: output + 16 * y * width)
          }
        }
      }
      count = 4 * width * height
    }
    return PremultipliedPicture(width: width, height: height, pixels: pixels)
  }

  /// Writes the weighted sum of the source's rows for output row `y` into a line of the source's
  /// width: four pixels at a time, then one by one.
  private func blendRows(
    of source: UnsafeRawPointer, for y: Int, into line: UnsafeMutableRawPointer
  ) {
    let stride = 16 * sourceWidth
    let start = source + rows.starts[y] * stride
    rows.weights.withUnsafeBufferPointer { weights in
      let base = y * rows.count
      func sum<Lanes: SIMD<Float>>(at offset: Int, _: Lanes.Type) {
        var sum = Lanes.zero
        for tap in 0..<rows.count {
          let address = start + (offset + tap * stride)
          sum += address.loadUnaligned(as: Lanes.self) * weights[base + tap]
        }
        line.storeBytes(of: sum, toByteOffset: offset, as: Lanes.self)
      }
      var offset = 0
      while offset + 64 <= stride {
        sum(at: offset, SIMD16<Float>.self)
        offset += 64
      }
      while offset < stride {
        sum(at: offset, SIMD4<Float>.self)
        offset += 16
      }
    }
  }

  /// Writes a row of the output from a line of the source's width.
  private func blendColumns(of line: UnsafeRawPointer, into output: UnsafeMutableRawPointer) {
    let count = columns.count
    columns.weights.withUnsafeBufferPointer { weights in
      columns.starts.withUnsafeBufferPointer { starts in
        for x in 0..<width {
          let start = line + 16 * starts[x]
          let base = x * count
          // Two sums, so that one addition need not wait for the other.
          var (even, odd) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
          var tap = 0
          while tap + 1 < count {
            even += (start + 16 * tap).loadUnaligned(as: SIMD4.self) * weights[base + tap]
            odd += (start + 16 * tap + 16).loadUnaligned(as: SIMD4.self) * weights[base + tap + 1]
            tap += 2
          }
          if tap < count {
            even += (start + 16 * tap).loadUnaligned(as: SIMD4.self) * weights[base + tap]
          }
          var sum = even + odd
          let alpha = min(max(sum.w, 0), 1)
          sum.w = alpha
          sum.clamp(lowerBound: .zero, upperBound: SIMD4(repeating: alpha))
          output.storeBytes(of: sum, toByteOffset: 16 * x, as: SIMD4<Float>.self)
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
    // The kernel is 0 at its ends, so that one of two samples which both lie on an end is enough.
    let count = min(sourceCount, Int((2 * radius).rounded(.up)))
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
