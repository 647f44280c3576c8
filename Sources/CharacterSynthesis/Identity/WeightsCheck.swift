extension IdentityLock {
  /// Refuses weights other than those that the character was locked with.
  ///
  /// - Throws: `SynthesisError` `badInput` that names the remedy.
  public func check(generatorDigest: String, shapeDigest: String) throws {
    try check(
      generatorDigest, is: self.generatorDigest, "generator weights",
      remedy: "Name the locked ones with --weights, take")
    try check(shapeDigest, is: self.shapeDigest, "head table", remedy: "Take")
  }

  /// Refuses a renderer whose weights are not the locked ones.
  public func check(_ renderer: CharacterRenderer) throws {
    try check(
      generatorDigest: renderer.weightsDigest, shapeDigest: try RenderManifest.shapeDigest())
  }

  /// Refuses a head table other than the locked one: for what takes the head's shape and no picture of
  /// the generator's.
  public func checkHead() throws {
    try check(
      try RenderManifest.shapeDigest(), is: shapeDigest, "head table", remedy: "Take")
  }

  private func check(
    _ found: String, is locked: String, _ what: String, remedy: String
  ) throws {
    guard found != locked else { return }
    throw SynthesisError(
      .badInput,
      "\(character) is locked in '\(series)' with the \(what) \(locked.prefix(12)), these are "
        + "\(found.prefix(12)): the face would not be the same. \(remedy) the Mien that locked the "
        + "series, or lock \(character) anew with 'mien lock --update'.")
  }
}
