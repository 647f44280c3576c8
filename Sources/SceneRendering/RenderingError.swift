/// Why a picture could not be drawn.
public struct RenderingError: Error, CustomStringConvertible, Sendable {
  /// What kind of trouble it is; more may be added.
  public struct Code: Sendable, Hashable {
    private let name: String
    /// The picture would have more pixels than a picture may have.
    public static let tooLarge = Code(name: "too large")
    /// Cairo or Pango gave up.
    public static let library = Code(name: "library")
  }

  public let code: Code
  /// One sentence that names the value and, where there is one, the remedy.
  public let message: String

  package init(_ code: Code, _ message: String) { (self.code, self.message) = (code, message) }

  public var description: String { message }
}
