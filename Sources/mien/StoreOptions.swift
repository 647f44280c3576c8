import ArgumentParser
import CharacterSynthesis
import Foundation

/// The option of the commands that ask the identity store.
struct StoreOptions: ParsableArguments {
  @Option(
    help: """
      The identity store: a file, or postgres://USER@HOST/DATABASE; $MIEN_STORE or the user's data \
      folder if not given.
      """)
  var store: String?

  var place: StorePlace { store.map { StorePlace($0) } ?? .standard() }

  func keeper(isCreated: Bool = true) throws -> SeriesKeeper {
    try SeriesKeeper(at: place, isCreated: isCreated)
  }

  /// Now, as the store's history has it.
  static var moment: String { Date().formatted(.iso8601) }
}
