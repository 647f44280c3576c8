internal import CharacterCore
internal import Foundation

/// Says of a track who it is, and whether it stays that.
struct TrackJudge {
  typealias Report = VerificationReport

  /// Everybody of the series who could be seen.
  let cast: [IdentityLock]
  /// Whom one may see; anybody else of the cast is the wrong person.
  let expected: [String]
  /// True for pictures that others' programs made: whoever is the same person is kept.
  let isForeign: Bool
  let limits: EncoderCalibration.Limits

  /// How many used sightings a stretch has that is judged by itself: half a second at 25 frames.
  static let stretch = 12
  /// A track of fewer sightings is a flicker of the detector: without a legible one, or where it is
  /// never sure. Where both are so, a track that lasts less than `stretch` is one.
  static let flicker = 4
  static let sure: Float = 0.9

  /// A sighting that can be relied upon.
  private struct Look {
    let sighting: Sighting
    let reading: FaceReading
    let bucket: YawBucket
  }

  /// `nil` for a flicker.
  ///
  /// - Parameter isSingle: true where the track is all there is: a picture.
  func judge(_ track: FaceTrack, isSingle: Bool) -> Judgement? {
    var doubts: [String: Int] = [:]
    var looks: [Look] = []
    for sighting in track.sightings {
      if let look = look(sighting, &doubts) { looks.append(look) }
    }
    let isSure = track.sightings.contains { $0.face.score >= Self.sure }
    let least =
      switch (isSure, !looks.isEmpty) {
      case (true, true): 1
      case (false, false): Self.stretch
      default: Self.flicker
      }
    guard isSingle || track.sightings.count >= least else { return nil }
    var result = blank(track, used: looks.count, doubts)
    guard !looks.isEmpty else {
      result.reason = "no frame of it is legible: " + Self.list(result.doubts)
      return Judgement(track: result)
    }
    result.drift = DriftCurve(looks.map { ($0.sighting.frame, $0.reading.embedding) })
    if let objection = styleObjection(looks) {
      result.doubts.append(Report.Doubt(doubt: "stylised", count: objection.count))
      result.reason =
        "it is drawn too much otherwise than what the encoder knows (\(objection.reason) in "
        + "\(objection.count) of \(looks.count) frames)"
      return Judgement(track: result)
    }
    let ranking = ranked(looks)
    guard let best = ranking.first else { return Judgement(track: result) }
    fill(&result, looks, best.lock, others: ranking.dropFirst().map(\.lock))
    decide(&result, looks, best.lock)
    return Judgement(
      track: result,
      open: result.outcome == .cannotTell
        ? Judgement.Open(lock: best.lock, readings: looks.map(\.reading)) : nil)
  }

  private func look(_ sighting: Sighting, _ doubts: inout [String: Int]) -> Look? {
    var reasons = sighting.face.doubts.map(\.rawValue)
    if let reading = sighting.face.reading, reasons.isEmpty {
      if Double(reading.interocular) < limits.eyeDistance { reasons.append("small") }
      if let blur = reading.estimates["blur"], Double(blur) > limits.blur {
        reasons.append("blurred")
      }
      if let bucket = YawBucket(yaw: Double(reading.yaw)) {
        if reasons.isEmpty { return Look(sighting: sighting, reading: reading, bucket: bucket) }
      } else {
        reasons.append("turned")
      }
    }
    for reason in reasons { doubts[reason, default: 0] += 1 }
    return nil
  }

  /// Why half of the looks or more are no pictures that the encoder can be asked about; `nil` where they
  /// are.
  private func styleObjection(_ looks: [Look]) -> (reason: String, count: Int)? {
    guard let first = cast.first else { return nil }
    let range = cast.dropFirst().reduce(first.style) { $0.union($1.style) }
    let objections = looks.compactMap { $0.reading.style.flatMap(range.objection) }
    guard 2 * objections.count >= looks.count else { return nil }
    // The most frequent reason; of two the first in the alphabet.
    let counts = Set(objections).map { reason in
      (reason, objections.count { $0 == reason })
    }
    let most = counts.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.first
    return most.map { ($0.0, objections.count) }
  }

