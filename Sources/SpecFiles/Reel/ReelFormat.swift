internal import CharacterCore

/// The format of a reel and its beats.
enum ReelFormat {
  /// Seconds that a reel may last.
  static let limit = 3600.0

  static func reel(_ fields: Fields, names: ReelReader, _ report: Report) -> Reel? {
    SpecFile.readVersion(fields)
    let name = fields.read("reel", "The reel's name.", .text(1...80), isRequired: true)
    let beats = fields.read(
      "beats", "What the character shows, one after another.", .list("beat", beat(names), 1...1000),
      isRequired: true)
    guard let name, let beats else { return nil }
    let reel = Reel(name: name, beats: beats)
    if reel.duration > limit {
      report.error(
        fields.place(of: "beats") ?? fields.place,
        "the beats last \(JSONText.shortest(reel.duration)) s together; a reel may last \(Int(limit)) s"
      )
    }
    return reel
  }

  static func beat(_ names: ReelReader) -> Format<Beat> {
    .mapping { fields in
      fields.refuse(
        "say",
        because: "'say' is reserved: characters cannot speak yet; use 'visemes' for mouth shapes")
      let duration = fields.read(
        "for", "How long it lasts, for instance 1.2s or 500ms.", .duration(0.04...600),
        isRequired: true)
      let expressions = fields.read(
        "expression", "A name, or names with their strengths: [sad, 0.6, angry, 0.2].",
        .expressions(names))
      let weight = fields.read("weight", "A factor on the strengths, 0 to 1.", .number(0...1)) ?? 1
      let gaze = fields.read("gaze", "Where the eyes look.", .gaze)
      let head = fields.read("head", "Where the head turns, degrees.", head)
      let action = ActionFormat.read(fields, names)
      let visemes = fields.read(
        "visemes", "Mouth shapes, one after another through the beat.",
        .list("viseme", .viseme, 1...200))
      let blinks = fields.read(
        "blinks", "Seconds from the beat's start.", .list("blink", .duration(0...600), 1...100))
      let take = TakeFormat.read(fields, names)
      let micro = fields.read(
        "micro", "True for a flash of 0.2 s at most instead of a held expression.", .boolean)
      if let duration, let late = blinks?.first(where: { $0 > duration }) {
        fields.report.error(
          fields.place(of: "blinks") ?? fields.place,
          "a blink at \(JSONText.shortest(late)) s comes after the beat's end at \(JSONText.shortest(duration)) s"
        )
      }
      if micro == true, fields.place(of: "expression") == nil {
        fields.report.error(
          fields.place(of: "micro") ?? fields.place, "'micro' needs an 'expression' to flash")
      }
      if fields.place(of: "weight") != nil, fields.place(of: "expression") == nil {
        fields.report.error(
          fields.place(of: "weight") ?? fields.place, "'weight' needs an 'expression' to weigh")
      }
      return Beat(
        duration: duration ?? 1,
        expressions: (expressions ?? []).map { WeightedExpression($0.name, $0.weight * weight) },
        gaze: gaze ?? .camera, head: head, action: action, visemes: visemes ?? [],
        blinks: blinks ?? [], isMicroExpression: micro ?? false, take: take)
    }
  }

  private static let head = Format<SIMD3<Double>>.mapping { fields in
    SIMD3(
      fields.read("yaw", "Positive to the character's left.", .number(-60...60)) ?? 0,
      fields.read("pitch", "Positive up.", .number(-40...40)) ?? 0,
      fields.read("roll", "Positive counter-clockwise in the picture.", .number(-40...40)) ?? 0)
  }
}

extension Format where Value == Double {
  /// Seconds: a number, or one with the unit `s` or `ms`.
  static func duration(_ range: ClosedRange<Double>) -> Self {
    let limits =
      "\(JSONText.shortest(range.lowerBound)) to \(JSONText.shortest(range.upperBound)) s"
    let schema = Schema.anyOf([
      .number(range), .text(length: 2...16, pattern: "^[0-9]*\\.?[0-9]+ ?m?s$"),
    ])
    return Format(schema, expecting: "a time like 1.2s or 500ms, from \(limits)") { text, _ in
      let scale = text.hasSuffix("ms") ? 1000.0 : 1
      let number = text.prefix { !$0.isLetter && $0 != " " }
      let unit = text.dropFirst(number.count).drop { $0 == " " }
      guard ["", "s", "ms"].contains(unit), let value = decimal(String(number)),
        range.contains(value / scale)
      else { return nil }
      return value / scale
    }
  }
}

