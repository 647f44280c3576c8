package import CharacterCore
internal import Foundation

/// The numbers of a face that the mapping network turns into styles: what condition maps cannot show.
///
/// Their order is a part of the weights; `names` goes into weight files and training sets. All lie
/// roughly within -1...1.
package struct Appearance: Sendable, Equatable {
  package private(set) var values: [Float] = []

  package static let names: [String] = {
    var collected = Appearance()
    collected.names = []
    let hair = HairParameters(style: .crop)
    collected.describe(
      FaceParameters(head: HeadParameters(), look: LookParameters(hair: hair)), FaceState())
    return collected.names ?? []
  }()

  private var names: [String]?

  package init(_ face: FaceParameters, _ state: FaceState) {
    describe(face, state)
  }

  private init() {}

  private mutating func add(_ name: String, _ value: Double) {
    values.append(Float(value))
    names?.append(name)
  }

  private mutating func add(_ name: String, _ color: LinearRGB) {
    for (part, value) in [("red", color.red), ("green", color.green), ("blue", color.blue)] {
      add("\(name).\(part)", 2 * pow(Double(value), 0.45) - 1)
    }
  }

  private mutating func add(_ name: String, _ vector: SIMD3<Float>, scale: Double = 1) {
    add("\(name).x", Double(vector.x) * scale)
    add("\(name).y", Double(vector.y) * scale)
    add("\(name).z", Double(vector.z) * scale)
  }

  private mutating func add<Choice: CaseIterable & RawRepresentable<String> & Equatable>(
    _ name: String, choice: Choice
  ) {
    for value in Choice.allCases { add("\(name).\(value.rawValue)", value == choice ? 1 : 0) }
  }

  private mutating func describe(_ face: FaceParameters, _ state: FaceState) {
    describe(face.head)
    describe(face.look)
    describe(face.look.hair)
    describe(state, face)
  }

  private mutating func describe(_ head: HeadParameters) {
    add("age", head.ageYears / 50 - 1)
    add("sex", head.sex * 2 - 1)
    add("european", head.ancestry.european)
    add("african", head.ancestry.african)
    add("eastasian", head.ancestry.eastasian)
    add("southasian", head.ancestry.southasian)
    add("fat", head.fat)
    add("irisRadius", (head.irisRadius - 0.63) * 20)
    for index in 0..<16 {
      add("identity.\(index)", index < head.identity.count ? Double(head.identity[index]) : 0)
    }
  }

  private mutating func describe(_ look: LookParameters) {
    add("melanin", look.melanin * 2 - 1)
    add("hemoglobin", look.hemoglobin)
    add("skin", look.skinColor)
    add("lips", look.lipColor)
    add("freckles", look.freckles)
    add("makeup", look.makeup)
    add("wrinkles", look.wrinkles)
    add("blush", look.blush)
    add("underEye", look.underEye)
    add("eyeshadow", look.eyeshadowColor)
    add("dryness", look.dryness * 10)
    add("specular", (look.specular - 0.8) * 4)
    add("iris", look.irisColor)
    add("sclera", look.scleraColor)
    add("teeth", look.teethColor)
    add("pupil", (look.pupilRadius - 0.22) * 20)
    add("browThickness", look.browThickness - 1)
    add("brow", look.browColor)
    add("beard", choice: look.beard.style)
    add("beard.length", look.beard.length / 3)
    add("beard.shadow", look.beard.shadow)
    add("beard.color", look.beard.color)
    add("beard.grey", look.beard.grey)
    add("garment", choice: look.garment)
    add("garment.color", look.garmentColor)
  }

  private mutating func describe(_ hair: HairParameters) {
    add("hair", choice: hair.style)
    add("hair.grows", hair.grows ? 1 : 0)
    add("hair.recession", hair.recession)
    add("hair.parting", hair.parting / 3)
    add("hair.side", hair.side)
    add("hair.length", hair.length / 10 - 0.5)
    add("hair.lift", hair.lift - 0.5)
    add("hair.sweep", hair.sweep)
    add("hair.wave", hair.wave)
    add("hair.curlRadius", hair.curlRadius * 3)
    add("hair.curlTurns", hair.curlTurns / 5)
    add("hair.cutHeight", hair.cutHeight / 10 + 1)
    add("hair.color", hair.color)
    add("hair.grey", hair.grey)
    add("hair.greyColor", hair.greyColor)
  }

  private mutating func describe(_ state: FaceState, _ face: FaceParameters) {
    let folds = WrinkleWeights(
      state.expression, age: face.head.ageYears, strength: face.look.wrinkles)
    add("fold.forehead", folds.forehead)
    add("fold.glabella", folds.glabella)
    add("fold.crowsFeet", folds.crowsFeet)
    add("fold.nasolabial", folds.nasolabial)
    add("fold.underEye", folds.underEye)
    add("fold.fine", folds.fine)
    let light = Lighting(state.light)
    add("key", light.key)
    add("fill", light.fill)
    add("rim", light.rim)
    add("key.power", light.keyPower * light.exposure)
    add("fill.power", light.fillPower * light.exposure)
    add("rim.power", light.rimPower * light.exposure)
    add("sky", light.sky * light.exposure)
    add("ground", light.ground * light.exposure)
    add("key.spread", log(Double(light.keySpread) / 0.33))
    let radians = Double.pi / 180
    add("yaw", sin(state.view.yaw * radians) * 1.5)
    add("pitch", sin(state.view.pitch * radians) * 1.5)
    add("roll", sin(state.view.roll * radians) * 1.5)
    add("gazeYaw", state.gazeYaw / 30)
    add("gazePitch", state.gazePitch / 20)
    add("distance", state.view.distance / 40 - 3.7)
  }
}

extension FaceParameters {
  /// The parameters of the picture mirrored left to right, as far as they are named; the shape's
  /// own lack of symmetry is carried by the condition maps.
  package func mirrored() -> FaceParameters {
    var result = self
    result.look.hair.parting = -look.hair.parting
    result.look.hair.side = -look.hair.side
    result.look.hair.sweep = -look.hair.sweep
    return result
  }
}

extension FaceState {
  /// The state seen in a mirror.
  package func mirrored() -> FaceState {
    var result = self
    result.expression = expression.mirrored()
    result.gazeYaw = -gazeYaw
    result.view.yaw = -view.yaw
    result.view.roll = -view.roll
    result.light.keyAzimuth = -light.keyAzimuth
    result.light.rimSide = -light.rimSide
    return result
  }
}
