import ArgumentParser
import CharacterSynthesis
import Foundation

struct Unlock: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give a locked character free.",
    discussion: """
      The lockfile goes and the character leaves the series' cast; its versions stay in the store \
      for the episodes that show them.

      Example: mien unlock lin-yue.yaml
      """)

  @Argument(help: "The character's spec.") var spec: String
  @Flag(help: "Do not ask.") var yes = false
  @OptionGroup var options: StoreOptions

  func run() throws {
    let url = URL(fileURLWithPath: spec)
    guard let file = try LockFile.find(besides: url) else {
      throw SynthesisError(
        .missingInput, "\(LockFile.url(besides: url).relativePath): there is no lock.")
    }
    guard yes || confirmed(file.lock) else {
      print("nothing was unlocked")
      throw ExitCode(1)
    }
    try options.keeper().unlock(file, moment: StoreOptions.moment)
    print("\(file.lock.character) is free; \(file.url.relativePath) is gone")
  }

  /// Asks on a terminal; elsewhere nobody can answer.
  private func confirmed(_ lock: IdentityLock) -> Bool {
    guard isatty(STDIN_FILENO) == 1 else {
      FileHandle.standardError.write(
        Data("error: nobody is there to ask; add --yes to unlock \(lock.character)\n".utf8))
      return false
    }
    print(
      "\(lock.character) is locked in '\(lock.series)' (version \(lock.version)). Unlock? [y/N] ",
      terminator: "")
    fflush(nil)
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }
}
