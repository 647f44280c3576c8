/// A record's values in their order, between Swift and YAML.
indirect enum RecordTree: Sendable, Equatable {
  /// A number, `true`, `false` or `null`, as it is written.
  case literal(String)
  case text(String)
  case list([RecordTree])
  case map([(key: String, value: RecordTree)])

  static func == (left: RecordTree, right: RecordTree) -> Bool {
    switch (left, right) {
    case (.literal(let a), .literal(let b)): a == b
    case (.text(let a), .text(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.map(let a), .map(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }

  /// The values at the tree's ends with the paths to them, for instance `face.hair.style`.
  var leaves: [(path: String, text: String)] {
    switch self {
    case .literal(let text): [("", text)]
    case .text(let text): [("", text)]
    case .list(let items):
      items.allSatisfy(\.isLeaf)
        ? [("", "[" + items.map { $0.leaves[0].text }.joined(separator: ", ") + "]")]
        : items.enumerated().flatMap { index, item in
          item.leaves.map { ("[\(index)]" + ($0.path.isEmpty ? "" : "." + $0.path), $0.text) }
        }
    case .map(let pairs):
      pairs.flatMap { key, value in
        value.leaves.map { leaf in
          (
            leaf.path.isEmpty || leaf.path.hasPrefix("[") ? key + leaf.path : "\(key).\(leaf.path)",
            leaf.text
          )
        }
      }
    }
  }

  var isLeaf: Bool {
    switch self {
    case .literal, .text: true
    case .list, .map: false
    }
  }

  /// What a YAML document holds; a plain scalar that is a number, a truth value or nothing is literal.
  init(_ node: YAMLNode) {
    switch node.content {
    case .scalar(let text, let isPlain):
      self = isPlain && Self.isLiteral(text) ? .literal(text.isEmpty ? "null" : text) : .text(text)
    case .sequence(let items): self = .list(items.map(RecordTree.init))
    case .mapping(let pairs):
      self = .map(pairs.map { ($0.key.text ?? "", RecordTree($0.value)) })
    }
  }

  /// True for what JSON and YAML both read as something else than text.
  static func isLiteral(_ text: String) -> Bool {
    if ["", "null", "true", "false"].contains(text) { return true }
    var digits = text.utf8[...]
    if digits.first == UInt8(ascii: "-") { digits.removeFirst() }
    guard let first = digits.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
      first != UInt8(ascii: "0") || digits.count == 1
        || [UInt8(ascii: "."), UInt8(ascii: "e")].contains(digits.dropFirst().first ?? 0)
    else { return false }
    return Double(text)?.isFinite == true
      && digits.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "-"), UInt8(ascii: "+")]
            .contains(byte)
      }
  }

  /// The tree as JSON.
  var json: String {
    switch self {
    case .literal(let text): text
    case .text(let text): JSONText.quote(text)
    case .list(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
    case .map(let pairs):
      "{" + pairs.map { JSONText.quote($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
    }
  }
}
