import ArgumentParser

@main struct Mien: AsyncParsableCommand {}
