internal import Foundation

/// Text files in which the program remembers values: YAML with the keys in the order that their type
/// declares, one value a line, so that a change shows as a few lines in version control.
package enum RecordFile {
  /// A value as text.
  ///
  /// - Parameter note: a comment for the file's beginning.
  /// - Throws: `EncodingError` for a number that is not finite.
  package static func write(_ value: some Encodable, note: String) throws -> String {
    var lines = note.isEmpty ? [] : note.split(separator: "\n").map { "# \($0)" }
    lines += RecordText.lines(try RecordEncoder.encode(value))
    return lines.joined(separator: "\n") + "\n"
  }

  /// A value from text, under the same limits as a spec.
  package static func read<Value: Decodable & Sendable>(
    _ bytes: some Collection<UInt8>, file: String, as: Value.Type
  ) -> Reading<Value> {
    SpecFile.readDocument(bytes, file: file) { root, report in
      do {
        return try JSONDecoder().decode(Value.self, from: Data(RecordTree(root).json.utf8))
      } catch let error as DecodingError {
        let (path, problem) = Self.describe(error)
        report.error(Self.place(of: path, in: root), problem)
      } catch {
        report.error(root.place, "it cannot be read: \(error.localizedDescription)")
      }
      return nil
    }
  }

  /// The values in which two YAML texts differ, in the order of the first: path, its value there, its
  /// value here; `nil` where it is not given. What cannot be read counts as empty.
  package static func difference(
    _ first: String, _ second: String
  ) -> [(path: String, first: String?, second: String?)] {
    func leaves(_ text: String) -> [(path: String, text: String)] {
      YAMLDocument.parse(text, Report(SourceText(file: "", text: text))).map {
        RecordTree($0).leaves
      } ?? []
    }
    let (before, after) = (leaves(first), leaves(second))
    let old = Dictionary(before.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
    let new = Dictionary(after.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
    let changed = before.filter { new[$0.path] != $0.text }.map {
      ($0.path, Optional($0.text), new[$0.path])
    }
    let added = after.filter { old[$0.path] == nil }.map {
      ($0.path, String?.none, Optional($0.text))
    }
    return changed + added
  }

  private static func describe(_ error: DecodingError) -> ([any CodingKey], String) {
    switch error {
    case .keyNotFound(let key, let context):
      (context.codingPath, "'\(key.stringValue)' is missing")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      (context.codingPath, "this value is of another kind than '\(name(context))' takes")
    case .dataCorrupted(let context):
      (context.codingPath, "'\(name(context))' cannot take this: \(context.debugDescription)")
    @unknown default: ([], "it cannot be read")
    }
  }

  private static func name(_ context: DecodingError.Context) -> String {
    context.codingPath.last { $0.intValue == nil }?.stringValue ?? "the file"
  }

  private static func place(of path: [any CodingKey], in root: YAMLNode) -> Place {
    var node = root
    for key in path {
      switch node.content {
      case .mapping(let pairs):
        guard let next = pairs.first(where: { $0.key.text == key.stringValue })?.value else {
          return node.place
        }
        node = next
      case .sequence(let items):
        guard let index = key.intValue, items.indices.contains(index) else { return node.place }
        node = items[index]
      case .scalar: return node.place
      }
    }
    return node.place
  }
}
