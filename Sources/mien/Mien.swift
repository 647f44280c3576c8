import ArgumentParser
import CharacterSynthesis
import Dispatch

struct Mien: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mien",
    abstract: "Characters for AI micro-dramas who stay themselves: define, render, check.",
    discussion: """
      A character is a text file. Start one, check it, look at its face, film it:

        mien new "Lin Yue"
        mien check lin-yue.yaml
        mien sheet lin-yue.yaml
        mien render lin-yue.yaml

      Exit codes: 0 done, 1 the answer is no, 2 can't tell, 64 usage, 65 bad input file, 66 missing \
      input, 70 internal, 73 can't write, 130 interrupted.
      """,
    version: Version.current,
    subcommands: [
      New.self, Cast.self, Vary.self, Morph.self, Reconstruct.self, Check.self, Sheet.self,
      Still.self, Render.self, Motion.self, Export.self, Lock.self, Verify.self, Reproduce.self,
      Read.self, Unlock.self, Series.self, Store.self, Face.self, Maps.self, Specimens.self,
    ])
}

@main enum Main {
  static func main() async {
    let work = Task { try await run() }
    let interrupts = Interrupt.sources { work.cancel() }
    do {
      try await work.value
    } catch {
      Failure(error).exit()
    }
    for source in interrupts { source.cancel() }
  }

  private static func run() async throws {
    var command = try Mien.parseAsRoot()
    if var command = command as? any AsyncParsableCommand {
      try await command.run()
    } else {
      try command.run()
    }
  }
}
