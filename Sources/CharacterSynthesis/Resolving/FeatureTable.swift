internal import CharacterCore
internal import Foundation

/// The named sliders of the face as directions among the identity coefficients.
///
/// `Training/features` derives it: a feature's value is `measure · w`, in units of two standard
/// deviations, and `w + direction` has that feature one higher and all others as they were.
struct FeatureTable: Sendable {
  private struct Entry: Codable, Sendable {
    let measure: [Double]
    let direction: [Double]
  }

  private let entries: [FaceFeature: Entry]
  static let modes = 100
  /// Coefficients beyond this were not seen in training.
  static let limit = 2.2

  /// The table that ships with the product.
  /// - Throws: `SynthesisError` where the installation lacks it or it does not fit the format.
  init() throws(SynthesisError) {
    let name = "face-features.json"
    guard let url = Bundle.module.url(forResource: "Resources/\(name)", withExtension: nil),
      let data = try? Data(contentsOf: url)
    else {
      throw SynthesisError(.missingInput, "the resource '\(name)' is missing; install mien again")
    }
    guard let named = try? JSONDecoder().decode([String: Entry].self, from: data) else {
      throw SynthesisError(.badInput, "the resource '\(name)' is damaged; install mien again")
    }
    var entries: [FaceFeature: Entry] = [:]
    for feature in FaceFeature.allCases {
      guard let entry = named[feature.rawValue], entry.measure.count == Self.modes,
        entry.direction.count == Self.modes
      else {
        throw SynthesisError(
          .badInput, "the resource '\(name)' lacks '\(feature.rawValue)'; install mien again")
      }
      entries[feature] = entry
    }
    self.entries = entries
  }

  /// The value of a feature for these coefficients; 0 is the average.
  func value(of feature: FaceFeature, in identity: [Double]) -> Double {
    guard let entry = entries[feature] else { return 0 }
    return zip(entry.measure, identity).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The coefficients nearest to `identity` that have these features, and all others as they were.
  func setting(_ features: [FaceFeature: Double], in identity: [Double]) -> [Double] {
    var result = identity
    for feature in FaceFeature.allCases {
      guard let wanted = features[feature], let entry = entries[feature] else { continue }
      let change = wanted - value(of: feature, in: identity)
      for index in result.indices { result[index] += change * entry.direction[index] }
    }
    return result.map { $0.clamped(to: -Self.limit...Self.limit) }
  }
}
