package import CharacterCore

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
    /// A file that cannot be opened, read or written.
    public static let fileAccess = Code(name: "fileAccess")
    /// A file whose content is not what its format or its reader asks for.
    public static let malformedFile = Code(name: "malformedFile")
  }

  public let code: Code
  /// One sentence that names the value and the remedy.
  public let message: String
  /// The failure that lay under this one.
  public let underlying: (any Error)?

  public var description: String {
    guard let underlying else { return message }
    return "\(message) (\(underlying))"
  }

  init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
    (self.code, self.message, self.underlying) = (code, message, underlying)
  }
}

extension MotionSynthesisError: TensorFileError {
  package init(
    tensorFile problem: TensorFileProblem, _ message: String, underlying: (any Error)?
  ) {
    switch problem {
    case .access: self.init(.fileAccess, message, underlying: underlying)
    case .content: self.init(.malformedFile, message, underlying: underlying)
    }
  }
}
