internal import CharacterCore

/// A JSON value whose keys keep their order.
enum JSONText: Sendable {
  case string(String)
  case number(Double)
  case bool(Bool)
  case array([JSONText])
  case object([(String, JSONText)])

  func adding(_ key: String, _ value: JSONText) -> JSONText {
    guard case .object(let pairs) = self else { return self }
    return .object([(key, value)] + pairs)
  }

  /// The text (RFC 8259), indented by two spaces a level; short arrays and objects stay on a line.
  func rendered(indent: Int = 0) -> String {
    let flat = flat
    if flat.utf8.count + indent <= 96 { return flat }
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch self {
    case .array(let items):
      let lines = items.map { inner + $0.rendered(indent: indent + 2) }
      return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
    case .object(let pairs):
      let lines = pairs.map { key, value in
        inner + Self.quote(key) + ": " + value.rendered(indent: indent + 2)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
    default: return flat
    }
  }

  private var flat: String {
    switch self {
    case .string(let text): Self.quote(text)
    case .number(let value): Self.shortest(value)
    case .bool(let value): value ? "true" : "false"
    case .array(let items): "[" + items.map(\.flat).joined(separator: ", ") + "]"
    case .object(let pairs):
      "{" + pairs.map { Self.quote($0) + ": " + $1.flat }.joined(separator: ", ") + "}"
    }
  }

  /// The shortest text that reads back as the same number; whole numbers without a point.
  static func shortest(_ value: Double) -> String {
    value == value.rounded() && abs(value) <= 0x1p53 ? String(Int64(value)) : "\(value)"
  }

  /// A string in double quotes, valid in JSON and in YAML.
  static func quote(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}", "\u{feff}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension JSONText: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(dictionaryLiteral elements: (String, JSONText)...) { self = .object(elements) }
}
