package import CharacterCore

/// What the statistical body is made from. Sliders run from 0 to 1; 0.5 is the middle figure.
package struct BodyParameters: Sendable, Equatable {
  /// Years, 0...90; ages beyond count as 90.
  package var ageYears: Double
  /// Presentation: 0 female to 1 male.
  package var sex: Double
  /// Shares that add up to 1, or all 0 for the unspecific figure.
  package var ancestry: Ancestry
  package var muscle: Double
  /// Thin to heavy.
  package var build: Double
  /// Small to tall for age, sex and ancestry.
  package var height: Double
  package var proportions: Double

  package init(
    ageYears: Double = 25, sex: Double = 0.5, ancestry: Ancestry = Ancestry(),
    muscle: Double = 0.5, build: Double = 0.5, height: Double = 0.5, proportions: Double = 0.5
  ) {
    (self.ageYears, self.sex, self.ancestry) = (ageYears, sex, ancestry)
    (self.muscle, self.build) = (muscle, build)
    (self.height, self.proportions) = (height, proportions)
  }

  /// The weight of a target: the product of the factors that its name lists, for instance
  /// `height/female-young-averagemuscle-maxweight-minheight`. `nil` for a factor that is not known.
  ///
  /// - Parameter modelAge: `ageYears` brought to the model's own years (the table's `model_age`).
  func factors(modelAge: Double) -> [String: Double] {
    let african = ancestry.african + 0.12 * ancestry.southasian
    let asian = ancestry.eastasian
    var factors = [
      "universal": 1, "male": sex, "female": 1 - sex, "african": african, "asian": asian,
      "caucasian": max(0, 1 - african - asian),
    ]
    // Baby is 1 at 1 year, child at 10, young at 25, old at 90; linear in between.
    let share = min(
      max(modelAge < 25 ? (modelAge - 1) / 48 : 0.5 + (modelAge - 25) / 130, 0), 1)
    if share < 0.5 {
      let young = max(0, 3.2 * (share - 0.1875))
      factors["young"] = young
      factors["baby"] = max(0, 1 - share * 16 / 3)
      factors["child"] = max(0, min(1, share * 16 / 3) - young)
      factors["old"] = 0
    } else {
      factors["baby"] = 0
      factors["child"] = 0
      factors["young"] = 2 - 2 * share
      factors["old"] = 2 * share - 1
    }
    func slider(_ value: Double, _ low: String, _ middle: String?, _ high: String) {
      factors[low] = max(0, 1 - 2 * value)
      factors[high] = max(0, 2 * value - 1)
      if let middle { factors[middle] = 1 - abs(2 * value - 1) }
    }
    slider(muscle, "minmuscle", "averagemuscle", "maxmuscle")
    slider(build, "minweight", "averageweight", "maxweight")
    slider(height, "minheight", nil, "maxheight")
    slider(proportions, "uncommonproportions", nil, "idealproportions")
    return factors
  }
}
