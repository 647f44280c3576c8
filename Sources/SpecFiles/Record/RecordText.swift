internal import Foundation

/// Lays a tree out as YAML.
enum RecordText {
  private static let width = 98

  /// The lines of a tree that stands at the left margin.
  static func lines(_ tree: RecordTree) -> [String] { block(tree, indent: "") }

  private static func block(_ tree: RecordTree, indent: String) -> [String] {
    switch tree {
    case .map(let pairs): pairs.flatMap { entry(key($0.key) + ":", $0.value, indent: indent) }
    case .list(let items):
      items.flatMap { item -> [String] in
        guard case .map(let pairs) = item, !pairs.isEmpty else {
          return entry("-", item, indent: indent)
        }
        var lines = block(item, indent: indent + "  ")
        lines[0] = indent + "- " + lines[0].dropFirst(indent.count + 2)
        return lines
      }
    default: [indent + flat(tree)]
    }
  }

  /// `lead` and what follows it, on its line or below.
  private static func entry(_ lead: String, _ tree: RecordTree, indent: String) -> [String] {
    let inner = indent + "  "
    switch tree {
    case .map(let pairs) where !pairs.isEmpty:
      return [indent + lead] + block(tree, indent: inner)
    case .list(let items) where !items.isEmpty:
      guard items.allSatisfy(\.isLeaf) else {
        return [indent + lead] + block(tree, indent: inner)
      }
      let line = "\(indent)\(lead) \(flat(tree))"
      return line.utf8.count <= width ? [line] : wrapped(items, lead: indent + lead, inner)
    case .text(let text) where isParagraph(text):
      return ["\(indent)\(lead) |"]
        + text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
          $0.isEmpty ? "" : inner + $0
        }
    default: return ["\(indent)\(lead) \(flat(tree))"]
    }
  }

  /// A long list, as many values on a line as it takes.
  private static func wrapped(_ items: [RecordTree], lead: String, _ indent: String) -> [String] {
    var lines = [lead + " ["]
    var line = ""
    for (index, item) in items.enumerated() {
      let text = flat(item) + (index + 1 < items.count ? "," : "]")
      if !line.isEmpty, indent.utf8.count + line.utf8.count + 1 + text.utf8.count > width {
        lines.append(indent + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + text
    }
    return lines + [indent + line]
  }

  private static func flat(_ tree: RecordTree) -> String {
    switch tree {
    case .literal(let text): text
    case .text(let text): isPlain(text) ? text : quoted(text)
    case .list(let items): "[" + items.map(flat).joined(separator: ", ") + "]"
    case .map(let pairs):
      "{" + pairs.map { key($0.key) + ": " + flat($0.value) }.joined(separator: ", ") + "}"
    }
  }

  private static func key(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  /// `&` and `*` are escaped, as the reader takes a pair of them for an anchor and its alias.
  private static func quoted(_ text: String) -> String {
    JSONText.quote(text).replacing("&", with: "\\u0026").replacing("*", with: "\\u002a")
  }

  /// Letters, digits and a few signs, not to be taken for anything but text.
  private static func isPlain(_ text: String) -> Bool {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    guard let first = text.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic,
      !words.contains(text.lowercased())
    else { return false }
    let isSimple = text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789 ._/+-".contains(Character(scalar)))
    }
    return isSimple && text.last != " " && text.utf8.count <= 80
  }

  /// Several lines of text that a block can hold as they are.
  private static func isParagraph(_ text: String) -> Bool {
    text.hasSuffix("\n") && !text.hasPrefix(" ") && !text.hasPrefix("\n") && !text.hasSuffix("\n\n")
      && !(text.contains("&") && text.contains("*"))
      && text.unicodeScalars.allSatisfy { scalar in
        scalar == "\n"
          || scalar.properties.generalCategory != .control
            && scalar != "\u{2028}" && scalar != "\u{2029}" && scalar != "\u{feff}"
      }
  }
}
