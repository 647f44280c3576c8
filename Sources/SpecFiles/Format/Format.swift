internal import CharacterCore

/// What is being read: the key's name, for messages, and where complaints go.
struct Site {
  let name: String
  let report: Report
}

/// How a value is written in a file: its JSON schema, and how it is read.
///
/// One declaration serves both, so that the schema cannot say anything else than the reader does.
struct Format<Value>: Sendable {
  let schema: Schema
  /// What a message says was expected, for instance "a number from 0 to 1".
  let expectation: String
  /// Reads a value, or reports why not and returns `nil`.
  let read: @Sendable (YAMLNode, Site) -> Value?

  init(
    _ schema: Schema, expecting expectation: String,
    read: @escaping @Sendable (YAMLNode, Site) -> Value?
  ) {
    self.schema = schema
    self.expectation = expectation
    self.read = read
  }

  /// A format made of one scalar's text; `parse` returns `nil` for text that it does not accept.
  ///
  /// `names` are the words that the author may have misspelt.
  init(
    _ schema: Schema, expecting expectation: String, names: [String] = [],
    parse: @escaping @Sendable (String, _ isPlain: Bool) -> Value?
  ) {
    self.init(schema, expecting: expectation) { node, site in
      guard case .scalar(let text, let isPlain) = node.content, !node.isEmpty else {
        site.report.error(
          node.place, "'\(site.name)' must be \(expectation), not \(node.description)")
        return nil
      }
      if let value = parse(text, isPlain) { return value }
      site.report.error(
        node.place, Self.complaint(text, isPlain, site.name, expectation, names, parse))
      return nil
    }
  }

  private static func complaint(
    _ text: String, _ isPlain: Bool, _ name: String, _ expectation: String, _ names: [String],
    _ parse: (String, Bool) -> Value?
  ) -> String {
    if let meant = Spelling.nearest(text, among: names) {
      return "'\(name)' cannot be \(quoted(text)); did you mean '\(meant)'?"
    }
    var hint = ""
    if !isPlain, parse(text, true) != nil {
      hint = "; leave the quotes out"
    } else if text.contains(","), parse(String(text.map { $0 == "," ? "." : $0 }), isPlain) != nil {
      hint = "; decimals have a point"
    }
    return "'\(name)' must be \(expectation), not \(quoted(text))\(hint)"
  }

  func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> Format<Other> {
    Format<Other>(schema, expecting: expectation) { node, site in
      read(node, site).map(transform)
    }
  }
}

extension Format where Value == Double {
  static func number(_ range: ClosedRange<Double>) -> Self {
    let limits = "\(JSONText.shortest(range.lowerBound)) to \(JSONText.shortest(range.upperBound))"
    return Format(.number(range), expecting: "a number from \(limits)") { text, isPlain in
      guard isPlain, let value = decimal(text), range.contains(value) else { return nil }
      return value
    }
  }

  /// YAML's decimal numbers: neither hexadecimal nor infinite nor not a number.
  static func decimal(_ text: String) -> Double? {
    let digits = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): true
      default: "+-.eE".utf8.contains(byte)
      }
    }
    guard digits, let value = Double(text), value.isFinite else { return nil }
    return value == 0 ? 0 : value
  }
}

extension Format where Value == UInt64 {
  static func integer(_ range: ClosedRange<UInt64>) -> Self {
    Format(
      .integer(range), expecting: "a whole number from \(range.lowerBound) to \(range.upperBound)"
    ) { text, isPlain in
      guard isPlain, let value = UInt64(text), range.contains(value) else { return nil }
      return value
    }
  }
}

extension Format where Value == Bool {
  static var boolean: Self {
    Format(.boolean, expecting: "true or false") { text, isPlain in
      isPlain ? ["true": true, "false": false][text.lowercased()] : nil
    }
  }
}

extension Format where Value == String {
  /// Text of one line without control characters.
  static func text(_ length: ClosedRange<Int>) -> Self {
    let limits = "\(length.lowerBound) to \(length.upperBound) characters"
    return Format(.text(length: length, pattern: nil), expecting: "text of \(limits) on one line") {
      text, _ in
      let scalars = text.unicodeScalars
      guard length.contains(scalars.count), scalars.first != " ", scalars.last != " ",
        scalars.allSatisfy({ $0.properties.generalCategory.isPrintable })
      else { return nil }
      return text
    }
  }
}

extension Unicode.GeneralCategory {
  fileprivate var isPrintable: Bool {
    switch self {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
    default: true
    }
  }
}

extension Format where Value: NamedChoice {
  /// One of the names, matched without regard to case, spaces, hyphens and underscores.
  static func choice(_: Value.Type = Value.self) -> Self {
    let titles = Value.allCases.map(\.title)
    return Format(.choice(titles), expecting: "one of " + Spelling.list(titles), names: titles) {
      text, _ in
      let folded = Spelling.folded(text)
      return Value.allCases.first { Spelling.folded($0.title) == folded }
    }
  }
}

extension Format {
  /// A colour by name or as `#rrggbb`, which stands in quotes since `#` begins a comment.
  static func color<Names: Palette>(_: Names.Type = Names.self) -> Self
  where Value == ColorChoice<Names> {
    let titles = Names.allCases.map(\.title)
    let schema = Schema.anyOf([
      .choice(titles), .text(length: 7...7, pattern: "^#[0-9a-fA-F]{6}$"),
    ])
    let expectation = "one of \(titles.joined(separator: ", ")), or a colour like \"#4a3020\""
    return Format(schema, expecting: expectation, names: titles) { text, _ in
      if let color = HexColor(text) { return .hex(color) }
      let folded = Spelling.folded(text)
      return Names.allCases.first { Spelling.folded($0.title) == folded }.map { .named($0) }
    }
  }

  /// A list; messages call an item by the name `title`.
  static func list<Item>(_ title: String, _ item: Format<Item>, _ count: ClosedRange<Int>) -> Self
  where Value == [Item] {
    let limits = "\(count.lowerBound) to \(count.upperBound)"
    return Format(.list(item.schema, count: count), expecting: "a list of \(limits) items") {
      node, site in
      guard case .sequence(let items) = node.content, count.contains(items.count) else {
        let found =
          if case .sequence(let items) = node.content { "\(items.count) items" } else {
            node.description
          }
        site.report.error(
          node.place, "'\(site.name)' must be a list of \(limits) items, not \(found)")
        return nil
      }
      let itemSite = Site(name: title, report: site.report)
      let values = items.compactMap { item.read($0, itemSite) }
      return values.count == items.count ? values : nil
    }
  }

  /// A mapping whose fields `body` reads, each by its own call; those calls are also the schema.
  static func mapping(_ body: @escaping @Sendable (Fields) -> Value) -> Self {
    let described = Fields.describing(body)
    return Format(.object(described), expecting: "a mapping") { node, site in
      Fields(node, site.name, site.report)?.reading(body)
    }
  }
}
