internal import CharacterCore

/// The text of a file, cut into lines as YAML counts them.
struct SourceText {
  let file: String
  private let lines: [String]

  /// Cuts at line feed, carriage return, both together, next line, and Unicode's two separators.
  init(file: String, text: String) {
    self.file = file
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in text.unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      switch scalar {
      case "\n" where afterReturn: continue
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
        lines.append(String(line))
        line = String.UnicodeScalarView()
      default: line.append(scalar)
      }
    }
    lines.append(String(line))
    self.lines = lines
  }

  /// Behind the last character.
  var end: Place {
    Place(line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
  }

  /// The line as a diagnostic shows it: without control characters, cut after 200 characters; `nil`
  /// where the place lies beyond the cut or the text.
  func line(at place: Place) -> String? {
    guard lines.indices.contains(place.line - 1) else { return nil }
    let scalars = lines[place.line - 1].unicodeScalars
    let limit = 200
    guard place.column <= limit else { return nil }
    return printable(scalars.prefix(limit)) + (scalars.count > limit ? "…" : "")
  }
}

/// A line and a column, both from 1; columns in Unicode scalars.
struct Place: Sendable, Hashable, Comparable {
  var line, column: Int
  static let start = Place(line: 1, column: 1)
  static func < (left: Place, right: Place) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// Text that is safe on a terminal: control characters other than the tab become U+FFFD.
func printable(_ scalars: some Sequence<UnicodeScalar>) -> String {
  var result = String.UnicodeScalarView()
  for scalar in scalars {
    switch scalar.properties.generalCategory {
    case .control where scalar != "\t", .format, .surrogate: result.append("\u{fffd}")
    default: result.append(scalar)
    }
  }
  return String(result)
}

/// A value from the file as a message quotes it: in quotes, at most 40 characters.
func quoted(_ text: String) -> String {
  let scalars = text.unicodeScalars
  let cut = scalars.count > 40
  return "'" + printable(scalars.prefix(cut ? 39 : 40)) + (cut ? "…" : "") + "'"
}
