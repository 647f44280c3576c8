/// Shares of the four ancestries that the head model and the renderer know; they add up to 1.
public struct Ancestry: Sendable, Equatable, Codable {
  public var european, african, eastasian, southasian: Double
  public init(
    european: Double = 0, african: Double = 0, eastasian: Double = 0, southasian: Double = 0
  ) {
    (self.european, self.african) = (european, african)
    (self.eastasian, self.southasian) = (eastasian, southasian)
  }
}

/// A linear RGB colour, 0...1 each.
public struct LinearRGB: Sendable, Equatable {
  public var red, green, blue: Float
  public init(_ red: Float, _ green: Float, _ blue: Float) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }
  public var simd: SIMD3<Float> { SIMD3(red, green, blue) }
}

extension LinearRGB: Codable {
  public init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    self.init(try list.decode(Float.self), try list.decode(Float.self), try list.decode(Float.self))
  }
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    try list.encode(red)
    try list.encode(green)
    try list.encode(blue)
  }
}

/// The shape of a head at rest: what the head table's parameters make of it (see `HeadShape`).
public struct HeadParameters: Sendable, Equatable, Codable {
  public var ageYears: Double
  /// Presentation: 0 female to 1 male.
  public var sex: Double
  public var ancestry: Ancestry
  /// -1 lean to 1.4 heavy.
  public var fat: Double
  /// Squareness of the jaw, from 0.
  public var square: Double
  /// Amplitude and phase of the sideways bend that makes a face unsymmetrical.
  public var asymmetry: SIMD2<Double>
  /// 100 identity coefficients, in standard deviations.
  public var identity: [Float]
  /// Direct weights of the table's macro fields by name; they replace what the formulas give.
  public var macro: [String: Double]
  /// Iris radius in cm on the mean eyeball.
  public var irisRadius: Double

  public init(
    ageYears: Double = 25, sex: Double = 0.5, ancestry: Ancestry = Ancestry(european: 1),
    fat: Double = 0,
    square: Double = 0, asymmetry: SIMD2<Double> = .zero,
    identity: [Float] = [Float](repeating: 0, count: 100), macro: [String: Double] = [:],
    irisRadius: Double = 0.63
  ) {
    self.ageYears = ageYears
    self.sex = sex
    self.ancestry = ancestry
    self.fat = fat
    self.square = square
    self.asymmetry = asymmetry
    self.identity = identity
    self.macro = macro
    self.irisRadius = irisRadius
  }
}

/// Hair as numbers: style, cut and colour, from which `HairStrands` grows. Lengths in cm.
public struct HairParameters: Sendable, Equatable, Codable {
  public enum Style: String, Sendable, CaseIterable, Codable {
    case bald, receding, buzz, crop, fringe, sidepart, swept, curly, afro
    case bob, bobfringe, shoulder, long, longfringe, longwavy, bun, ponytail
  }

  public var style: Style
  /// Draws the single strands; two heads of one style with different seeds differ in strands alone.
  public var seed: UInt64
  /// How far the hairline stands back: -0.6 low to 0.75 receded.
  public var recession: Double
  /// x of the parting, positive to the subject's left.
  public var parting: Double
  /// The side that the hair falls to: 1 the subject's left, -1 the right.
  public var side: Double
  /// Strand length of the short styles and of curls; the tail's length of a ponytail.
  public var length: Double
  /// How far roots stand up before they lie down, about 0.15...0.9.
  public var lift: Double
  /// Sideways sweep added to a crop, about -1...1; 0 in the training images, whose crops only keep
  /// each strand's own sideways lean (flow = away from the crown + (direction . x) x).
  public var sweep: Double
  /// Amplitude of waves in long hair, 0...0.9.
  public var wave: Double
  /// Radius of a curl; 0 is straight.
  public var curlRadius: Double
  /// Turns of a curl along the strand.
  public var curlTurns: Double
  /// Height (y, about -17...-2.5) at which long hair is cut.
  public var cutHeight: Double
  /// Height (y, about 5.2...6.6) at which a fringe ends.
  public var fringeHeight: Double
  /// Height (y, 7.5...13.4) and radius of the knot of a bun or ponytail.
  public var knotHeight: Double
  public var knotRadius: Double
  /// False where a bald head has not even a wreath of hair.
  public var grows: Bool
  public var color: LinearRGB
  public var greyColor: LinearRGB
  /// Share of grey strands.
  public var grey: Double

