package import CharacterCore

/// Writes characters as YAML: what it writes, `SpecReader` reads back exactly.
package enum SpecWriter {
  /// The spec with what it says and nothing else, in the format's order.
  ///
  /// - Parameter comment: text for the first lines, each of which gets its sign.
  package static func write(_ spec: CharacterSpec, comment: String = "") -> String {
    var lines = commented(comment)
    lines += ["mien: \(SpecFile.version)", "name: \(JSONText.quote(spec.name))"]
    var block = YAMLBlock()
    block.add("seed", spec.seed.map { "\($0)" })
    block.add("age", spec.age)
    block.add("sex", spec.sex)
    block.add("temperament", temperament(spec.temperament))
    block.add("face", face(spec.face))
    block.add("body", body(spec.body))
    block.add("expression", expression(spec.expression))
    lines += block.lines
    return lines.joined(separator: "\n") + "\n"
  }

  private static func commented(_ text: String) -> [String] {
    guard !text.isEmpty else { return [] }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.isEmpty ? "#" : "# \($0)"
    }
  }

  private static func temperament(_ spec: TemperamentSpec) -> YAMLBlock {
    var block = YAMLBlock()
    block.add("preset", spec.preset?.title)
    block.add("openness", spec.openness)
    block.add("conscientiousness", spec.conscientiousness)
    block.add("extraversion", spec.extraversion)
    block.add("agreeableness", spec.agreeableness)
    block.add("stability", spec.stability)
    return block
  }

  private static func body(_ spec: BodySpec) -> YAMLBlock {
    var block = YAMLBlock()
    block.add("height", spec.height)
    block.add("build", spec.build)
    block.add("muscle", spec.muscle)
    return block
  }

  private static func expression(_ spec: ExpressionSpec) -> YAMLBlock {
    var gain = YAMLBlock()
    for shape in Blendshape.allCases { gain.add(shape.name, spec.gain[shape]) }
    var named = YAMLBlock()
    for expression in spec.named {
      named.add(JSONText.quote(expression.name), weights(expression.weights), keepsEmpty: true)
    }
    var block = YAMLBlock()
    block.add("resting", weights(spec.resting))
    block.add("gain", gain)
    block.add("asymmetry", spec.asymmetry)
    block.add("named", named)
    return block
  }

  private static func weights(_ weights: ExpressionWeights) -> YAMLBlock {
    var block = YAMLBlock()
    for shape in Blendshape.allCases where weights[shape] != 0 {
      block.add(shape.name, "\(weights[shape])")
    }
    return block
  }

  private static func face(_ spec: FaceSpec) -> YAMLBlock {
    var block = YAMLBlock()
    if let mix = spec.ancestry { block.add("ancestry", ancestry(mix)) }
    block.add("skin", spec.skin)
    block.add("redness", spec.redness)
    block.add("fullness", spec.fullness)
    block.add("freckles", spec.freckles)
    block.add("wrinkles", spec.wrinkles)
    block.add("blush", spec.blush)
    block.add("underEye", spec.underEye)
    block.add("shine", spec.shine)
    block.add("gloss", spec.gloss)
    block.add("teeth", spec.teeth)
    block.add("asymmetry", spec.asymmetry)
    block.add("squareness", spec.squareness)
    block.add("hair", hair(spec.hair))
    block.add("beard", beard(spec.beard))
    var brows = YAMLBlock()
    brows.add("thickness", spec.brows.thickness)
    brows.add("color", spec.brows.color.map(text))
    block.add("brows", brows)
    var eyes = YAMLBlock()
    eyes.add("color", spec.eyes.color.map(text))
    eyes.add("iris", spec.eyes.iris)
    eyes.add("pupil", spec.eyes.pupil)
    block.add("eyes", eyes)
    var makeup = YAMLBlock()
    makeup.add("strength", spec.makeup.strength)
    makeup.add("lips", spec.makeup.lips.map(text))
    makeup.add("eyeshadow", spec.makeup.eyeshadow.map(text))
    block.add("makeup", makeup)
    var garment = YAMLBlock()
    garment.add("style", spec.garment.style?.title)
    garment.add("color", spec.garment.color.map(text))
    block.add("garment", garment)
    var features = YAMLBlock()
    for feature in FaceFeature.allCases { features.add(feature.rawValue, spec.features[feature]) }
    block.add("features", features)
    if let identity = spec.identity { block.add("identity", identity) }
    return block
  }

  private static func ancestry(_ mix: Ancestry) -> YAMLBlock {
    var block = YAMLBlock()
    for (name, share) in [
      ("european", mix.european), ("african", mix.african), ("eastAsian", mix.eastasian),
      ("southAsian", mix.southasian),
    ] where share != 0 { block.add(name, share) }
    return block
  }

  private static func hair(_ spec: HairSpec) -> YAMLBlock {
    var block = YAMLBlock()
    block.add("style", spec.style?.title)
    block.add("color", spec.color.map(text))
    block.add("grey", spec.grey)
    block.add("length", spec.length)
    block.add("parting", spec.parting?.title)
    block.add("curl", spec.curl)
    block.add("volume", spec.volume)
    block.add("hairline", spec.hairline)
    block.add("sweep", spec.sweep)
    return block
  }

  private static func beard(_ spec: BeardSpec) -> YAMLBlock {
    var block = YAMLBlock()
    block.add("style", spec.style?.title)
    block.add("length", spec.length)
    block.add("shadow", spec.shadow)
    block.add("color", spec.color.map(text))
    block.add("grey", spec.grey)
    return block
  }

  private static func text<Names: Palette>(_ color: ColorChoice<Names>) -> String {
    switch color {
    case .named(let name): name.title
    case .hex(let color): JSONText.quote(color.description)
    }
  }
}

/// Lines of a block mapping under construction; empty blocks are left out.
struct YAMLBlock {
  private(set) var lines: [String] = []

  mutating func add(_ key: String, _ text: String?) {
    if let text { lines.append("\(key): \(text)") }
  }

  mutating func add(_ key: String, _ number: Double?) {
    if let number { lines.append("\(key): \(JSONText.shortest(number))") }
  }

  /// Numbers as a list, ten on a line.
  mutating func add(_ key: String, _ numbers: [Double]) {
    let rows = stride(from: 0, to: numbers.count, by: 10).map { start in
      numbers[start..<min(start + 10, numbers.count)].map(JSONText.shortest)
        .joined(separator: ", ")
    }
    if rows.count < 2 {
      lines.append("\(key): [\(rows.joined())]")
    } else {
      lines.append("\(key): [")
      lines += rows.enumerated().map { "  \($1)" + ($0 == rows.count - 1 ? "]" : ",") }
    }
  }

  mutating func add(_ key: String, _ block: YAMLBlock, keepsEmpty: Bool = false) {
    if block.lines.isEmpty {
      if keepsEmpty { lines.append("\(key): {}") }
    } else {
      lines.append("\(key):")
      lines += block.lines.map { "  " + $0 }
    }
  }
}
