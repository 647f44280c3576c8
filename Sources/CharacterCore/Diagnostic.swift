/// A place in a text file; lines and columns count from 1, columns in Unicode scalars.
public struct SourceLocation: Sendable, Hashable {
  public let file: String
  public let line: Int
  public let column: Int
  public init(file: String, line: Int, column: Int) {
    (self.file, self.line, self.column) = (file, line, column)
  }
}

/// One complaint about an author's file, printed as a compiler prints it.
public struct Diagnostic: Sendable, Hashable {
  public enum Severity: String, Sendable { case error, warning }

  public let severity: Severity
  public let location: SourceLocation
  /// One sentence that names the value and, where there is one, the remedy.
  public let message: String
  /// The line of the file that it is about, without its line break; `nil` where there is none.
  public let sourceLine: String?

  public init(
    _ severity: Severity = .error, at location: SourceLocation, _ message: String,
    sourceLine: String? = nil
  ) {
    self.severity = severity
    self.location = location
    self.message = message
    self.sourceLine = sourceLine
  }

  /// `file:line:column: error: message`, the line, and a caret under the column.
  public var rendered: String {
    var text =
      "\(location.file):\(location.line):\(location.column): \(severity.rawValue): \(message)"
    if let sourceLine {
      let lead = sourceLine.unicodeScalars.prefix(location.column - 1).map {
        $0 == "\t" ? "\t" : " "
      }
      text += "\n\(sourceLine)\n\(lead.joined())^"
    }
    return text
  }
}
