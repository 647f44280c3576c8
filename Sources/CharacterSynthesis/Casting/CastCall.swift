public import CharacterCore

/// Whom a casting looks for; what is `nil` or empty is left open.
///
/// A candidate is a seed whose own draws meet the call, so that the seed alone gives the face.
public struct CastCall: Sendable {
  /// Years.
  public var age: ClosedRange<Double>?
  /// Presentation: 0 female to 1 male.
  public var sex: ClosedRange<Double>?
  /// Ancestries that make up a candidate: together nearly all, and each a fair share.
  public var ancestries: [AncestryName]
  /// 0 lightest to 1 darkest.
  public var skin: ClosedRange<Double>?
  public var hair: [HairParameters.Style]

  /// The ancestries by the names of the format.
  public enum AncestryName: String, CaseIterable, Sendable {
    case european, african, eastAsian, southAsian

    func share(of mix: Ancestry) -> Double {
      switch self {
      case .european: mix.european
      case .african: mix.african
      case .eastAsian: mix.eastasian
      case .southAsian: mix.southasian
      }
    }
  }

  public init(
    age: ClosedRange<Double>? = nil, sex: ClosedRange<Double>? = nil,
    ancestries: [AncestryName] = [], skin: ClosedRange<Double>? = nil,
    hair: [HairParameters.Style] = []
  ) {
    (self.age, self.sex, self.ancestries) = (age, sex, ancestries)
    (self.skin, self.hair) = (skin, hair)
  }

  /// Whether a person is looked for.
  public func admits(_ face: FaceParameters) -> Bool {
    admits(face.head)
      && skin?.contains(face.look.melanin) != false
      && (hair.isEmpty || hair.contains(face.look.hair.style))
  }

  private func admits(_ head: HeadParameters) -> Bool {
    guard age?.contains(head.ageYears) != false, sex?.contains(head.sex) != false else {
      return false
    }
    guard !ancestries.isEmpty else { return true }
    let shares = ancestries.map { $0.share(of: head.ancestry) }
    return shares.reduce(0, +) >= 0.75 && shares.allSatisfy { $0 >= 0.5 / Double(shares.count) }
  }

  /// The candidates of a casting in their order, without end as long as anybody meets the call:
  /// seeds of six digits, and of nine where those give out.
  ///
  /// - Parameter seed: other seeds bring other people.
  public func candidates(seed: UInt64, resolver: CharacterResolver) -> some Sequence<
    ResolvedCharacter
  > {
    Candidates(call: self, resolver: resolver, stream: RandomStream(seed: seed).stream("cast"))
  }

  /// How many seeds are tried for one candidate before the call is held to be too narrow.
  static let patience = 100_000

  private struct Candidates: Sequence, IteratorProtocol {
    let call: CastCall
    let resolver: CharacterResolver
    let stream: RandomStream
    var tried = 0
    var seen: Set<UInt64> = []

    mutating func next() -> ResolvedCharacter? {
      for _ in 0..<CastCall.patience {
        var chance = stream.stream(tried)
        tried += 1
        let digits: UInt64 = tried < 200_000 ? 900_000 : 900_000_000
        let seed = digits / 9 + chance.next() % digits
        guard resolver.admits(seed, call), seen.insert(seed).inserted else { continue }
        return resolver.resolve(CharacterSpec(name: "\(seed)", seed: seed))
      }
      return nil
    }
  }
}
