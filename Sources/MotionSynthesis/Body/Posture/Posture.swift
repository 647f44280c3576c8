internal import CharacterCore
internal import Foundation

/// How trunk and arms are held, in degrees from an upright stand with hanging arms.
struct Posture: Sendable {
  /// Thorax bent forward; lumbar spine bent forward; pelvis tipped forward.
  var thorax, lumbar, pelvis: Double
  /// Shoulders up, and drawn forward.
  var shoulderRaise, shoulderForward: Double
  /// Arms away from the body, turned inward, elbows bent, palms turned back.
  var abduction, inward, elbow, pronation: Double
  /// Metres that bent knees take off the height.
  var crouch: Double

  /// How a person holds themselves before any mood: age bends the thorax and the elbows; extraversion,
  /// dominance and stability open the chest and let the arms hang free, their opposites close it and
  /// draw the arms in.
  init(of performer: Performer, build: Double, stature: Double) {
    func trait(_ value: Double) -> Double { min(max(value, -1), 1) }
    let old = Math.smoothstep(50, 90, performer.ageYears)
    let child = Math.smoothstep(14, 5, performer.ageYears)
    let traits = performer.temperament.traits
    let open =
      0.5 * trait(traits.extraversion) + 0.25 * trait(performer.temperament.dominance)
      + 0.25 * trait(traits.stability)
    let tense = trait(-traits.stability)
    thorax = 2 + 17 * old - 13 * open
    lumbar = -1 + 5 * old - 3 * open
    pelvis = 1 + 2 * child - 2 * old
    shoulderRaise = 2 * tense - 1.5 * open
    shoulderForward = 1 + 7 * old - 13 * open
    abduction = 8 + 5 * max(build - 0.5, 0) + (open > 0 ? 6 : 3) * open + 3 * child
    inward = 16 - 12 * open
    elbow = 15 + 10 * old + 5 * tense - 3 * open
    pronation = 16 + 6 * old - 10 * open
    crouch = 0.012 * old * stature / 1.7
  }

  /// In sadness the thorax bends, in joy it opens and the shoulders sink, whatever the speed (Gross,
  /// Crane and Fredrickson 2012).
  mutating func feel(_ affect: Affect) {
    let (sad, joy, anger, fear) = (affect.sadness, affect.joy, affect.anger, affect.fear)
    let (pride, weary, shy) = (affect.pride, affect.weariness, affect.shyness)
    thorax += 15 * sad - 5 * joy + 1.5 * anger + 7 * fear - 6 * pride + 11 * weary + 6 * shy
    lumbar += 3 * sad - 1.5 * joy + 3 * anger - 2 * fear - 1.5 * pride + 3 * weary
    pelvis += -1.5 * sad + 1.5 * anger - 2 * fear
    shoulderRaise += -2 * sad - 2 * joy + 4 * anger + 8 * fear - 2 * pride - 2 * weary + 4 * shy
    shoulderForward += 9 * sad - 5 * joy + 3 * anger + 8 * fear - 6 * pride + 7 * weary + 6 * shy
    abduction += -1.5 * sad + 2 * joy + 5 * anger - 2 * fear + 3 * pride - 2 * shy
    inward += 4 * sad - 3 * joy + 4 * anger + 16 * fear + 10 * shy
    elbow += -5 * sad + 2 * joy + 12 * anger + 30 * fear + 2 * pride - 4 * weary + 14 * shy
    pronation += 6 * sad - 4 * joy + 14 * anger + 6 * fear + 4 * weary
    crouch += 0.004 * sad + 0.012 * fear + 0.006 * weary
  }
}
