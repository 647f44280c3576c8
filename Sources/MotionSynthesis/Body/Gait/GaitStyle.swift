internal import CharacterCore
internal import Foundation

/// How one person steps in one mood: metres, seconds, degrees.
struct GaitStyle: Sendable {
  enum Kind: Sendable, Equatable { case walk, stroll, hurry, run, turn, back }

  /// Steps a second, and m/s where nothing is in the way.
  var cadence, speed: Double
  /// The share of a stride of two steps for which a foot stands.
  var duty: Double
  /// Between the ankles' lines.
  var width: Double
  var toeOut: Double
  /// Toe up when the heel strikes; heel up and toes up when the foot leaves.
  var heelStrike, heelRise, toeRise: Double
  /// How far the sole is lifted.
  var clearance: Double
  /// Of the pelvis, from the middle: aside over the standing foot, metres, and up over it.
  var sway, bob: Double
  /// How much lower the pelvis is than standing.
  var crouch: Double
  /// Of the upper arm each way, and how much the elbow is bent more than at rest.
  var armSwing, elbow, elbowSwing: Double
  /// Turn and drop of the pelvis, counter-turn and tilt of the chest.
  var pelvisTurn, pelvisDrop, chestTurn, chestTilt: Double
  /// Forward.
  var lean: Double

  var stepLength: Double { speed / cadence }
  /// Seconds.
  var stepTime: Double { 1 / cadence }

  init(_ kind: Kind, _ affect: Affect, tempo: Double = 1, of walker: Walker) {
    let old = Math.smoothstep(55, 88, walker.ageYears)
    let young = Math.smoothstep(14, 5, walker.ageYears)
    let size = walker.stature / 1.7

    // The comfortable walk of this person; temperament within a tenth either way.
    let natural = GaitTable.cadence(ageYears: walker.ageYears, sex: walker.sex)
    cadence = natural * walker.tempo
    speed = GaitTable.speed(ageYears: walker.ageYears, sex: walker.sex) * walker.vigour
    duty = 0.61 + 0.035 * old
    width = (0.10 + 0.035 * old + 0.02 * young) * size
    toeOut = 6 + 3 * old
    heelStrike = 20 - 6 * old + 2 * young
    heelRise = 60 - 14 * old
    toeRise = 42 - 8 * old + 6 * young
    clearance = 0.05 + 0.008 * young
    sway = (0.020 + 0.006 * old) * size
    (bob, crouch) = (walker.spring, 0.012 * size)
    armSwing = (19 - 7 * old + 3 * young) * walker.sweep
    elbow = 4 + 8 * old
    elbowSwing = 9 * walker.sweep
    pelvisTurn = 4.5 - 2 * old
    pelvisDrop = 3.2 - 1.2 * old
    chestTurn = 5.5 - 2.5 * old
    chestTilt = 1.2
    lean = 1.5 + 2 * old

    feel(affect)
    switch kind {
    case .walk: break
    case .stroll: change(speed: 0.72, cadence: 0.84, duty: 0.03, swing: 0.8, lean: -1.5)
    case .hurry:
      change(speed: 1.36, cadence: 1.17, duty: 0, swing: 1.35, lean: 3)
      elbow += 14
    case .run: run(size, old: old, young: young)
    case .turn:
      change(speed: 0.5, cadence: 0.95, duty: 0.02, swing: 0.4, lean: -1)
      (heelStrike, heelRise, toeRise) = (5, 30, 20)
      sway = max(sway, 0.03 * size)
      bob *= 0.4
      clearance += 0.01
    case .back:
      change(speed: 0.42, cadence: 0.85, duty: 0.04, swing: 0.35, lean: -2)
      (heelStrike, heelRise, toeRise) = (0, 12, 0)
      bob *= 0.4
      clearance += 0.01
    }
    cadence *= tempo
    speed *= tempo
    // Legs have an end: who would have to step farther steps oftener.
    let longest = (kind == .run ? 1.5 : 1.02) * walker.legLength
    if stepLength > longest { cadence = speed / longest }
    guard kind != .run else { return }
    duty -= 0.06 * max(speed - 1.3, 0)
    // Between two steps the legs are aslant and the pelvis must sink; a mood with less bounce has it
    // rise less over the foot, not sink less.
    let (leg, half) = (walker.legLength, min(0.435 * stepLength, 0.6 * walker.legLength))
    let sink = max(leg - (leg * leg - half * half).squareRoot() - 0.016 * size, 0.006 * size)
    bob *= 0.5 * min(sink, 0.055 * size)
    crouch += sink - bob
  }