  private func blank(_ track: FaceTrack, used: Int, _ doubts: [String: Int]) -> Report.Track {
    let (first, last) = (track.sightings[0], track.sightings[track.sightings.count - 1])
    return Report.Track(
      outcome: .cannotTell, reason: "", firstFrame: first.frame, lastFrame: last.frame,
      firstSecond: first.seconds, lastSecond: last.seconds, seen: track.sightings.count, used: used,
      doubts: doubts.keys.sorted().map { Report.Doubt(doubt: $0, count: doubts[$0] ?? 0) },
      frames: [])
  }

  // MARK: Scores

  private func score(_ look: Look, _ lock: IdentityLock) -> Double {
    lock.reference.map { Double(look.reading.embedding.cosine($0)) } ?? -1
  }

  private func compensated(_ look: Look, _ lock: IdentityLock) -> Double {
    min(
      1,
      score(look, lock)
        + lock.expressionCost.loss(of: look.reading.expression, beside: lock.baseline))
  }

  private func thresholds(_ look: Look, _ lock: IdentityLock) -> IdentityLock.Thresholds? {
    lock[look.bucket]?.thresholds
  }

  /// The score from which on a face passes as the character.
  private func bar(_ look: Look, _ lock: IdentityLock) -> Double {
    guard let found = thresholds(look, lock) else { return 1 }
    return isForeign ? found.same : found.own
  }

  /// The mean over looks of a compensated score less a level.
  private func above(
    _ looks: some Collection<Look>, _ lock: IdentityLock, _ level: (Look) -> Double
  ) -> Double {
    looks.reduce(0) { $0 + compensated($1, lock) - level($1) } / Double(max(looks.count, 1))
  }

  private func same(_ lock: IdentityLock) -> (Look) -> Double {
    { self.thresholds($0, lock)?.same ?? 1 }
  }

  private func ranked(_ looks: [Look]) -> [(lock: IdentityLock, above: Double)] {
    cast.map { ($0, above(looks, $0, same($0))) }.sorted {
      ($1.above, $0.lock.character) < ($0.above, $1.lock.character)
    }
  }

  private func fill(
    _ result: inout Report.Track, _ looks: [Look], _ lock: IdentityLock, others: [IdentityLock]
  ) {
    result.frames = looks.map { look in
      Report.Frame(
        frame: look.sighting.frame, second: Self.rounded(look.sighting.seconds),
        yaw: Self.rounded(Double(look.reading.yaw)), score: Self.rounded(score(look, lock)),
        compensated: Self.rounded(compensated(look, lock)), threshold: bar(look, lock),
        impostor: others.map { score(look, $0) }.max().map(Self.rounded),
        box: look.sighting.face.box)
    }
    let count = Double(looks.count)
    result.score = Self.rounded(result.frames.reduce(0) { $0 + $1.score } / count)
    result.compensatedScore = Self.rounded(result.frames.reduce(0) { $0 + $1.compensated } / count)
    result.threshold = Self.rounded(result.frames.reduce(0) { $0 + $1.threshold } / count)
    result.worst = result.frames.min {
      $0.compensated - $0.threshold < $1.compensated - $1.threshold
    }
    let means = others.map { other in
      (other.character, looks.reduce(0) { $0 + score($1, other) } / count)
    }
    if let nearest = means.max(by: { $0.1 < $1.1 }) {
      (result.impostor, result.impostorScore) = (nearest.0, Self.rounded(nearest.1))
    }
  }

  // MARK: Judgement

