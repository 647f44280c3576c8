internal import Foundation

/// The few functions of the C library that the vocabulary needs, and the curves that rooms share.
public enum Math {
  public static func log(_ x: Double) -> Double { Foundation.log(x) }
  public static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  public static func sin(_ x: Double) -> Double { Foundation.sin(x) }
  public static func cos(_ x: Double) -> Double { Foundation.cos(x) }

  /// 0 at `start`, 1 at `end`, with level ends between (3u² - 2u³); `start` may lie above `end`.
  public static func smoothstep<T: BinaryFloatingPoint>(_ start: T, _ end: T, _ x: T) -> T {
    let u = min(max((x - start) / (end - start), 0), 1)
    return u * u * (3 - 2 * u)
  }

  public static func mix<T: BinaryFloatingPoint>(_ a: T, _ b: T, _ share: T) -> T {
    a + (b - a) * share
  }

  /// Piecewise linear interpolation through `(xs[i], ys[i])`, constant outside; `xs` ascend.
  public static func interpolate<T: BinaryFloatingPoint>(_ x: T, _ xs: [T], _ ys: [T]) -> T {
    guard let last = xs.last, x < last else { return ys[ys.count - 1] }
    guard x > xs[0], let upper = xs.firstIndex(where: { $0 > x }) else { return ys[0] }
    return mix(ys[upper - 1], ys[upper], (x - xs[upper - 1]) / (xs[upper] - xs[upper - 1]))
  }
}
