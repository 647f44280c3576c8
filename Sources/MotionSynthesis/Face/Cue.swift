internal import CharacterCore

/// A beat set in time, with what it means to the performer.
struct Cue: Sendable {
  let index: Int
  /// Seconds from the clip's start.
  let start, end: Double
  let beat: Beat
  /// What the character feels through the beat.
  let mood: Mood
  /// The expression that begins here; `nil` where one goes on.
  let act: Act?
  /// The micro-expression in the middle of the beat.
  let flash: Mood?

  struct Act: Sendable {
    let apex, settled: Mood
    /// Seconds until another expression begins.
    let duration: Double
  }

  var isSpeaking: Bool { !beat.visemes.isEmpty }

  /// The longest reel, in seconds.
  static let longestReel = 3600.0

  /// The reel's beats one after another. A micro-expression leaves what was shown before it in place,
  /// and beats that show the same thing are one act.
  static func sheet(
    of reel: Reel, for performer: Performer, physique: Physique
  ) throws(MotionSynthesisError) -> [Cue] {
    for (number, beat) in reel.beats.enumerated() {
      try check(beat, "Beat \(number + 1) of reel '\(reel.name)'")
    }
    guard reel.duration <= longestReel else {
      throw MotionSynthesisError(
        .reelTooLong,
        "Reel '\(reel.name)' lasts \(reel.duration) s; the longest that can be performed at once "
          + "is \(longestReel) s, so split it.")
    }
    var cues: [Cue] = []
    var shown: [WeightedExpression] = []
    var start = 0.0
    for (index, beat) in reel.beats.enumerated() {
      let isNew = !beat.isMicroExpression && (beat.expressions != shown)
      if isNew { shown = beat.expressions }
      let mood = try Mood(shown, of: performer, physique: physique)
      let flash =
        beat.isMicroExpression
        ? try Mood(beat.expressions, of: performer, physique: physique) : nil
      var act: Act?
      if isNew {
        let following = reel.beats[index...].prefix {
          $0.isMicroExpression || $0.expressions == beat.expressions
        }
        act = Act(
          apex: mood,
          settled: try Mood(shown, of: performer, physique: physique, isSettled: true),
          duration: following.reduce(0) { $0 + $1.duration })
      }
      let end = start + beat.duration
      cues.append(
        Cue(index: index, start: start, end: end, beat: beat, mood: mood, act: act, flash: flash))
      start = end
    }
    return cues
  }

  private static func check(_ beat: Beat, _ name: String) throws(MotionSynthesisError) {
    func fail(_ what: String) -> MotionSynthesisError {
      MotionSynthesisError(.invalidReel, "\(name) \(what).")
    }
    guard beat.duration.isFinite, beat.duration > 0 else {
      throw fail("lasts \(beat.duration) s; give it a positive number of seconds")
    }
    guard beat.blinks.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw fail("has a blink at a time that is not 0 or more seconds")
    }
    if case .direction(let yaw, let pitch) = beat.gaze, !(yaw.isFinite && pitch.isFinite) {
      throw fail("looks in a direction that is not finite; give it degrees")
    }
    if let head = beat.head, !(head.x.isFinite && head.y.isFinite && head.z.isFinite) {
      throw fail("turns the head by an angle that is not finite; give it degrees")
    }
  }
}
