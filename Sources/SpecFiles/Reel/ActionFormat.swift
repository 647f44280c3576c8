internal import CharacterCore

/// How a beat says what the body does: `action: wave`, `action: wave left`,
/// `action: {wave: {side: left, strength: 0.6, times: 3}}`, and `to: [0, 3]` beside one that goes.
enum ActionFormat {
  private typealias Known = BodyAction.Known

  /// Reads `action` and `to`; `known` are the names that may be used, `nil` where any may.
  static func read(_ fields: Fields, known: [String]?) -> BodyAction? {
    var action = fields.read(
      "action",
      "What the body does: a name, a name and a side (wave left), or {wave: {strength: 0.6}}.",
      format(known))
    let destination = fields.read(
      "to", "Where to go, metres from the start of the reel: to the character's left, and ahead.",
      place)
    guard let destination, let key = fields.place(of: "to") else { return action }
    if action == nil, fields.place(of: "action") == nil {
      fields.report.error(key, "'to' needs an 'action' that goes there, such as walk")
    } else if let found = action?.known, !found.isLocomotion {
      let going = Known.allCases.filter(\.isLocomotion).map(\.title)
      fields.report.error(
        key, "'\(found.title)' goes nowhere; 'to' belongs to \(Spelling.list(going))")
    }
    action?.destination = destination
    return action
  }

  /// `[left, ahead]`.
  private static let place = Format<[Double]>.list("coordinate", .number(-100...100), 2...2)
    .map { SIMD2($0[0], $0[1]) }

  private static func format(_ known: [String]?) -> Format<BodyAction> {
    let titles = known ?? Known.allCases.map(\.title)
    let options = Known.allCases.map { known in
      let fields = Fields.describing { Self.options(of: BodyAction(known.title), $0) }
      return Schema.Field(
        name: known.title, about: "How it is done.", schema: .object(fields), isRequired: false)
    }
    let schema = Schema.anyOf([
      .choice(Known.allCases.map(\.title)), .text(length: 1...60, pattern: nil), .object(options),
    ])
    let text = Format<String>.text(1...60)
    return Format(schema, expecting: "a name such as wave, or {wave: {side: left}}") { node, site in
      if case .mapping(let pairs) = node.content {
        return mapped(pairs, at: node, among: titles, site)
      }
      guard let typed = text.read(node, site) else { return nil }
      if let action = named(typed, among: titles) {
        guard action.side == nil || allows(.side, action) else {
          site.report.error(node.place, "'\(action.name)' has no side")
          return nil
        }
        return action
      }
      if known == nil { return BodyAction(typed) }
      site.report.error(node.place, complaint(typed, among: titles, site))
      return nil
    }
  }

  /// `{wave: {side: left}}`.
  private static func mapped(
    _ pairs: [(key: YAMLNode, value: YAMLNode)], at node: YAMLNode, among titles: [String],
    _ site: Site
  ) -> BodyAction? {
    guard pairs.count == 1, let pair = pairs.first else {
      site.report.error(
        pairs.dropFirst().first?.key.place ?? node.place,
        "'\(site.name)' must have one action with its options, like {wave: {side: left}}, not "
          + "\(pairs.count)")
      return nil
    }
    guard let typed = pair.key.text, !pair.key.isEmpty else {
      site.report.error(pair.key.place, "a key must be a name, not \(pair.key.description)")
      return nil
    }
    guard let action = named(typed, among: titles) else {
      site.report.error(pair.key.place, complaint(typed, among: titles, site))
      return nil
    }
    guard !pair.value.isEmpty else { return action }
    guard action.known?.options.contains(where: { $0 != .to }) ?? true else {
      site.report.error(pair.value.place, "'\(action.name)' has no options")
      return nil
    }
    return Fields(pair.value, action.name, site.report)?.reading { options(of: action, $0) }
  }

  private static func options(of action: BodyAction, _ fields: Fields) -> BodyAction {
    var action = action
    func read<Value>(_ option: Known.Option, _ about: String, _ format: Format<Value>) -> Value? {
      allows(option, action) ? fields.read(option.rawValue, about, format) : nil
    }
    action.side = read(.side, "The character's own side.", .choice())
    action.strength = read(.strength, "0 hinted at to 1 with all one's heart.", .number(0...1))
    action.tempo = read(.tempo, "A factor on the speed.", .number(0.5...2)) ?? 1
    action.times = read(.times, "How often it is repeated.", .integer(1...20)).map(Int.init)
    action.turn = read(
      .by, "Degrees to turn, positive to the character's left.", .number(-360...360))
    return action
  }

  /// Motions that were brought along take any option.
  private static func allows(_ option: Known.Option, _ action: BodyAction) -> Bool {
    action.known?.options.contains(option) ?? true
  }

  /// The action of a name, with a side after it or without.
  private static func named(_ typed: String, among titles: [String]) -> BodyAction? {
    if let name = title(typed, among: titles) { return BodyAction(name) }
    let words = typed.split(separator: " ")
    guard words.count > 1, let last = words.last,
      let name = title(words.dropLast().joined(separator: " "), among: titles)
    else { return nil }
    if name == Known.turn.title, last.lowercased() == "around" {
      return BodyAction(name, turn: 180)
    }
    guard let side = BodyAction.Side(rawValue: last.lowercased()) else { return nil }
    return BodyAction(name, side: side)
  }

  private static func title(_ typed: String, among titles: [String]) -> String? {
    let folded = Spelling.folded(typed)
    if let title = titles.first(where: { Spelling.folded($0) == folded }) { return title }
    return Known.allCases.first { known in
      titles.contains(known.title) && known.synonyms.contains { Spelling.folded($0) == folded }
    }?.title
  }

  private static func complaint(
    _ typed: String, among titles: [String], _ site: Site
  ) -> String {
    var words = typed.split(separator: " ").map(String.init)
    let side = words.last.flatMap { BodyAction.Side(rawValue: $0.lowercased()) }
    if words.count > 1, side != nil { words.removeLast() }
    let candidates = [typed, words.joined(separator: " "), words.first ?? typed]
    for word in candidates {
      guard let meant = Spelling.nearest(word, among: titles) else { continue }
      let ending = side.map { " \($0)" } ?? ""
      return "'\(site.name)' cannot be \(quoted(typed)); did you mean '\(meant)\(ending)'?"
    }
    return "there is no action \(quoted(typed)); use one of \(Spelling.list(titles))"
  }
}
