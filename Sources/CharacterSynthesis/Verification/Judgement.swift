internal import CharacterCore
internal import Foundation

/// What a track is taken for, and what is needed to look at it again together with others.
struct Judgement {
  typealias Report = VerificationReport

  /// Whose a track may be that is between a character's own and somebody else's as a whole, because it
  /// shows too few different looks, and what was read in it.
  struct Open {
    let lock: IdentityLock
    let readings: [FaceReading]
  }

  let track: Report.Track
  var open: Open?

  /// The tracks of each of the media, once each character's open ones were looked at together: shots of
  /// somebody who only resembles her all lie in the same direction, while what light and expression do to
  /// her own evens out.
  ///
  /// Tracks that are settled by themselves have no part in it, so that no number of her own shots hides a
  /// stranger's among them.
  static func settled(_ media: [[Judgement]]) -> [[Report.Track]] {
    let verdicts = Dictionary(
      grouping: media.joined().compactMap(\.open), by: \.lock.character
    ).compactMapValues(verdict)
    return media.map { judgements in
      judgements.map { judgement in
        var track = judgement.track
        if let name = judgement.open?.lock.character, let verdict = verdicts[name] {
          (track.outcome, track.reason) = verdict
        }
        return track
      }
    }
  }

  /// What one character's open tracks are together; `nil` where that cannot be told either.
  private static func verdict(_ shots: [Open]) -> (Report.Outcome, reason: String)? {
    let lock = shots[0].lock
    guard shots.count > 1, let variation = lock.variation else { return nil }
    let whole = Report.Whole(of: shots.flatMap(\.readings), in: variation)
    let together = "\(shots.count) such shots together are"
    if whole.isOwn {
      return (
        .kept, "by itself it could not be told, but \(together) \(lock.character) (\(whole.text))"
      )
    }
    guard whole.isOther else { return nil }
    return (
      .drifted,
      "it resembles \(lock.character), but \(together) somebody else's face (\(whole.text))"
    )
  }
}

extension VerificationReport.Whole {
  /// How far what was read is from a locked face, whose way of moving is taken out.
  init(of readings: [FaceReading], in variation: FaceVariation) {
    looks = DifferentLooks.count(readings)
    own = variation.reach.own
    distance = TrackJudge.rounded(variation.distance(to: FaceVariation.mean(readings)))
    limit = TrackJudge.rounded(variation.reach.limit(looks: looks))
  }

  var isOwn: Bool { distance <= own }
  var isOther: Bool { distance > limit }
  var text: String { String(format: "%.3f apart, up to %.3f is hers", distance, own) }
}
