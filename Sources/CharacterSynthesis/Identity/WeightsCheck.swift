extension IdentityLock {
  /// Refuses weights other than those that the character was locked with.
  ///
  /// - Throws: `SynthesisError` `badInput` that names the remedy.
  public func check(generatorDigest: String, shapeDigest: String) throws {
    for (what, locked, found) in [
      ("generator weights", self.generatorDigest, generatorDigest),
      ("head table", self.shapeDigest, shapeDigest),
    ] where locked != found {
      throw SynthesisError(
        .badInput,
        "\(character) is locked in '\(series)' with the \(what) \(locked.prefix(12)), these are "
          + "\(found.prefix(12)): the face would not be the same. Name the locked ones with "
          + "--weights, take the Mien that locked the series, or lock \(character) anew with "
          + "'mien lock --update'.")
    }
  }

  /// Refuses a renderer whose weights are not the locked ones.
  public func check(_ renderer: CharacterRenderer) throws {
    try check(
      generatorDigest: renderer.weightsDigest, shapeDigest: try RenderManifest.shapeDigest())
  }
}
