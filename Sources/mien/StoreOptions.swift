import ArgumentParser
import CharacterSynthesis
import Foundation

/// The option of the commands that ask the identity store.
struct StoreOptions: ParsableArguments {
  @Option(
    help: "The identity store; $MIEN_STORE or the user's data folder if not given.")
  var store: String?

  var url: URL {
    store.map { URL(fileURLWithPath: $0) } ?? SeriesKeeper.standardStore()
  }

  func keeper(isCreated: Bool = true) throws -> SeriesKeeper {
    try SeriesKeeper(store: url, isCreated: isCreated)
  }

  /// Now, as the store's history has it.
  static var moment: String { Date().formatted(.iso8601) }
}