  public init(style: Style, seed: UInt64 = 0) {
    self.style = style
    self.seed = seed
    recession = 0
    parting = 0
    side = 1
    length = 3
    lift = 0.5
    sweep = 0
    wave = 0.1
    curlRadius = 0
    curlTurns = 0
    cutHeight = -8
    fringeHeight = 5.9
    knotHeight = 10
    knotRadius = 2.5
    grows = true
    color = LinearRGB(0.03, 0.02, 0.015)
    greyColor = LinearRGB(0.6, 0.58, 0.55)
    grey = 0
  }
}

/// Beard as numbers; lengths in cm.
public struct BeardParameters: Sendable, Equatable, Codable {
  public enum Style: String, Sendable, CaseIterable, Codable {
    case none, stubble, beard, goatee, moustache, longbeard
  }
  public var style: Style
  public var length: Double
  /// Darkness of shaven skin, 0...0.7.
  public var shadow: Double
  public var color: LinearRGB
  /// Share of grey strands.
  public var grey: Double
  public init(
    style: Style = .none, length: Double = 0, shadow: Double = 0,
    color: LinearRGB = LinearRGB(0.03, 0.02, 0.015), grey: Double = 0
  ) {
    (self.style, self.length, self.shadow, self.color, self.grey) = (
      style, length, shadow, color, grey
    )
  }
}

/// What one sees on a face that is not its shape: colours, surface, hair, clothes.
public struct LookParameters: Sendable, Equatable, Codable {
  /// 0 lightest to 1 darkest.
  public var melanin: Double
  /// Redness, -1.2...1.2.
  public var hemoglobin: Double
  public var skinColor: LinearRGB
  public var lipColor: LinearRGB
  /// Strengths 0...1 (freckles up to 1.2).
  public var freckles, makeup, wrinkles, blush, underEye: Double
  public var eyeshadowColor: LinearRGB
  /// Skin roughness offset, -0.07 oily...0.08 dry, and strength of the highlight, 0.65...1.
  public var dryness, specular: Double
  public var irisColor: LinearRGB
  public var scleraColor: LinearRGB
  public var teethColor: LinearRGB
  /// Pupil radius in cm, 0.17...0.27.
  public var pupilRadius: Double
  public var browThickness: Double
  public var browColor: LinearRGB
  public var hair: HairParameters
  public var beard: BeardParameters
  public var garment: Garment
  public var garmentColor: LinearRGB

  public enum Garment: String, Sendable, CaseIterable, Codable { case tee, vneck, turtle, tank }

  public init(hair: HairParameters) {
    melanin = 0.2
    hemoglobin = 0
    skinColor = LinearRGB(0.62, 0.36, 0.25)
    lipColor = LinearRGB(0.56, 0.18, 0.12)
    (freckles, makeup, wrinkles, blush, underEye) = (0, 0, 0, 0.6, 0.4)
    eyeshadowColor = LinearRGB(0.2, 0.12, 0.1)
    (dryness, specular) = (0, 0.8)
    irisColor = LinearRGB(0.08, 0.03, 0.01)
    scleraColor = LinearRGB(0.74, 0.70, 0.655)
    teethColor = LinearRGB(0.66, 0.6, 0.5)
    pupilRadius = 0.2
    browThickness = 1
    browColor = LinearRGB(0.03, 0.02, 0.015)
    self.hair = hair
    beard = BeardParameters()
    garment = .tee
    garmentColor = LinearRGB(0.2, 0.2, 0.25)
  }
}

/// Three area lights and their surroundings, as the training renderer sets them up; the lights stand
/// still in camera space. Angles in degrees; azimuth is positive to the image's right.
public struct LightRig: Sendable, Equatable, Codable {
  public var keyAzimuth, keyElevation, keyPower: Double
  /// Side of the square key light in cm, 18 hard to 75 soft.
  public var keySize: Double
  /// Warmth of each light: 0 neutral, 1 warm, -1 cool.
  public var keyWarmth, fillWarmth, worldWarmth: Double
  /// Fill power as a share of the key's.
  public var fillRatio: Double
  public var rimPower: Double
  /// The side of the rim light: 1 image right, -1 left.
  public var rimSide: Double
  public var world: Double
  /// In stops.
  public var exposure: Double

