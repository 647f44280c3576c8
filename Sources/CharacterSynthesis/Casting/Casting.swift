public import CharacterCore
internal import FaceGeneration

/// Chooses candidates whom the identity encoder holds to be unlike each other, and makes their
/// portraits. Not for two callers at once.
public final class Casting {
  /// Somebody on the sheet.
  public struct Candidate: Sendable {
    public let character: ResolvedCharacter
    public let portrait: Raster
    /// The seed of the one on the sheet who is most like this one, and how much: the cosine.
    public internal(set) var nearest: (seed: UInt64, likeness: Float)?
  }

  private let renderer: CharacterRenderer
  private let reader: PortraitReader
  /// Two candidates whose likeness reaches this are too much alike for one sheet: the encoder might
  /// take them for one person.
  private let limit: Float

  /// - Throws: where the identity encoder is missing or damaged.
  public init(renderer: CharacterRenderer) throws {
    self.renderer = renderer
    reader = try PortraitReader(shape: renderer.studio.model.shape)
    limit = try PairCalibration(metadata: reader.metadata).bucket(yaw: 0).unlike
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
    var embeddings: [FaceEmbedding] = []
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
        let embedding = try reader.read(
          portrait, of: character.face, renderer.portraitState(of: character)
        ).embedding
        guard embeddings.allSatisfy({ $0.cosine(embedding) < limit }) else { continue }
        embeddings.append(embedding)
        chosen.append(Candidate(character: character, portrait: portrait))
        progress(chosen.count, count)
      }
    }
    for index in chosen.indices {
      for other in chosen.indices where other != index {
        let likeness = embeddings[index].cosine(embeddings[other])
        if likeness > chosen[index].nearest?.likeness ?? -2 {
          chosen[index].nearest = (chosen[other].character.seed, likeness)
        }
      }
    }
    return chosen
  }
}