  /// Gross, Crane and Fredrickson 2012; Halovic and Kroos 2018; Michalak and others 2009.
  private mutating func feel(_ affect: Affect) {
    func scale(_ value: inout Double, _ factors: (Double, Double)...) {
      for (weight, factor) in factors { value *= 1 + weight * (factor - 1) }
    }
    let (sad, joy, anger, fear) = (affect.sadness, affect.joy, affect.anger, affect.fear)
    let weary = affect.weariness
    scale(
      &speed, (sad, 0.72), (joy, 1.10), (anger, 1.16), (fear, 1.05), (affect.pride, 1.03),
      (weary, 0.78), (affect.shyness, 0.9), (affect.ease, 0.94))
    scale(
      &cadence, (sad, 0.89), (joy, 1.03), (anger, 1.09), (fear, 1.17), (weary, 0.9),
      (affect.ease, 0.96))
    scale(
      &armSwing, (sad, 0.45), (joy, 1.35), (anger, 1.3), (fear, 0.5), (affect.pride, 1.1),
      (weary, 0.7), (affect.shyness, 0.45))
    scale(&elbowSwing, (sad, 0.6), (joy, 1.4), (anger, 1.1), (fear, 1.2), (affect.shyness, 0.5))
    scale(&bob, (sad, 0.45), (joy, 1.4), (anger, 1.05), (fear, 0.7), (weary, 0.6))
    scale(&sway, (sad, 1.6), (joy, 1.1), (anger, 0.85), (fear, 0.75), (weary, 1.4))
    scale(&chestTilt, (sad, 2), (weary, 1.8), (joy, 1.2))
    scale(&heelRise, (sad, 0.9), (weary, 0.88), (joy, 1.06))
    scale(&heelStrike, (sad, 0.9), (weary, 0.85), (anger, 1.1), (fear, 0.8))
    scale(&chestTurn, (sad, 0.7), (joy, 1.2), (fear, 0.7), (affect.shyness, 0.7))
    scale(&width, (fear, 0.85), (affect.shyness, 0.85), (anger, 1.1), (affect.pride, 1.1))
    duty += 0.02 * sad + 0.02 * weary - 0.01 * joy
    elbow += 10 * anger + 22 * fear + 2 * joy + 12 * affect.shyness
    crouch += 0.006 * sad + 0.012 * fear + 0.006 * weary
    lean += 2.5 * anger + 1.5 * fear - 1.5 * joy - 1.5 * affect.pride
  }

  /// `share` of the way to another style.
  func mixed(with other: GaitStyle, _ share: Double) -> GaitStyle {
    var style = self
    func mix(_ value: inout Double, _ end: Double) { value += share * (end - value) }
    mix(&style.cadence, other.cadence)
    mix(&style.speed, other.speed)
    mix(&style.duty, other.duty)
    mix(&style.width, other.width)
    mix(&style.toeOut, other.toeOut)
    mix(&style.heelStrike, other.heelStrike)
    mix(&style.heelRise, other.heelRise)
    mix(&style.toeRise, other.toeRise)
    mix(&style.clearance, other.clearance)
    mix(&style.sway, other.sway)
    mix(&style.bob, other.bob)
    mix(&style.crouch, other.crouch)
    mix(&style.armSwing, other.armSwing)
    mix(&style.elbow, other.elbow)
    mix(&style.elbowSwing, other.elbowSwing)
    mix(&style.pelvisTurn, other.pelvisTurn)
    mix(&style.pelvisDrop, other.pelvisDrop)
    mix(&style.chestTurn, other.chestTurn)
    mix(&style.chestTilt, other.chestTilt)
    mix(&style.lean, other.lean)
    return style
  }

  private mutating func change(
    speed: Double, cadence: Double, duty: Double, swing: Double, lean: Double
  ) {
    self.speed *= speed
    self.cadence *= cadence
    self.duty += duty
    armSwing *= swing
    elbowSwing *= swing
    self.lean += lean
  }

  /// Where a foot stands for less than a step, and both are in the air between.
  private mutating func run(_ size: Double, old: Double, young: Double) {
    speed *= 2.15 - 0.35 * old
    cadence *= 1.42
    duty = 0.36 + 0.04 * old
    width *= 0.5
    toeOut = 3
    heelStrike = 12
    heelRise = 50 - 8 * old
    toeRise = 42 - 22 * young
    clearance = 0.09 * size + 0.02 * young
    sway *= 0.5
    bob = -0.028 * size
    crouch = 0.05 * size
    armSwing = armSwing * 1.3 + 10
    elbow += 72
    elbowSwing = 12
    pelvisTurn = 6
    pelvisDrop = 4
    chestTurn = 11
    lean += 6.5
  }
}

/// Who walks: what of a performer and a body the feet need to know.
struct Walker: Sendable {
  let ageYears, sex: Double
  /// Metres.
  let stature, legLength: Double
  /// Factors of the temperament, about 1: on cadence, on speed, on the reach of the arms, and on how
  /// high the body goes over each foot.
  let tempo, vigour, sweep, spring: Double

  init(_ performer: Performer, body: RestBody) {
    let skeleton = body.skeleton
    (ageYears, sex, stature) = (performer.ageYears, performer.sex, body.stature)
    legLength =
      skeleton.distance(.leftUpperLeg, .leftLowerLeg)
      + skeleton.distance(.leftLowerLeg, .leftFoot)
    func trait(_ value: Double) -> Double { min(max(value, -1), 1) }
    let temperament = performer.temperament
    let arousal = trait(temperament.arousal)
    let extraversion = trait(temperament.traits.extraversion)
    tempo = exp(0.035 * arousal)
    vigour = exp(0.04 * arousal + 0.12 * extraversion + 0.03 * trait(temperament.dominance))
    sweep = exp(0.5 * extraversion + 0.1 * arousal)
    spring = exp(0.4 * extraversion)
  }
}
