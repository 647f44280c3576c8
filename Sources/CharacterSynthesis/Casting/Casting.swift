public import CharacterCore

/// Chooses candidates who are unlike each other, and makes their portraits.
public struct Casting: Sendable {
  /// Somebody on the sheet.
  public struct Candidate: Sendable {
    public let character: ResolvedCharacter
    public let portrait: Raster
    /// The seed of the one on the sheet who is most like this one, and how much: the cosine.
    public internal(set) var nearest: (seed: UInt64, likeness: Float)?
  }

  private let renderer: CharacterRenderer
  /// Two candidates whose likeness reaches this are too much alike for one sheet.
  private let limit: Float

  public init(renderer: CharacterRenderer) {
    self.renderer = renderer
    limit = FaceSignature.limit
  }

  /// The first so many of the candidates each of whom is unlike all before.
  ///
  /// - Parameter progress: called with the number found, and the number wanted.
  /// - Returns: fewer than `count` only where the call is too narrow: no more candidates, or four
  ///   times as many tried as wanted.
  public func choose(
    _ count: Int, from candidates: some Sequence<ResolvedCharacter>,
    progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> [Candidate] {
    var chosen: [Candidate] = []
    var signatures: [FaceSignature] = []
    var iterator = candidates.makeIterator()
    var left = 4 * count
    while chosen.count < count, left > 0 {
      var batch: [ResolvedCharacter] = []
      let wanted = min(renderer.settings.threads, count - chosen.count, left)
      while batch.count < wanted, let next = iterator.next() { batch.append(next) }
      if batch.isEmpty { break }
      left -= batch.count
      let portraits = try await renderer.portraits(of: batch)
      for (character, portrait) in zip(batch, portraits) {
        let signature = FaceSignature(character)
        guard !signatures.contains(where: { $0.likeness(to: signature) >= limit }) else { continue }
        signatures.append(signature)
        chosen.append(Candidate(character: character, portrait: portrait))
        progress(chosen.count, count)
      }
    }
    for index in chosen.indices {
      for other in chosen.indices where other != index {
        let likeness = signatures[index].likeness(to: signatures[other])
        if likeness > chosen[index].nearest?.likeness ?? -2 {
          chosen[index].nearest = (chosen[other].character.seed, likeness)
        }
      }
    }
    return chosen
  }
}
