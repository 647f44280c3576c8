package import CharacterCore

/// What came of reading a file: the value, unless the file has errors, and every complaint.
package struct Reading<Value: Sendable>: Sendable {
  package let value: Value?
  /// In the order of the file.
  package let diagnostics: [Diagnostic]
}

extension Reading: Equatable where Value: Equatable {}

/// The files of this room: YAML documents that begin with `mien: 1`.
enum SpecFile {
  static let version = 1

  /// Parses the bytes and reads the root mapping with `format`.
  static func read<Value: Sendable>(
    _ bytes: some Collection<UInt8>, file: String, title: String,
    _ body: (Fields, Report) -> Value?
  ) -> Reading<Value> {
    readDocument(bytes, file: file) { root, report in
      Fields(root, title, report).flatMap { fields in fields.reading { body($0, report) } }
    }
  }

  /// Parses the bytes and reads the document's root with `body`.
  static func readDocument<Value: Sendable>(
    _ bytes: some Collection<UInt8>, file: String, _ body: (YAMLNode, Report) -> Value?
  ) -> Reading<Value> {
    guard bytes.count <= YAMLDocument.sizeLimit else {
      return refusal(
        file,
        "the file has more than \(YAMLDocument.sizeLimit) bytes; a character or a reel is a page of text"
      )
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return refusal(
        file, "not UTF-8 text: this byte does not belong there", at: invalidPlace(Array(bytes)))
    }
    let content =
      text.unicodeScalars.first == "\u{feff}" ? String(text.unicodeScalars.dropFirst()) : text
    let report = Report(SourceText(file: file, text: content))
    let value = YAMLDocument.parse(content, report).flatMap { body($0, report) }
    return Reading(value: report.hasErrors ? nil : value, diagnostics: report.diagnostics)
  }

  /// The format's version, the first field of every file.
  static func readVersion(_ fields: Fields) {
    let format = Format<UInt64>(
      .constant(version), expecting: "\(version), the version of the format"
    ) {
      text, isPlain in
      isPlain ? UInt64(text).flatMap { $0 == UInt64(version) ? $0 : nil } : nil
    }
    _ = fields.read("mien", "The version of the format.", format, isRequired: true)
  }

  private static func refusal<Value>(
    _ file: String, _ message: String, at place: Place = .start
  ) -> Reading<Value> {
    let location = SourceLocation(file: file, line: place.line, column: place.column)
    return Reading(value: nil, diagnostics: [Diagnostic(at: location, message)])
  }

  /// The first byte that breaks UTF-8.
  private static func invalidPlace(_ bytes: [UInt8]) -> Place {
    var place = Place.start
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      if scalar == "\n" {
        place = Place(line: place.line + 1, column: 1)
      } else {
        place.column += 1
      }
    }
    return place
  }
}
