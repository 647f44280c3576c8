/// A value of a YAML document with its place: what the readers see of YAML.
struct YAMLNode: Sendable {
  enum Content: Sendable {
    /// `isPlain` is false where the text stands in quotes or in a block.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  let content: Content
  let place: Place

  /// The text of a scalar.
  var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// True for a key without a value, and for YAML's null.
  var isEmpty: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// What a message calls it.
  var description: String {
    switch content {
    case .scalar where isEmpty: "nothing"
    case .scalar(let text, _): quoted(text)
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}
