import ArgumentParser

@main struct Mien: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mien",
    abstract: "Characters of AI micro-dramas who stay themselves: define, render, lock.",
    subcommands: [Maps.self])
}
