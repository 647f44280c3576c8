internal import CharacterCore

/// How a beat says what the body does: `action: wave`, `action: wave left`,
/// `action: {wave: {side: left, strength: 0.6, times: 3}}`, and `to: [0, 3]` beside one that goes; or
/// `action: {bvh: dance.bvh}`, a motion that the reel brings along.
enum ActionFormat {
  private typealias Known = BodyAction.Known

  /// Reads `action` and `to`.
  static func read(_ fields: Fields, _ names: ReelReader) -> BodyAction? {
    var action = fields.read(
      "action",
      "What the body does: a name, a name and a side (wave left), {wave: {strength: 0.6}}, or "
        + "{bvh: dance.bvh}.",
      format(names))
    let destination = fields.read(
      "to", "Where to go, metres from the start of the reel: to the character's left, and ahead.",
      place)
    guard let destination, let key = fields.place(of: "to") else { return action }
    if action == nil, fields.place(of: "action") == nil {
      fields.report.error(key, "'to' needs an 'action' that goes there, such as walk")
    } else if let action, action.motion != nil {
      fields.report.error(key, "\(quoted(action.name)) goes where it went; leave 'to' out")
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

  private static func format(_ names: ReelReader) -> Format<BodyAction> {
    let known = names.actions
    let titles = known ?? Known.allCases.map(\.title)
    let options = Known.allCases.map { known in
      let fields = Fields.describing { Self.options(of: BodyAction(known.title), $0) }
      return Schema.Field(
        name: known.title, about: "How it is done.", schema: .object(fields), isRequired: false)
    }
    let motion = Schema.Field(
      name: capture, about: "A captured motion's file, beside the reel.",
      schema: .anyOf([
        path.schema, .object(Fields.describing { captured(in: $0, names) }),
      ]), isRequired: false)
    let schema = Schema.anyOf([
      .choice(Known.allCases.map(\.title)), .text(length: 1...60, pattern: nil),
      .object(options + [motion]),
    ])
    let text = Format<String>.text(1...60)
    return Format(schema, expecting: "a name such as wave, or {wave: {side: left}}") { node, site in
      if case .mapping(let pairs) = node.content {
        if pairs.count == 1, let pair = pairs.first, pair.key.text.map(Spelling.folded) == capture {
          return captured(pair.value, names, site)
        }
        return mapped(pairs, at: node, among: titles, site)
      }
      if let file = node.text, file.lowercased().hasSuffix(".bvh"), file.count <= 60 {
        return captured(node, names, site)
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

  // MARK: Motions that are brought along

  private static let capture = "bvh"
  private static let path = Format<String>.text(1...240)

  /// `dance.bvh`, or `{file: dance.bvh, from: 2s, tempo: 0.8}`.
  private static func captured(_ node: YAMLNode, _ names: ReelReader, _ site: Site) -> BodyAction? {
    if case .mapping = node.content {
      return Fields(node, capture, site.report)?.reading { captured(in: $0, names) }
    }
    return path.read(node, Site(name: capture, report: site.report)).flatMap {
      captured($0, at: node.place, names, site.report)
    }
  }

  private static func captured(in fields: Fields, _ names: ReelReader) -> BodyAction? {
    let file = fields.read("file", "The file, beside the reel.", path, isRequired: true)
    let start = fields.read("from", "Seconds into the file.", .duration(0...36000)) ?? 0
    let tempo = fields.read("tempo", "A factor on the speed.", .number(0.25...4)) ?? 1
    guard let file, let place = fields.place(of: "file"),
      var action = captured(file, at: place, names, fields.report)
    else { return nil }
    action.motion?.start = start
    action.tempo = tempo
    return action
  }

  private static func captured(
    _ file: String, at place: Place, _ names: ReelReader, _ report: Report
  ) -> BodyAction? {
    do {
      let bytes = try names.motion?(file) ?? []
      return BodyAction(file, motion: CapturedMotion(file: file, bytes: bytes))
    } catch {
      report.error(place, "\(error)")
      return nil
    }
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
