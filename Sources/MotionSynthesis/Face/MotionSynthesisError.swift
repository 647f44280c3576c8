/// Why a motion cannot be made.
public struct MotionSynthesisError: Error, CustomStringConvertible, Sendable {
  /// The kind of failure; more kinds may come.
  public struct Code: Sendable, Hashable {
    let name: String
    /// A beat names an expression that is neither a preset nor the character's own.
    public static let unknownExpression = Code(name: "unknownExpression")
    /// A number in the reel is not finite, or a duration is not positive.
    public static let invalidReel = Code(name: "invalidReel")
    /// The reel has more frames than one performance holds.
    public static let reelTooLong = Code(name: "reelTooLong")
  }

  public let code: Code
  /// One sentence that names the value and the remedy.
  public let message: String
  public var description: String { message }

  init(_ code: Code, _ message: String) { (self.code, self.message) = (code, message) }
}
