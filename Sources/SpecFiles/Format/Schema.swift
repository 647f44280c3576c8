internal import CharacterCore

/// What a value of a file may be, as JSON Schema (draft 2020-12) says it.
indirect enum Schema: Sendable {
  case constant(Int)
  case boolean
  case number(ClosedRange<Double>)
  case integer(ClosedRange<UInt64>)
  case text(length: ClosedRange<Int>, pattern: String?)
  case choice([String])
  case list(Schema, count: ClosedRange<Int>)
  /// A mapping with these fields and no others.
  case object([Field])
  /// A mapping of values of one kind; `keys` are its possible keys, or `nil` for any name.
  case table(keys: [String]?, value: Schema)
  case anyOf([Schema])

  /// A key of a mapping.
  struct Field: Sendable {
    let name: String
    let about: String
    let schema: Schema
    let isRequired: Bool
  }

  var json: JSONText {
    switch self {
    case .constant(let value): ["const": .number(Double(value))]
    case .boolean: ["type": "boolean"]
    case .number(let range):
      [
        "type": "number", "minimum": .number(range.lowerBound),
        "maximum": .number(range.upperBound),
      ]
    case .integer(let range):
      [
        "type": "integer", "minimum": .number(Double(range.lowerBound)),
        "maximum": .number(Double(range.upperBound)),
      ]
    case .text(let length, let pattern):
      .object(
        [
          ("type", "string"), ("minLength", .number(Double(length.lowerBound))),
          ("maxLength", .number(Double(length.upperBound))),
        ] + (pattern.map { [("pattern", .string($0))] } ?? []))
    case .choice(let names): ["enum": .array(names.map { .string($0) })]
    case .list(let item, let count):
      [
        "type": "array", "items": item.json, "minItems": .number(Double(count.lowerBound)),
        "maxItems": .number(Double(count.upperBound)),
      ]
    case .object(let fields): Self.json(of: fields)
    case .table(nil, let value): ["type": "object", "additionalProperties": value.json]
    case .table(let keys?, let value):
      [
        "type": "object", "properties": .object(keys.map { ($0, value.json) }),
        "additionalProperties": false,
      ]
    case .anyOf(let kinds): ["anyOf": .array(kinds.map(\.json))]
    }
  }

  private static func json(of fields: [Field]) -> JSONText {
    let properties = fields.map { field in
      (field.name, field.schema.json.adding("description", .string(field.about)))
    }
    let required = fields.filter(\.isRequired).map { JSONText.string($0.name) }
    return .object(
      [("type", "object"), ("properties", .object(properties))]
        + (required.isEmpty ? [] : [("required", .array(required))])
        + [("additionalProperties", false)])
  }
}
