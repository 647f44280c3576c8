/// Why a picture or a film could not be read or written.
public struct MediaError: Error, CustomStringConvertible, Sendable {
  /// What kind of trouble it is; more may be added.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// The file is not there.
    public static let missing = Code(description: "missing")
    /// The file is there, but what it holds is damaged or not what it should be.
    public static let damaged = Code(description: "damaged")
    /// The file asks for more memory than a picture may take.
    public static let tooLarge = Code(description: "too large")
    /// This build of the libraries cannot do it, or the container cannot hold it.
    public static let unsupported = Code(description: "unsupported")
    /// The settings contradict themselves or the frame.
    public static let settings = Code(description: "settings")
    /// The file cannot be written.
    public static let cannotWrite = Code(description: "cannot write")
  }

  public let code: Code
  /// One sentence that names the file, the value and, where there is one, the remedy.
  public let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
