internal import CharacterCore

/// Collects the complaints about one file.
final class Report {
  let source: SourceText
  private var found: [Diagnostic] = []
  private var left = 0
  /// More complaints than this are counted, not kept.
  static let limit = 100

  init(_ source: SourceText) { self.source = source }

  /// False once further complaints are only counted, so that nobody works on their wording.
  var isOpen: Bool { found.count < Self.limit }
  var hasErrors: Bool { found.contains { $0.severity == .error } }

  func error(_ place: Place, _ message: @autoclosure () -> String) {
    add(.error, place, message)
  }

  func warning(_ place: Place, _ message: @autoclosure () -> String) {
    add(.warning, place, message)
  }

  private func add(_ severity: Diagnostic.Severity, _ place: Place, _ message: () -> String) {
    guard isOpen else {
      left += 1
      return
    }
    found.append(
      Diagnostic(
        severity, at: location(place), message(), sourceLine: source.line(at: place)))
  }

  /// All complaints in the order of the file; those of one place in the order of their making.
  var diagnostics: [Diagnostic] {
    var result = found.enumerated().sorted { left, right in
      let (a, b) = (left.element.location, right.element.location)
      return (a.line, a.column, left.offset) < (b.line, b.column, right.offset)
    }.map(\.element)
    if left > 0, let last = result.last {
      result.append(Diagnostic(at: last.location, "\(left) more mistakes are not shown"))
    }
    return result
  }

  private func location(_ place: Place) -> SourceLocation {
    SourceLocation(file: source.file, line: place.line, column: place.column)
  }
}
