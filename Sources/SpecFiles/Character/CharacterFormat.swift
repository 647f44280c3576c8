internal import CharacterCore

/// The format of a character: each part of the spec, field by field.
///
/// The calls are the format. They read a file, and run over nothing they give the JSON schema.
enum CharacterFormat {
  static func spec(_ fields: Fields) -> CharacterSpec? {
    SpecFile.readVersion(fields)
    fields.refuse("beats", because: "'beats' belong to a reel; this file is read as a character")
    let name = fields.read("name", "The character's name.", .text(1...80), isRequired: true)
    let seed = fields.read(
      "seed", "Draws whatever this file leaves open, once and for ever. Without it the name does.",
      .integer(0...9_007_199_254_740_991))
    let age = fields.read("age", "Years.", .number(4...95))
    let sex = fields.read("sex", "Presentation: 0 female to 1 male.", .number(0...1))
    let temperament = fields.read(
      "temperament", "A preset, Big Five values from 0 through 0.5 (average) to 1, or both.",
      temperament)
    let face = fields.read("face", "What the face looks like.", FaceFormat.face)
    let body = fields.read("body", "The body.", body)
    let expression = fields.read(
      "expression", "How the face expresses itself.", expression)
    guard let name else { return nil }
    return CharacterSpec(
      name: name, seed: seed, age: age, sex: sex, temperament: temperament ?? TemperamentSpec(),
      face: face ?? FaceSpec(), body: body ?? BodySpec(), expression: expression ?? ExpressionSpec()
    )
  }

  static let temperament = Format<TemperamentSpec>.mapping { fields in
    let share = Format.number(0...1)
    var spec = TemperamentSpec(
      preset: fields.read(
        "preset", "A humour, or an octant of Mehrabian's space. Single values correct it.",
        .choice(Temperament.Preset.self)),
      openness: fields.read("openness", "0 conventional to 1 curious.", share),
      conscientiousness: fields.read("conscientiousness", "0 careless to 1 orderly.", share),
      extraversion: fields.read("extraversion", "0 withdrawn to 1 outgoing.", share),
      agreeableness: fields.read("agreeableness", "0 hard to 1 kind.", share),
      stability: fields.read("stability", "0 easily upset to 1 calm.", share))
    let neuroticism = fields.read(
      "neuroticism",
      "The opposite of stability, which may be given instead: 0 calm to 1 easily upset.",
      share)
    if let place = fields.place(of: "neuroticism"), fields.place(of: "stability") != nil {
      fields.report.error(
        place, "'neuroticism' is the opposite of 'stability', which is given too; keep one of them")
    } else if let neuroticism {
      spec.stability = 1 - neuroticism
    }
    return spec
  }

  static let body = Format<BodySpec>.mapping { fields in
    BodySpec(
      height: fields.read("height", "Metres.", .number(0.8...2.2)),
      build: fields.read("build", "0 thin to 1 heavy.", .number(0...1)),
      muscle: fields.read("muscle", "0 slack to 1 muscular.", .number(0...1)))
  }

  static let expression = Format<ExpressionSpec>.mapping { fields in
    let resting = fields.read(
      "resting", "Weights of ARKit's blendshapes, 0 to 1, when nothing happens.", weights)
    let gain = fields.read(
      "gain", "Factors on single blendshapes, 0 to 2; 1 where absent.",
      blendshapes(.number(0...2)))
    let asymmetry = fields.read(
      "asymmetry", "How unevenly its halves move: 0 not at all, 0.5 as most people's, 1 a lot.",
      .number(0...1))
    let named = fields.read(
      "named",
      "The character's own expressions, for reels to call by name; they go before built-in ones.",
      .table(keys: nil, of: "expression", weights, limit: 64))
    return ExpressionSpec(
      resting: resting ?? .neutral,
      gain: Dictionary(gain ?? [], uniquingKeysWith: { first, _ in first }),
      asymmetry: asymmetry,
      named: (named ?? []).map { name, place, weights in
        check(name, at: place, fields.report)
        return NamedExpression(name, weights)
      })
  }

  private static func check(_ name: String, at place: Place, _ report: Report) {
    let allowed = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || " -_".unicodeScalars.contains($0)
    }
    if !allowed || name.unicodeScalars.count > 40 || name.first == " " || name.last == " " {
      report.error(
        place,
        "an expression's name has at most 40 letters, digits, spaces, '-' and '_', not \(quoted(name))"
      )
    } else if Spelling.folded(name) == "neutral" {
      report.error(place, "'neutral' is the face at rest; choose another name")
    }
  }

  private static let weights = blendshapes(.number(0...1)).map { pairs in
    var weights = ExpressionWeights.neutral
    for (shape, value) in pairs { weights[shape] = Float(value) }
    return weights
  }

  private static func blendshapes(_ value: Format<Double>) -> Format<[(Blendshape, Double)]> {
    Format.table(keys: Blendshape.allCases.map(\.name), of: "blendshape", value).map { entries in
      entries.compactMap { entry in Blendshape(name: entry.name).map { ($0, entry.value) } }
    }
  }
}
