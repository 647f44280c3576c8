internal import CharacterCore

/// The breath: 12 to 18 a minute at rest by arousability, faster in strong emotions; in 35 %, out 45 %
/// and a pause of 20 % of each.
struct BreathModel: Sendable {
  private let spans: [(start: Double, breaths: Double, perSecond: Double)]

  init(cues: [Cue], manner: Manner, stream: RandomStream) {
    var draw = stream
    var breaths = draw.uniform()
    spans = cues.map { cue in
      let perSecond = manner.breathsPerMinute * cue.mood.breath / 60
      defer { breaths += perSecond * (cue.end - cue.start) }
      return (cue.start, breaths, perSecond)
    }
  }

  /// 0 breathed out to 1 breathed in.
  func value(at time: Double) -> Double {
    guard !spans.isEmpty else { return 0 }
    let span = spans[spans.lastIndex(ofSorted: time) { $0.start }]
    let phase = span.breaths + span.perSecond * (time - span.start)
    let share = phase - phase.rounded(.down)
    if share < 0.35 { return Math.smoothstep(0, 0.35, share) }
    return 1 - Math.smoothstep(0.35, 0.8, share)
  }
}
