internal import CharacterCore

/// The format of a character's face.
enum FaceFormat {
  private static let share = Format.number(0...1)

  static let face = Format<FaceSpec>.mapping { fields in
    FaceSpec(
      ancestry: fields.read("ancestry", "Shares of four ancestries, in any unit.", ancestry),
      skin: fields.read("skin", "0 lightest to 1 darkest.", share),
      redness: fields.read("redness", "-1 pale to 1 ruddy.", .number(-1...1)),
      fullness: fields.read("fullness", "-1 lean to 1 full.", .number(-1...1)),
      freckles: fields.read("freckles", "0 none to 1 many.", share),
      wrinkles: fields.read("wrinkles", "0 none, 1 deep, 1.25 deepest.", .number(0...1.25)),
      blush: fields.read("blush", "Redness of the cheeks, 0 to 1.", share),
      underEye: fields.read("underEye", "Darkness under the eyes, 0 to 1.", share),
      shine: fields.read("shine", "Skin, 0 dry to 1 oily.", share),
      gloss: fields.read("gloss", "How strongly skin reflects light, 0 to 1.", share),
      teeth: fields.read("teeth", "0 yellow to 1 white.", share),
      asymmetry: fields.read("asymmetry", "How unequal the halves of the face are, 0 to 1.", share),
      squareness: fields.read(
        "squareness", "How square a male face's jaw is, 0 not at all to 1 very.", share),
      hair: fields.read("hair", "Hair. Sliders run through what the style allows.", hair)
        ?? HairSpec(),
      beard: fields.read("beard", "Beard.", beard) ?? BeardSpec(),
      brows: fields.read("brows", "Brows.", brows) ?? BrowSpec(),
      eyes: fields.read("eyes", "Eyes.", eyes) ?? EyeSpec(),
      makeup: fields.read("makeup", "Make-up.", makeup) ?? MakeupSpec(),
      garment: fields.read("garment", "What shows of the clothes.", garment) ?? GarmentSpec(),
      features: fields.read(
        "features",
        "Sliders of the face's shape: 0 is the average, -1 and 1 are two standard deviations off.",
        features) ?? [:],
      identity: fields.read(
        "identity", "Coefficients of the head's identity modes, in standard deviations.",
        .list("coefficient", .number(-3...3), 1...100)))
  }

  static let ancestry = Format<Ancestry>(
    mapping: { fields in
      Ancestry(
        european: fields.read("european", "Share.", .number(0...100)) ?? 0,
        african: fields.read("african", "Share.", .number(0...100)) ?? 0,
        eastasian: fields.read("eastAsian", "Share.", .number(0...100)) ?? 0,
        southasian: fields.read("southAsian", "Share.", .number(0...100)) ?? 0)
    },
    unless: { mix in
      mix == Ancestry() ? "'ancestry' needs a share above 0, for instance {eastAsian: 1}" : nil
    })

  static let hair = Format<HairSpec>.mapping { fields in
    HairSpec(
      style: fields.read("style", "The cut.", .choice(HairParameters.Style.self)),
      color: fields.read("color", "By name or as \"#rrggbb\".", .color(HairColor.self)),
      grey: fields.read("grey", "Share of grey, 0 to 1.", share),
      length: fields.read("length", "0 as short to 1 as long as the style goes.", share),
      parting: fields.read("parting", "The character's own side.", .choice(HairSpec.Parting.self)),
      curl: fields.read("curl", "0 straight to 1 as curly as the style goes.", share),
      volume: fields.read("volume", "0 flat to 1 standing.", share),
      hairline: fields.read("hairline", "0 low on the forehead to 1 far back.", share),
      sweep: fields.read(
        "sweep", "-1 to the character's right to 1 to the left; for a crop.", .number(-1...1)))
  }

  static let beard = Format<BeardSpec>.mapping { fields in
    BeardSpec(
      style: fields.read("style", "The cut.", .choice(BeardParameters.Style.self)),
      length: fields.read("length", "0 as short to 1 as long as the style goes.", share),
      shadow: fields.read("shadow", "Darkness of shaven skin, 0 to 1.", share),
      color: fields.read("color", "By name or as \"#rrggbb\".", .color(HairColor.self)),
      grey: fields.read("grey", "Share of grey, 0 to 1.", share))
  }

  static let brows = Format<BrowSpec>.mapping { fields in
    BrowSpec(
      thickness: fields.read("thickness", "0 thin to 1 bushy.", share),
      color: fields.read("color", "By name or as \"#rrggbb\".", .color(HairColor.self)))
  }

  static let eyes = Format<EyeSpec>.mapping { fields in
    EyeSpec(
      color: fields.read("color", "By name or as \"#rrggbb\".", .color(EyeColor.self)),
      iris: fields.read("iris", "0 small to 1 large.", share),
      pupil: fields.read("pupil", "0 small to 1 large.", share))
  }

  static let makeup = Format<MakeupSpec>.mapping { fields in
    MakeupSpec(
      strength: fields.read("strength", "0 none to 1 strong.", share),
      lips: fields.read("lips", "Lipstick, by name or as \"#rrggbb\".", .color(LipColor.self)),
      eyeshadow: fields.read("eyeshadow", "By name or as \"#rrggbb\".", .color(EyeshadowColor.self))
    )
  }

  static let garment = Format<GarmentSpec>.mapping { fields in
    GarmentSpec(
      style: fields.read("style", "The neckline.", .choice(LookParameters.Garment.self)),
      color: fields.read("color", "By name or as \"#rrggbb\".", .color(GarmentColor.self)))
  }

  static let features =
    Format
    .table(keys: FaceFeature.allCases.map(\.rawValue), of: "feature", .number(-1...1))
    .map { entries in
      Dictionary(
        entries.compactMap { entry in FaceFeature(rawValue: entry.name).map { ($0, entry.value) } },
        uniquingKeysWith: { first, _ in first })
    }
}

extension Format {
  /// A mapping that `unless` may refuse as a whole, with a message.
  fileprivate init(
    mapping body: @escaping @Sendable (Fields) -> Value,
    unless complaint: @escaping @Sendable (Value) -> String?
  ) {
    let plain = Format.mapping(body)
    self.init(plain.schema, expecting: plain.expectation) { node, site in
      guard let value = plain.read(node, site) else { return nil }
      if let message = complaint(value) { site.report.error(node.place, message) }
      return value
    }
  }
}
