import CharacterCore
import Foundation
import SpecFiles
import Testing

/// A validator for the part of JSON Schema that the formats use; any other keyword is a complaint.
struct SchemaValidator {
  private let root: [String: Any]

  init(_ text: String) throws {
    root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  func complaints(about value: Any) -> [String] { check(value, root, "") }

  private func check(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
    var found: [String] = []
    func require(_ condition: Bool, _ what: String) {
      if !condition { found.append("\(path): \(what)") }
    }
    let number = value as? Double
    let text = value as? String
    for (keyword, rule) in schema {
      switch keyword {
      case "$schema", "$id", "title", "description": continue
      case "const": require(number == rule as? Double, "const")
      case "enum": require((rule as? [String] ?? []).contains(text ?? ""), "enum")
      case "minimum": require((number ?? -.infinity) >= (rule as? Double ?? .nan), "minimum")
      case "maximum": require((number ?? .infinity) <= (rule as? Double ?? .nan), "maximum")
      case "minLength":
        require((text ?? "").unicodeScalars.count >= rule as? Int ?? .max, "minLength")
      case "maxLength": require((text ?? "").unicodeScalars.count <= rule as? Int ?? 0, "maxLength")
      case "pattern":
        let hit = (text ?? "").range(of: rule as? String ?? "(", options: .regularExpression)
        require(hit != nil, "pattern")
      case "minItems": require((value as? [Any] ?? []).count >= rule as? Int ?? .max, "minItems")
      case "maxItems": require((value as? [Any] ?? []).count <= rule as? Int ?? -1, "maxItems")
      case "items":
        for item in value as? [Any] ?? [] {
          found += check(item, rule as? [String: Any] ?? [:], path + "[]")
        }
      case "required":
        for name in rule as? [String] ?? [] {
          require((value as? [String: Any])?[name] != nil, "needs \(name)")
        }
      case "properties", "additionalProperties": continue
      case "type":
        switch rule as? String {
        case "object": require(value is [String: Any], "type")
        case "array": require(value is [Any], "type")
        case "string": require(text != nil, "type")
        case "number": require(number != nil, "type")
        case "integer": require(number.map { $0 == $0.rounded() } ?? false, "type")
        case "boolean": require(value is Bool, "type")
        default: found.append("\(path): unknown type \(rule)")
        }
      case "anyOf":
        let options = rule as? [[String: Any]] ?? []
        require(options.contains { check(value, $0, path).isEmpty }, "anyOf")
      default: found.append("\(path): unknown keyword \(keyword)")
      }
    }
    guard let object = value as? [String: Any], schema["type"] as? String == "object" else {
      return found
    }
    let properties = schema["properties"] as? [String: Any] ?? [:]
    for (key, inner) in object {
      if let schema = properties[key] as? [String: Any] {
        found += check(inner, schema, path + "." + key)
      } else if let schema = schema["additionalProperties"] as? [String: Any] {
        found += check(inner, schema, path + "." + key)
      } else {
        require(false, "unknown key \(key)")
      }
    }
    return found
  }
}

/// A spec as JSON objects, by way of the canonical text: two spaces a level, one key a line.
enum JSONSpec {
  static func object(_ spec: CharacterSpec) throws -> [String: Any] {
    var lines = SpecWriter.write(spec).split(separator: "\n")[...]
    return try mapping(&lines, indent: 0)
  }

  private static func mapping(_ lines: inout ArraySlice<Substring>, indent: Int) throws -> [String:
    Any]
  {
    var result: [String: Any] = [:]
    while let line = lines.first {
      let lead = line.prefix { $0 == " " }.count
      guard lead == indent else { break }
      lines.removeFirst()
      let body = line.dropFirst(lead)
      let split = try #require(
        body.hasPrefix("\"")
          ? body.range(of: "\":")?.upperBound
          : body.firstIndex(of: ":").map { body.index(after: $0) })
      let key = body[..<split].dropLast()
      let name =
        key.hasPrefix("\"") ? try #require(try scalar(String(key)) as? String) : String(key)
      var rest = String(body[split...].drop { $0 == " " })
      while rest.hasPrefix("["), !rest.hasSuffix("]"), let next = lines.popFirst() {
        rest += next
      }
      result[name] =
        rest.isEmpty ? try mapping(&lines, indent: indent + 2) : try scalar(rest)
    }
    return result
  }

  private static func scalar(_ text: String) throws -> Any {
    if let number = Double(text) { return number }
    guard let first = text.first, "\"[{".contains(first) else { return text }
    return try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
  }
}
