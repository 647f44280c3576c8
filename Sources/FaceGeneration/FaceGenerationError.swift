package import CharacterCore

/// What can go wrong between a face's parameters and its picture.
public struct FaceGenerationError: Error, CustomStringConvertible, Sendable {
  /// The kind of a failure; new kinds may come.
  public struct Code: Hashable, Sendable {
    public let name: String
    public init(_ name: String) { self.name = name }

    /// A file that could not be opened, read or written.
    public static let fileAccess = Code("file access")
    /// A file whose content is not what its format or its reader asks for.
    public static let malformedFile = Code("malformed file")
    /// A parameter that the model cannot take.
    public static let invalidParameter = Code("invalid parameter")
  }

  public let code: Code
  /// One sentence that names the file or value, and the remedy where there is one.
  public let message: String
  /// The failure that lay under this one.
  public let underlying: (any Error)?

  public init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
    (self.code, self.message, self.underlying) = (code, message, underlying)
  }

  public var description: String {
    guard let underlying else { return message }
    return "\(message) (\(underlying))"
  }
}

extension FaceGenerationError: TensorFileError {
  package init(
    tensorFile problem: TensorFileProblem, _ message: String, underlying: (any Error)?
  ) {
    switch problem {
    case .access: self.init(.fileAccess, message, underlying: underlying)
    case .content: self.init(.malformedFile, message, underlying: underlying)
    }
  }
}

/// A file of weights or tables, as this room reads it.
package typealias WeightFile = TensorFile<FaceGenerationError>
