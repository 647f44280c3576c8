import ArgumentParser
import CharacterSynthesis
import Foundation

/// Options of a render that belongs to an episode of a series.
struct EpisodeOptions: ParsableArguments {
  @Option(help: "The series that the character must be locked in.") var series: String?
  @Option(help: "The episode; the store remembers which version of the character it shows.")
  var episode: String?
  @OptionGroup var options: StoreOptions

  func validate() throws {
    guard episode == nil || series != nil else {
      throw ValidationError("--episode goes with --series")
    }
  }

  /// A spec's character: the locked one where there is a lock, beside the spec or in the store.
  func character(at spec: URL, _ library: CharacterLibrary) throws
    -> (character: ResolvedCharacter, source: Data, lock: LockFile?)
  {
    if let file = try LockFile.find(besides: spec) {
      if let series, series != file.lock.series {
        throw SynthesisError(
          .badInput,
          "\(file.url.relativePath): \(file.lock.character) is locked in '\(file.lock.series)', not "
            + "in '\(series)'.")
      }
      let (character, source) = try library.character(at: spec)
      return (character, source, file)
    }
    let (character, source) = try library.character(at: spec)
    guard let series else { return (character, source, nil) }
    guard
      let file = try options.keeper(isCreated: false).lockFile(of: character.name, in: series)
    else {
      throw SynthesisError(
        .missingInput,
        "\(character.name) is not locked in '\(series)'; lock them with 'mien lock', or leave "
          + "--series out.")
    }
    let locked = try library.character(at: spec, lockedBy: file.lock)
    return (locked.character, locked.source, file)
  }

  /// Remembers what an episode shows.
  func record(_ lock: LockFile?, _ clip: URL, _ manifest: RenderManifest) throws {
    guard let lock, let episode else { return }
    let keeper = try options.keeper()
    try keeper.adopt(lock, moment: StoreOptions.moment)
    try keeper.record(
      episode: episode, of: lock.lock, media: clip, digest: manifest.outputDigest)
  }
}
