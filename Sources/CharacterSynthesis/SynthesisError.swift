/// What went wrong between a spec and its picture, in one sentence that names the file and a remedy.
public struct SynthesisError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; each has its exit code on the command line.
  public struct Code: Sendable, Equatable {
    private let name: String
    /// A file's contents cannot be used.
    public static let badInput = Code(name: "badInput")
    /// A file is not there or cannot be read.
    public static let missingInput = Code(name: "missingInput")
    /// A file cannot be written, or exists already.
    public static let cannotWrite = Code(name: "cannotWrite")
    /// Work was stopped before its end.
    public static let cancelled = Code(name: "cancelled")
  }

  public let code: Code
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