  private func decide(_ result: inout Report.Track, _ looks: [Look], _ lock: IdentityLock) {
    let name = lock.character
    if let change = change(looks) {
      (result.character, result.version) = (change.from.character, change.from.version)
      result.outcome = .wrongPerson
      result.reason =
        "from frame \(change.frame) on it is \(change.to.character), not \(change.from.character)"
      return
    }
    let isSame = above(looks, lock, same(lock)) >= 0
    guard isSame else {
      let isOther = above(looks, lock) { self.thresholds($0, lock)?.other ?? 1 } < 0
      let near = ranked(looks).map(\.lock).first { member in
        expected.contains(member.character)
          && above(looks, member) { self.thresholds($0, member)?.other ?? 1 } >= 0
      }
      if let near {
        (result.character, result.version) = (near.character, near.version)
        result.outcome = .drifted
        result.reason = "it resembles \(near.character), but is not the same person any more"
      } else {
        result.outcome = .unknownFace
        result.reason =
          isOther
          ? "it is nobody of the series; \(name) comes nearest"
          : "it is nobody who should be seen; \(name) comes nearest"
      }
      return
    }
    result.character = name
    result.version = lock.version
    guard expected.contains(name) else {
      result.outcome = .wrongPerson
      result.reason = "it is \(name) where \(Self.list(expected)) should be"
      return
    }
    if !isForeign, let variation = lock.variation {
      result.whole = Report.Whole(of: looks.map(\.reading), in: variation)
    }
    let window = min(Self.stretch, looks.count)
    var worst: (start: Int, above: Double) = (0, .infinity)
    for start in 0...(looks.count - window) {
      let part = looks[start..<start + window]
      let value = above(part, lock) { self.bar($0, lock) }
      if value < worst.above { worst = (start, value) }
    }
    if worst.above >= 0 {
      decideWhole(&result, name)
    } else {
      let part = looks[worst.start..<worst.start + window]
      let isGone = above(part, lock, same(lock)) < 0
      result.outcome = .drifted
      result.reason =
        "from frame \(part[part.startIndex].sighting.frame) to "
        + "\(part[part.endIndex - 1].sighting.frame) it "
        + (isGone ? "is not \(name)" : "is less like \(name) than any of the locked faces")
    }
  }

  /// Looks at the track as a whole: what is left of it when what light, sides, expressions and years do
  /// to this very face is taken out must be no more than the lock allows.
  private func decideWhole(_ result: inout Report.Track, _ name: String) {
    result.outcome = .kept
    result.reason = "it is \(name) all the time"
    guard let whole = result.whole, !whole.isOwn else { return }
    if whole.isOther {
      result.outcome = .drifted
      result.reason =
        "it resembles \(name), but as a whole it is somebody else's face (\(whole.text))"
    } else {
      result.outcome = .cannotTell
      result.reason =
        "it resembles \(name), but whether it is quite \(name) cannot be told from "
        + (whole.looks == 1 ? "one look" : "\(whole.looks) different looks") + " (\(whole.text))"
    }
  }

  /// Where within a track somebody of the cast gives way to somebody else of it; `nil` where nobody does.
  private func change(_ looks: [Look]) -> (from: IdentityLock, to: IdentityLock, frame: Int)? {
    let window = min(Self.stretch, looks.count)
    var first: IdentityLock?
    for start in 0...(looks.count - window) {
      let part = looks[start..<start + window]
      let best = cast.map { ($0, above(part, $0, same($0))) }.max {
        ($0.1, $1.0.character) < ($1.1, $0.0.character)
      }
      guard let (lock, value) = best, value >= 0 else { continue }
      guard let before = first else {
        first = lock
        continue
      }
      if before.character != lock.character {
        // Within the stretch: from where on the new face is nearer.
        let turn = part.first { score($0, lock) > score($0, before) } ?? part[start]
        return (before, lock, turn.sighting.frame)
      }
    }
    return nil
  }

  private static func list(_ doubts: [Report.Doubt]) -> String {
    doubts.map { "\($0.count) \($0.doubt)" }.joined(separator: ", ")
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: " or ") }

  static func rounded(_ value: Double) -> Double { (value * 1e5).rounded() / 1e5 }
}
