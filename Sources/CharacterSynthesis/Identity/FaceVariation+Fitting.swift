internal import CharacterCore

extension FaceVariation {
  /// A picture of the sitting, as fitting takes it.
  struct Picture {
    var reading: FaceReading
    var vector: [Float] { reading.embedding.vector }
    /// Pictures of one circumstance are left out together to see how far an honest film can get.
    var circumstance: Circumstance
  }

  /// What a film has in common from end to end: a light, and what is done to its pictures.
  struct Circumstance: Hashable {
    /// As in `IdentitySitting.Shot`.
    var light: Int
    var degradations: [Degradation]
  }

  /// How far the limits lie beyond what was seen in a sitting: see `Documentation/identity.md`.
  private static let (beyondMeans, beyondSingles) = (1.15, 1.1)

  /// Fits directions and limits.
  ///
  /// - Parameters:
  ///   - pictures: all of the character's own.
  ///   - morphs: for each stranger, what is read in pictures of a face on the way to them.
  static func fitted(to pictures: [Picture], morphs: [[FaceReading]]) -> FaceVariation {
    var whole = FaceVariation(fitting: pictures.map(\.vector))
    var (single, mean) = (0.0, 0.0)
    for alike in Dictionary(grouping: pictures.indices, by: { pictures[$0].circumstance }).values {
      // Every second one, so that the circumstance is known, as it is when a film is made.
      let held = alike.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      guard held.count > 1 else { continue }
      let rest = Set(pictures.indices).subtracting(held).sorted()
      let model = FaceVariation(fitting: rest.map { pictures[$0].vector })
      let faces = held.map { pictures[$0].reading }
      single = max(single, faces.map { model.distance(to: $0.embedding.vector) }.max() ?? 0)
      mean = max(mean, model.distance(to: Self.mean(faces)))
    }
    let trials = morphs.filter { !$0.isEmpty }.map { whole.distance(to: Self.mean($0)) }
    let morphed = trials.reduce(0, +) / Double(max(trials.count, 1))
    let own = beyondMeans * mean
    func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
    whole.reach = Reach(
      own: rounded(own), single: rounded(max(own, beyondSingles * single)),
      worstSingle: rounded(single), worstMean: rounded(mean), morphed: rounded(morphed))
    return whole
  }
}
