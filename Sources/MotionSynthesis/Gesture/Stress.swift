internal import CharacterCore

/// The moments of a timeline that hands land on: open vowels of what is spoken, or else an even pulse.
enum Stress {
  /// Seconds between two that are both landed on.
  static let spacing = 0.5

  /// The stressed moments of a beat's speech: each open sound that is no less open than the ones beside
  /// it, at the middle of its time.
  static func times(of beat: Beat, from start: Double) -> [Double] {
    guard !beat.visemes.isEmpty else { return [] }
    let lead = min(0.1, 0.1 * beat.duration)
    let slot = min(
      (beat.duration - lead) / Double(beat.visemes.count), SpeechTrack.slowestViseme)
    let open = beat.visemes.map(openness)
    var times: [Double] = []
    for index in open.indices where open[index] > 0.4 {
      let before = index > 0 ? open[index - 1] : 0
      let after = index + 1 < open.count ? open[index + 1] : 0
      guard open[index] >= before, open[index] >= after else { continue }
      let time = start + lead + slot * (Double(index) + 0.5)
      if time - (times.last ?? -.infinity) >= spacing { times.append(time) }
    }
    return times
  }

  /// Where a beat gesture lands.
  static func times(of cue: GestureCue, style: GestureStyle) -> [Double] {
    let timing = cue.timing
    let spoken = times(of: cue.beat, from: cue.beatStart).filter { $0 > timing.stroke + 0.08 }
    if !spoken.isEmpty { return Array(spoken.prefix(cue.action.times ?? .max)) }
    return (0..<timing.times).map { timing.stroke + (Double($0) + 0.6) * timing.period }
  }

  /// 0 shut to 1 wide open.
  private static func openness(_ viseme: Viseme) -> Double {
    switch viseme {
    case .aa: 1
    case .oh: 0.8
    case .e: 0.7
    case .ou: 0.5
    case .ih: 0.45
    default: 0
    }
  }
}
