internal import CharacterCore
internal import Foundation

/// What a track is taken for, and what is needed to look at it again together with others.
struct Judgement {
  typealias Report = VerificationReport

  var track: Report.Track
  /// For a track that is between a character's own and somebody else's as a whole, because it shows too few
  /// different looks: whose it may be, and what was read in it.
  var open: (lock: IdentityLock, readings: [FaceReading])?

  /// Looks at one character's open tracks together: shots of somebody who only resembles her all lie
  /// in the same direction, while what light and expression do to her own evens out.
  ///
  /// Tracks that are settled by themselves have no part in it, so that no number of her own shots hides a
  /// stranger's among them.
  static func settle(_ judgements: inout [Judgement]) {
    let names = Set(judgements.compactMap(\.open?.lock.character)).sorted()
    for name in names {
      let places = judgements.indices.filter { judgements[$0].open?.lock.character == name }
      guard places.count > 1, let lock = judgements[places[0]].open?.lock,
        let variation = lock.variation
      else { continue }
      let readings = places.flatMap { judgements[$0].open?.readings ?? [] }
      let looks = DifferentLooks.count(readings)
      let distance = variation.distance(to: FaceVariation.mean(readings))
      let (own, limit) = (variation.reach.own, variation.reach.limit(looks: looks))
      guard distance <= own || distance > limit else { continue }
      for place in places {
        judgements[place].track.outcome = distance <= own ? .kept : .drifted
        judgements[place].track.reason = String(
          format: distance <= own
            ? "by itself it could not be told, but \(places.count) such shots together are \(name) "
              + "(%.3f apart, up to %.3f is hers)"
            : "it resembles \(name), but \(places.count) such shots together are somebody else's face "
              + "(%.3f apart, up to %.3f is hers)",
          distance, own)
      }
    }
  }
}
