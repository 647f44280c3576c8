internal import CharacterCore
internal import Foundation

/// When the lids close, and how.
///
/// Spontaneous blinks come at log-normal intervals, more often in talk than at rest (Bentivoglio
/// 1997); wide shifts of gaze bring a blink along; and the author may set some. A blink closes in
/// about 66 ms, stays shut for 10 to 50 ms, and opens in 150 to 240 ms (Trutoiu 2011).
package struct BlinkModel: Sendable {
  package struct Blink: Sendable, Equatable {
    /// Seconds.
    package var start, closing, closed, opening: Double
    /// Seconds by which the right lid follows the left; negative where it leads.
    package var lag: Double

    package var end: Double { start + closing + closed + opening + abs(lag) }

    /// 0 open to 1 shut.
    func closure(at time: Double) -> Double {
      let passed = time - start
      if passed <= 0 { return 0 }
      if passed < closing { return Math.smoothstep(0, closing, passed) }
      if passed <= closing + closed { return 1 }
      return 1 - Ease.lidOpening((passed - closing - closed) / opening)
    }
  }

  package let blinks: [Blink]

  /// The closest that two blinks follow each other, unless the author wants them closer.
  private static let pause = 0.45

  init(cues: [Cue], shifts: [GazeModel.Shift], manner: Manner, stream: RandomStream) {
    let authored = cues.flatMap { cue in cue.beat.blinks.map { cue.start + $0 } }.sorted()
    var times = authored
    func isFree(_ time: Double) -> Bool {
      let next = times.partitioningIndex { $0 > time }
      let isClear = next == 0 || time - times[next - 1] >= Self.pause
      return isClear && (next == times.count || times[next] - time >= Self.pause)
    }
    func admit(_ time: Double) {
      if isFree(time) { times.insert(time, at: times.partitioningIndex { $0 > time }) }
    }
    for (index, shift) in shifts.enumerated() {
      var draw = stream.stream("evoked").stream(index)
      if draw.uniform() < Math.smoothstep(14, 36, shift.amplitude) { admit(shift.time) }
    }
    for time in Self.spontaneous(cues, manner, stream.stream("spontaneous")) { admit(time) }
    blinks = times.enumerated().map { index, time in
      var draw = stream.stream("shape").stream(index)
      let cue = cues[cues.lastIndex(ofSorted: time) { $0.start }]
      let slowness = manner.lidSlowness * cue.mood.lids
      return Blink(
        start: time, closing: slowness * draw.uniform(0.058, 0.074),
        closed: draw.uniform(0.01, 0.05), opening: slowness * draw.uniform(0.15, 0.24),
        lag: draw.normal(deviation: 0.003, limit: 0.008))
    }
  }

  /// Times at which the count of blinks due, the integral of the rate, passes sums of log-normal
  /// numbers of mean 1; so a higher rate only ever moves blinks closer together.
  private static func spontaneous(
    _ cues: [Cue], _ manner: Manner, _ stream: RandomStream
  ) -> [Double] {
    var times: [Double] = []
    var due = 0.0
    var draw = stream.stream(0)
    var next = draw.uniform(0.25, 1)
    for cue in cues {
      let talk = cue.isSpeaking ? 26.0 / 17 : 1
      let rate = manner.blinksPerMinute * talk * cue.mood.blinks / 60
      var start = cue.start
      while due + rate * (cue.end - start) >= next {
        start += (next - due) / rate
        due = next
        times.append(start)
        var draw = stream.stream(times.count)
        next += max(draw.logNormal(mean: 1, sigma: 0.55), 0.18)
      }
      due += rate * (cue.end - start)
    }
    return times
  }

  /// How far each lid is shut, 0...1: left and right.
  package func closure(at time: Double) -> (left: Double, right: Double) {
    var (left, right) = (0.0, 0.0)
    var index = blinks.lastIndex(ofSorted: time + 0.01) { $0.start }
    while index >= 0, index < blinks.count, blinks[index].start > time - 1 {
      left = max(left, blinks[index].closure(at: time))
      right = max(right, blinks[index].closure(at: time - blinks[index].lag))
      index -= 1
    }
    return (left, right)
  }
}

extension Array {
  /// The first index at which a condition that stays true once true holds.
  func partitioningIndex(where isAfter: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
