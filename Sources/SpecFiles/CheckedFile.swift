package import CharacterCore

/// What `mien check` can check.
package enum CheckedFile: Sendable {
  case character(Reading<CharacterSpec>)
  case reel(Reading<Reel>)

  package var diagnostics: [Diagnostic] {
    switch self {
    case .character(let reading): reading.diagnostics
    case .reel(let reading): reading.diagnostics
    }
  }

  /// Reads the bytes as a reel where a line begins with `reel:` or `beats:`, else as a character.
  package init(
    _ bytes: some Collection<UInt8>, file: String, spec: SpecReader, reel: ReelReader
  ) {
    if bytes.count <= YAMLDocument.sizeLimit, Self.isReel(Array(bytes)) {
      self = .reel(reel.read(bytes, file: file))
    } else {
      self = .character(spec.read(bytes, file: file))
    }
  }

  private static func isReel(_ bytes: [UInt8]) -> Bool {
    bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
      .contains { line in
        ["reel:", "beats:"].contains { line.starts(with: $0.utf8) }
      }
  }
}

extension Diagnostic {
  /// Diagnostics as JSON, for editors: an array of objects with `file`, `line`, `column`,
  /// `severity` and `message`.
  package static func json(_ diagnostics: [Diagnostic]) -> String {
    JSONText.array(
      diagnostics.map { diagnostic in
        [
          "file": .string(diagnostic.location.file),
          "line": .number(Double(diagnostic.location.line)),
          "column": .number(Double(diagnostic.location.column)),
          "severity": .string(diagnostic.severity.rawValue), "message": .string(diagnostic.message),
        ]
      }
    ).rendered() + "\n"
  }
}
