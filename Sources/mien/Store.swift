import ArgumentParser
import CharacterSynthesis
import Foundation

struct Store: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look after the identity store.",
    discussion: """
      Examples:
        mien store info
        mien store check
        mien store repair Characters
        mien store export "The Bridge" -o bridge.series.json
        mien store import bridge.series.json --store /elsewhere/identities.sqlite
      """,
    subcommands: [Info.self, Check.self, Repair.self, Export.self, Import.self])

  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say where the store lies and what it holds.")
    @Flag(help: "Write JSON, for scripts.") var json = false
    @OptionGroup var options: StoreOptions

    func run() throws {
      let counts = try options.keeper(isCreated: false).counts()
      if json {
        let object: [String: Any] = [
          "store": options.place.description,
          "counts": Dictionary(uniqueKeysWithValues: counts.map { ($0.what, $0.count) }),
        ]
        let data = try JSONSerialization.data(
          withJSONObject: object, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
        print(String(decoding: data, as: UTF8.self))
      } else {
        print(options.place)
        for (what, count) in counts { print("  \(what): \(count)") }
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Look for damage; exits with 1 where there is any.")
    @OptionGroup var options: StoreOptions

    func run() throws {
      let problems = try options.keeper(isCreated: false).problems()
      guard problems.isEmpty else {
        for problem in problems { print(problem) }
        print("'mien store repair' builds the store anew.")
        throw ExitCode(1)
      }
      print("the store is in order")
    }
  }

  struct Repair: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Build the store anew from what can be read of it and from lockfiles.",
      discussion: """
        The old file is moved aside, never deleted. On a server nothing is moved: versions that are \
        missing come back from their lockfiles.

        Example: mien store repair Characters
        """)
    @Argument(help: "Lockfiles, or folders that are searched for them.") var places: [String]
    @OptionGroup var options: StoreOptions

    func run() throws {
      let files = try places.flatMap(lockfiles)
      let repair = try SeriesKeeper.repair(
        store: options.place, lockfiles: files, moment: StoreOptions.moment)
      if let aside = repair.aside { print("the old store lies in \(aside.path)") }
      for series in repair.salvaged { print("read whole: '\(series)'") }
      for version in repair.restored { print("from its lockfile: \(version)") }
      for problem in repair.refused { print("not taken: \(problem)") }
      if !repair.refused.isEmpty { throw ExitCode(1) }
    }

    private func lockfiles(_ place: String) throws -> [URL] {
      let url = URL(fileURLWithPath: place)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
        throw SynthesisError(.missingInput, "\(place): there is no such file or folder.")
      }
      guard isFolder.boolValue else { return [url] }
      let names = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String }
      return (names ?? []).filter { $0.hasSuffix(".lock.yaml") }.sorted().map {
        url.appending(path: $0)
      }
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a series into one file, with digests.")
    @Argument(help: "The series.") var name: String
    @Option(name: .shortAndLong, help: "The file; the series' name if not given.")
    var output: String?
    @Flag(help: "Overwrite the file if it exists.") var force = false
    @OptionGroup var options: StoreOptions

    func run() throws {
      let data = try options.keeper(isCreated: false).export(name)
      let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
      let url = try OutputFile.url(
        output, for: words.isEmpty ? "series" : String(words.prefix(80)),
        extension: "series.json", overwrite: force)
      try WholeFile.write(data, to: url)
      print(url.relativePath)
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take an exported series in, all of it or nothing.")
    @Argument(help: "A file that 'mien store export' wrote.") var file: String
    @OptionGroup var options: StoreOptions

    func run() throws {
      let data: Data
      do {
        data = try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe)
      } catch {
        throw SynthesisError(.missingInput, "\(file): it cannot be read.")
      }
      let name = try options.keeper().importSeries(
        data, from: file, moment: StoreOptions.moment)
      print("'\(name)' is in \(options.place)")
    }
  }
}
