/// Why a file could not be read at all; what is wrong inside one is a list of diagnostics instead.
public struct SpecFileError: Error, CustomStringConvertible, Sendable {
  /// The kind of a failure; new kinds may come.
  public struct Code: Hashable, Sendable {
    private let name: String
    /// There is no such file.
    public static let missing = Code(name: "missing")
    /// It is there, but it is a folder or may not be read.
    public static let unreadable = Code(name: "unreadable")
  }

  public let code: Code
  /// One sentence that names the file.
  public let message: String

  init(_ code: Code, _ message: String) { (self.code, self.message) = (code, message) }

  public var description: String { message }
}
