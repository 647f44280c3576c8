package import CharacterCore

/// Reads a reel from YAML, and complains about everything that is wrong with it at once.
package struct ReelReader: Sendable {
  /// The built-in expressions and their synonyms.
  package let presets: [String]
  /// The expressions that the performing character brings along, or `nil` where nobody is cast yet:
  /// an unknown name is then only a warning.
  package let custom: [String]?
  /// Names of actions that the body can do, the built-in ones (`BodyAction.Known`) among them, or `nil`
  /// where any will do.
  package let actions: [String]?
  /// The content of a motion file that the reel names, or an error that says why it is of no use. Where it
  /// is `nil`, files are named and not read.
  package let motion: (@Sendable (String) throws -> [UInt8])?

  /// The same of a take of a face.
  package let face: (@Sendable (String) throws -> CapturedFace)?

  package init(
    presets: [String], custom: [String]?, actions: [String]? = nil,
    motion: (@Sendable (String) throws -> [UInt8])? = nil,
    face: (@Sendable (String) throws -> CapturedFace)? = nil
  ) {
    (self.presets, self.custom, self.actions) = (presets, custom, actions)
    (self.motion, self.face) = (motion, face)
  }

  /// The reel in a file's bytes; `file` is the name that diagnostics carry.
  package func read(_ bytes: some Collection<UInt8>, file: String) -> Reading<Reel> {
    SpecFile.read(bytes, file: file, title: "reel") { fields, report in
      ReelFormat.reel(fields, names: self, report)
    }
  }
}