extension Format where Value == [WeightedExpression] {
  /// A name, or a list of names each followed by its strength; *neutral* is none at all.
  static func expressions(_ names: ReelReader) -> Self {
    let schema = Schema.anyOf([
      .text(length: 1...40, pattern: nil),
      .list(.anyOf([.text(length: 1...40, pattern: nil), .number(0...1)]), count: 1...16),
    ])
    let strength: Format<Double> = .number(0...1)
    return Format(schema, expecting: "a name or a list like [sad, 0.6, angry, 0.2]") { node, site in
      let items: [YAMLNode]
      switch node.content {
      case .scalar where !node.isEmpty: items = [node]
      case .sequence(let list) where (1...16).contains(list.count): items = list
      default:
        site.report.error(
          node.place,
          "'\(site.name)' must be a name or a list like [sad, 0.6, angry, 0.2], not \(node.description)"
        )
        return nil
      }
      var result: [WeightedExpression] = []
      var wantsStrength = false
      for item in items {
        if wantsStrength, let text = item.text, Format<Double>.decimal(text) != nil {
          guard let weight = strength.read(item, Site(name: "strength", report: site.report)) else {
            return nil
          }
          result[result.count - 1].weight = weight
          wantsStrength = false
        } else if let name = name(item, names, site) {
          result.append(WeightedExpression(name))
          wantsStrength = true
        } else {
          return nil
        }
      }
      return result.filter { $0.name != "neutral" }
    }
  }

  private static func name(_ node: YAMLNode, _ names: ReelReader, _ site: Site) -> String? {
    guard let typed = node.text, !node.isEmpty else {
      site.report.error(node.place, "an expression must be a name, not \(node.description)")
      return nil
    }
    let known = (names.custom ?? []) + names.presets
    let folded = Spelling.folded(typed)
    if let name = known.first(where: { Spelling.folded($0) == folded }) { return name }
    let suggestion = Spelling.suggestion(typed, among: known)
    if names.custom == nil, suggestion.isEmpty, Format<Double>.decimal(typed) == nil {
      site.report.warning(
        node.place,
        "\(quoted(typed)) is not a built-in expression; the character must bring it along")
      return typed
    }
    let list =
      suggestion.isEmpty ? "; use one of \(Spelling.list(Array(known.prefix(24))))" : suggestion
    site.report.error(node.place, "there is no expression \(quoted(typed))\(list)")
    return nil
  }
}

/// Directions that a reel names; the character's own left and right.
private enum GazeName: String, NamedChoice {
  case camera, left, right, up, down, free

  var target: GazeTarget {
    switch self {
    case .camera: .camera
    case .left: .direction(yaw: 25, pitch: 0)
    case .right: .direction(yaw: -25, pitch: 0)
    case .up: .direction(yaw: 0, pitch: 15)
    case .down: .direction(yaw: 0, pitch: -20)
    case .free: .free
    }
  }
}

extension Format where Value == GazeTarget {
  static var gaze: Self {
    let name = Format<GazeName>.choice().map(\.target)
    let direction = Format.mapping { fields in
      .direction(
        yaw: fields.read("yaw", "Degrees to the character's left.", .number(-60...60)) ?? 0,
        pitch: fields.read("pitch", "Degrees up.", .number(-40...40)) ?? 0)
    }
    let expectation = "\(name.expectation.dropFirst("one of ".count)), or {yaw: 10, pitch: -5}"
    return Format(.anyOf([name.schema, direction.schema]), expecting: expectation) { node, site in
      if case .mapping = node.content { return direction.read(node, site) }
      return name.read(node, site)
    }
  }
}

extension Format where Value == Viseme {
  /// Names of the fifteen visemes; VRM's `ee` and `ou` mean E and ou.
  static var viseme: Self {
    let names = Viseme.allCases.map(\.rawValue)
    let other = ["ee": Viseme.e, "silence": .silence]
    return Format(.choice(names + ["ee", "silence"]), expecting: "one of " + Spelling.list(names)) {
      text, _ in
      let folded = text.lowercased()
      return Viseme.allCases.first { $0.rawValue.lowercased() == folded } ?? other[folded]
    }
  }
}
