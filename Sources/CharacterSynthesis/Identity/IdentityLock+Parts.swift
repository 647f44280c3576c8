package import CharacterCore

extension IdentityLock {
  /// What a lock names by digest.
  package struct Digests: Sendable {
    package var spec, generator, shape, encoder: String
    package init(spec: String, generator: String, shape: String, encoder: String) {
      (self.spec, self.generator, self.shape, self.encoder) = (spec, generator, shape, encoder)
    }
  }

  package init(
    series: String, version: Int, mayChange: Freedom, digests: Digests, history: [Past] = [],
    spec: String, resolved: ResolvedCharacter, baseline: ExpressionWeights,
    expressionCost: ExpressionCost, style: StyleRange, faces: [Face], variation: FaceVariation?
  ) {
    mienLock = Self.format
    (self.series, character) = (series, resolved.name)
    (self.version, self.mayChange, self.history) = (version, mayChange, history)
    (specDigest, generatorDigest) = (digests.spec, digests.generator)
    (shapeDigest, encoderDigest) = (digests.shape, digests.encoder)
    (self.spec, self.resolved) = (spec, resolved)
    (self.baseline, self.expressionCost) = (baseline, expressionCost)
    (self.style, self.faces, self.variation) = (style, faces, variation)
  }
}