  public init(
    keyAzimuth: Double, keyElevation: Double, keyPower: Double, keySize: Double, keyWarmth: Double,
    fillWarmth: Double, worldWarmth: Double, fillRatio: Double, rimPower: Double, rimSide: Double,
    world: Double, exposure: Double
  ) {
    self.keyAzimuth = keyAzimuth
    self.keyElevation = keyElevation
    self.keyPower = keyPower
    self.keySize = keySize
    self.keyWarmth = keyWarmth
    self.fillWarmth = fillWarmth
    self.worldWarmth = worldWarmth
    self.fillRatio = fillRatio
    self.rimPower = rimPower
    self.rimSide = rimSide
    self.world = world
    self.exposure = exposure
  }
}

/// Where the camera stands. It orbits a head that keeps still: +yaw turns the nose to the image's
/// right, +pitch looks up, +roll is counter-clockwise in the image; degrees, applied as Rz Ry Rx.
public struct HeadView: Sendable, Equatable, Codable {
  public var yaw, pitch, roll: Double
  /// Distance in cm from the pivot.
  public var distance: Double
  /// Centimetres seen across the image at the pivot's depth.
  public var frame: Double
  /// The point, in head space, at the image's centre.
  public var pivot: SIMD3<Double>
  /// Sideways and upward shift of the camera in cm.
  public var shift: SIMD2<Double>

  public init(
    yaw: Double = 0, pitch: Double = 0, roll: Double = 0, distance: Double = 150,
    frame: Double = 30,
    pivot: SIMD3<Double> = SIMD3(0, 2.2, 2.5), shift: SIMD2<Double> = .zero
  ) {
    (self.yaw, self.pitch, self.roll) = (yaw, pitch, roll)
    (self.distance, self.frame) = (distance, frame)
    (self.pivot, self.shift) = (pivot, shift)
  }
}

/// The moving part of a face: expression, gaze, and how it is seen and lit.
public struct FaceState: Sendable, Equatable, Codable {
  public var expression: ExpressionWeights
  /// Gaze relative to the head, degrees: +yaw to the subject's left, +pitch up.
  public var gazeYaw, gazePitch: Double
  public var view: HeadView
  /// Share of the head's turn that the torso does not follow (0.55; 0.12 under long hair).
  public var torsoCounter: Double
  public var light: LightRig

  public init(
    expression: ExpressionWeights = .neutral, gazeYaw: Double = 0, gazePitch: Double = 0,
    view: HeadView = HeadView(), torsoCounter: Double = 0.55, light: LightRig = .portrait
  ) {
    self.expression = expression
    (self.gazeYaw, self.gazePitch) = (gazeYaw, gazePitch)
    self.view = view
    self.torsoCounter = torsoCounter
    self.light = light
  }
}

/// A person's face with nothing left open: what the generator, the lock and a training image name.
public struct FaceParameters: Sendable, Equatable, Codable {
  public var head: HeadParameters
  public var look: LookParameters
  /// The generator's latent, for what the parameters leave open; empty means zero.
  public var latent: [Float]
  public init(head: HeadParameters, look: LookParameters, latent: [Float] = []) {
    (self.head, self.look, self.latent) = (head, look, latent)
  }
}

/// One line of a training set's `params.jsonl`: every number that made an image.
public struct FaceRecord: Sendable, Equatable, Codable {
  /// The image, relative to the set's folder.
  public var file: String
  public var set: Int
  public var identity: Int
  public var face: FaceParameters
  public var state: FaceState
  /// The 68 Multi-PIE landmarks in pixels of a 256 pixel image, where the renderer wrote them.
  public var landmarks: [SIMD2<Float>]?
  /// The very strands that the renderer drew (safetensors, relative to the set's folder); without
  /// them hair grows from the parameters.
  public var strands: String?

  public init(
    file: String, set: Int, identity: Int, face: FaceParameters, state: FaceState,
    landmarks: [SIMD2<Float>]? = nil, strands: String? = nil
  ) {
    (self.file, self.set, self.identity) = (file, set, identity)
    (self.face, self.state) = (face, state)
    (self.landmarks, self.strands) = (landmarks, strands)
  }
}
