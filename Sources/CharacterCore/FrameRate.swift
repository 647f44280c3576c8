/// Frames a second, as a ratio (24000/1001 for NTSC film).
public struct FrameRate: Sendable, Hashable, Codable {
  public let numerator: Int
  public let denominator: Int

  public init(_ numerator: Int, _ denominator: Int = 1) {
    precondition(numerator > 0 && denominator > 0)
    self.numerator = numerator
    self.denominator = denominator
  }

  public var framesPerSecond: Double { Double(numerator) / Double(denominator) }

  /// The time at which a frame begins, derived from its index and never accumulated.
  public func seconds(at frame: FrameIndex) -> Double {
    Double(frame.value * denominator) / Double(numerator)
  }

  /// How many whole frames fit into a time, rounded to the nearest.
  public func frames(in seconds: Double) -> Int {
    Int((seconds * framesPerSecond).rounded())
  }
}

/// A frame's place in a clip; the first is 0.
public struct FrameIndex: Sendable, Hashable, Comparable, Codable {
  public let value: Int
  public init(_ value: Int) { self.value = value }
  public static func < (left: FrameIndex, right: FrameIndex) -> Bool { left.value < right.value }
}
