internal import CharacterCore
package import Foundation

/// A reel that comes with the product, for `--reel` to call by name.
package enum ShippedReel: String, CaseIterable, Sendable {
  /// What every character's face must be able to do, in 39 seconds.
  case standard
  /// Ten seconds that show a character.
  case demo

  /// The reel's YAML.
  /// - Throws: `SynthesisError` where the installation lacks it.
  package func contents() throws(SynthesisError) -> Data {
    let name = "Reels/\(rawValue).yaml"
    guard let url = Bundle.module.url(forResource: "Resources/\(name)", withExtension: nil),
      let data = try? Data(contentsOf: url)
    else {
      throw SynthesisError(.missingInput, "the resource '\(name)' is missing; install mien again")
    }
    return data
  }
}
