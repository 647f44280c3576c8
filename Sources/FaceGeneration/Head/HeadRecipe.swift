internal import CharacterCore

/// The constants by which age, sex, ancestry and weight become weights of the head's macro fields.
///
/// They travel with the table (metadata entry `recipe`, JSON), so that they can follow the model
/// without a change here.
package struct HeadRecipe: Sendable, Decodable {
  let fem: [Double]
  let childAge: [Double]
  let child: [Double]
  let babyAge: [Double]
  let baby: [Double]
  let scaleKid: Double
  /// The point of head space at an image's centre, in the table's training set.
  package let pivot: [Double]
  /// Centimetres across an image at the pivot, in the table's training set.
  package let frame: Double

  private enum CodingKeys: String, CodingKey {
    case fem, child, baby, pivot, frame
    case childAge = "child_age"
    case babyAge = "baby_age"
    case scaleKid = "scale_kid"
  }

  /// Whether the lists have the lengths that the formulas need.
  var isComplete: Bool {
    fem.count == 3 && pivot.count == 3 && !child.isEmpty && child.count == childAge.count
      && !baby.isEmpty && baby.count == babyAge.count
  }

  /// How much of a child a person of this age is: 0 from 17 years on, 1 up to 5.
  static func childness(_ ageYears: Double) -> Double { Math.smoothstep(17, 5, ageYears) }

  /// The weight of the macro field of this name, by formula; fields without one are 0.
  func weight(of field: String, _ head: HeadParameters) -> Double {
    let (age, sex, fat) = (head.ageYears, head.sex, head.fat)
    let ancestry = head.ancestry
    let kid = Self.childness(age)
    func old() -> Double { 0.75 * Math.smoothstep(35, 85, age) }
    func asChild() -> Double { Math.interpolate(age, childAge, child) }
    func asBaby() -> Double { Math.interpolate(age, babyAge, baby) }
    func african() -> Double { 0.85 * ancestry.african + 0.12 * ancestry.southasian }
    switch field {
    case "fem": return (fem[0] - fem[1] * sex) * (1 - fem[2] * kid)
    case "old_m": return sex * old()
    case "old_f": return (1 - sex) * old()
    case "child_m": return sex * asChild()
    case "child_f": return (1 - sex) * asChild()
    case "baby_m": return sex * asBaby()
    case "baby_f": return (1 - sex) * asBaby()
    case "asian_m": return sex * (0.62 * ancestry.eastasian)
    case "asian_f": return (1 - sex) * (0.62 * ancestry.eastasian)
    case "african_m": return sex * african()
    case "african_f": return (1 - sex) * african()
    case "headage": return 0.5 * Math.smoothstep(45, 85, age)
    case "epi": return ancestry.eastasian
    case "round": return 0.45 * max(fat, 0)
    case "tri": return 0.25 * max(fat, 0)
    case "invtri": return 0.25 * max(-fat, 0)
    case "oval": return 0.3 * max(-fat, 0)
    case "square": return 0.25 * max(head.square, 0) * sex
    case "bag": return 1.2 * Math.smoothstep(40, 75, age)
    default: return 0
    }
  }
}
