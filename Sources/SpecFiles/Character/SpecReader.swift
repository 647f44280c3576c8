package import CharacterCore

/// Reads a character from YAML, and complains about everything that is wrong with it at once.
package struct SpecReader: Sendable {
  package init() {}

  /// The character in a file's bytes; `file` is the name that diagnostics carry.
  package func read(_ bytes: some Collection<UInt8>, file: String) -> Reading<CharacterSpec> {
    SpecFile.read(bytes, file: file, title: "character") { fields, _ in
      CharacterFormat.spec(fields)
    }
  }
}
