import CharacterCore
import CharacterSynthesis
import Foundation

/// Writes specs for the commands that make them.
enum SpecOutput {
  /// Writes text to a file, or to standard output for '-', and says where.
  static func write(
    _ text: String, to output: String?, for name: String, overwrite: Bool
  ) throws {
    if output == "-" {
      print(text, terminator: "")
      return
    }
    let url = try OutputFile.url(output, for: name, extension: "yaml", overwrite: overwrite)
    try WholeFile.write(text, to: url)
    print(url.relativePath)
  }

  /// A name in lower case, with hyphens for all that is no letter or digit.
  static func fileName(for name: String) -> String {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? "character" : words.joined(separator: "-")
  }

  /// Refuses a name that a spec cannot hold.
  static func check(name: String) throws {
    let scalars = name.unicodeScalars
    guard (1...80).contains(scalars.count), scalars.first != " ", scalars.last != " " else {
      throw SynthesisError(
        .badInput, "'\(name)' is no name for a spec: write 1 to 80 characters, no space at an end.")
    }
  }
}
