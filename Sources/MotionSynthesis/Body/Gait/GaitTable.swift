internal import CharacterCore

/// How fast people of an age and a sex walk, and how often they step.
///
/// Comfortable speeds are those of 23,111 people by decade (Bohannon and Andrews 2011). What falls with
/// age is the length of the step; how often one steps does not depend on it (Oberg 1993). Children step
/// oftener, as their legs are shorter (Sutherland 1988).
package enum GaitTable {
  /// The middles of the decades 20-29 to 80-99.
  package static let decades: [Double] = [25, 35, 45, 55, 65, 75, 86]
  package static let menSpeeds = [1.358, 1.433, 1.434, 1.433, 1.339, 1.262, 0.968]
  package static let womenSpeeds = [1.341, 1.337, 1.390, 1.313, 1.241, 1.132, 0.943]

  private static let childYears: [Double] = [3, 5, 7, 10, 14, 18]
  private static let childSpeeds = [0.86, 1.06, 1.14, 1.22, 1.28, 1.33]

  /// Comfortable walking, m/s; `sex` runs from 0 female to 1 male.
  package static func speed(ageYears: Double, sex: Double) -> Double {
    let years = childYears + decades
    return Math.mix(
      Math.interpolate(ageYears, years, childSpeeds + womenSpeeds),
      Math.interpolate(ageYears, years, childSpeeds + menSpeeds), min(max(sex, 0), 1))
  }

  /// Steps a second in comfortable walking.
  package static func cadence(ageYears: Double, sex: Double) -> Double {
    let growth = Math.interpolate(
      ageYears, [3, 5, 7, 10, 14, 18], [1.42, 1.30, 1.22, 1.13, 1.05, 1])
    return Math.mix(1.97, 1.90, min(max(sex, 0), 1)) * growth
  }
}
