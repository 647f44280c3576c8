/// The face as written; every part may be left open.
public struct FaceSpec: Sendable, Equatable {
  /// Shares of the ancestries in any unit; the resolver brings their sum to 1.
  public var ancestry: Ancestry?
  /// Skin, 0 lightest to 1 darkest.
  public var skin: Double?
  /// -1 pale to 1 ruddy.
  public var redness: Double?
  /// -1 lean to 1 full.
  public var fullness: Double?
  /// 0...1 each; wrinkles up to 1.25, the deepest that age draws.
  public var freckles, wrinkles, blush, underEye, shine: Double?
  /// How strongly skin reflects light, 0...1.
  public var gloss: Double?
  /// 0 yellow to 1 white.
  public var teeth: Double?
  /// How unequal the halves of the face are: 0 not at all to 1 markedly.
  public var asymmetry: Double?
  /// How square a jaw the face has where it is male: 0 not at all to 1 very.
  public var squareness: Double?
  public var hair: HairSpec
  public var beard: BeardSpec
  public var brows: BrowSpec
  public var eyes: EyeSpec
  public var makeup: MakeupSpec
  public var garment: GarmentSpec
  /// Named sliders, -1...1: 0 is the average, 1 and -1 two standard deviations off.
  public var features: [FaceFeature: Double]
  /// Up to 100 identity coefficients in standard deviations, in the head table's order; the rest are 0.
  public var identity: [Double]?

  public init(
    ancestry: Ancestry? = nil, skin: Double? = nil, redness: Double? = nil, fullness: Double? = nil,
    freckles: Double? = nil, wrinkles: Double? = nil, blush: Double? = nil,
    underEye: Double? = nil, shine: Double? = nil, gloss: Double? = nil, teeth: Double? = nil,
    asymmetry: Double? = nil, squareness: Double? = nil,
    hair: HairSpec = HairSpec(), beard: BeardSpec = BeardSpec(), brows: BrowSpec = BrowSpec(),
    eyes: EyeSpec = EyeSpec(), makeup: MakeupSpec = MakeupSpec(),
    garment: GarmentSpec = GarmentSpec(), features: [FaceFeature: Double] = [:],
    identity: [Double]? = nil
  ) {
    self.ancestry = ancestry
    (self.skin, self.redness, self.fullness) = (skin, redness, fullness)
    (self.freckles, self.wrinkles, self.blush) = (freckles, wrinkles, blush)
    (self.underEye, self.shine, self.gloss, self.teeth) = (underEye, shine, gloss, teeth)
    (self.asymmetry, self.squareness) = (asymmetry, squareness)
    (self.hair, self.beard, self.brows, self.eyes) = (hair, beard, brows, eyes)
    (self.makeup, self.garment) = (makeup, garment)
    self.features = features
    self.identity = identity
  }
}

/// A named slider of the face's shape. `Training/features` defines the length that each one measures.
public enum FaceFeature: String, CaseIterable, Sendable {
  case faceWidth, foreheadHeight, foreheadWidth, browHeight, browTilt
  case eyeSize, eyeDistance, eyeTilt
  case noseWidth, noseLength, noseBridge, noseTip
  case cheekbones, philtrum, mouthWidth, lipFullness
  case jawWidth, jawSquare, chinLength, chinForward
}

/// Hair as written. Sliders without a unit run from 0 to 1 through what the style allows.
public struct HairSpec: Sendable, Equatable {
  public enum Parting: String, CaseIterable, Sendable { case left, centre, right }

  public var style: HairParameters.Style?
  public var color: ColorChoice<HairColor>?
  /// Share of grey.
  public var grey: Double?
  public var length: Double?
  /// The subject's own side.
  public var parting: Parting?
  /// 0 straight to 1 as curly as the style goes.
  public var curl: Double?
  /// 0 flat to 1 standing.
  public var volume: Double?
  /// 0 low on the forehead to 1 far back.
  public var hairline: Double?
  /// -1 swept to the subject's right to 1 to the left; acts on a crop.
  public var sweep: Double?

  public init(
    style: HairParameters.Style? = nil, color: ColorChoice<HairColor>? = nil, grey: Double? = nil,
    length: Double? = nil, parting: Parting? = nil, curl: Double? = nil, volume: Double? = nil,
    hairline: Double? = nil, sweep: Double? = nil
  ) {
    (self.style, self.color, self.grey, self.length) = (style, color, grey, length)
    (self.parting, self.curl, self.volume) = (parting, curl, volume)
    (self.hairline, self.sweep) = (hairline, sweep)
  }
}

/// Beard as written.
public struct BeardSpec: Sendable, Equatable {
  public var style: BeardParameters.Style?
  /// 0 to 1 through what the style allows.
  public var length: Double?
  /// Darkness of shaven skin, 0...1.
  public var shadow: Double?
  public var color: ColorChoice<HairColor>?
  public var grey: Double?

  public init(
    style: BeardParameters.Style? = nil, length: Double? = nil, shadow: Double? = nil,
    color: ColorChoice<HairColor>? = nil, grey: Double? = nil
  ) {
    (self.style, self.length, self.shadow) = (style, length, shadow)
    (self.color, self.grey) = (color, grey)
  }
}

/// Brows as written.
public struct BrowSpec: Sendable, Equatable {
  /// 0 thin to 1 bushy.
  public var thickness: Double?
  public var color: ColorChoice<HairColor>?

  public init(thickness: Double? = nil, color: ColorChoice<HairColor>? = nil) {
    (self.thickness, self.color) = (thickness, color)
  }
}

/// Eyes as written.
public struct EyeSpec: Sendable, Equatable {
  public var color: ColorChoice<EyeColor>?
  /// 0 small to 1 large each.
  public var iris, pupil: Double?

  public init(color: ColorChoice<EyeColor>? = nil, iris: Double? = nil, pupil: Double? = nil) {
    (self.color, self.iris, self.pupil) = (color, iris, pupil)
  }
}

/// Make-up as written.
public struct MakeupSpec: Sendable, Equatable {
  /// 0 none to 1 strong.
  public var strength: Double?
  public var lips: ColorChoice<LipColor>?
  public var eyeshadow: ColorChoice<EyeshadowColor>?

  public init(
    strength: Double? = nil, lips: ColorChoice<LipColor>? = nil,
    eyeshadow: ColorChoice<EyeshadowColor>? = nil
  ) {
    (self.strength, self.lips, self.eyeshadow) = (strength, lips, eyeshadow)
  }
}

/// What shows of the clothes.
public struct GarmentSpec: Sendable, Equatable {
  public var style: LookParameters.Garment?
  public var color: ColorChoice<GarmentColor>?

  public init(style: LookParameters.Garment? = nil, color: ColorChoice<GarmentColor>? = nil) {
    (self.style, self.color) = (style, color)
  }
}
