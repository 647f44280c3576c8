internal import CharacterCore

/// The movement of every muscle of the face through a clip, without speech and blinks.
///
/// A list of transitions: each takes every channel from wherever it is towards a target, along a path
/// without a jolt, with a delay and a duration of its own. A value is a chain of convex blends, so it
/// never leaves the range of the targets, has no jump in speed, and is known at any time without what
/// went before. The 53rd channel is laughter.
struct ExpressionTrack: Sendable {
  static let channelCount = Blendshape.allCases.count + 1
  static let laughter = channelCount - 1

  struct Transition: Sendable {
    var start: Double
    var target: [Double]
    /// Seconds after `start`, and seconds from there, for each channel.
    var delay: [Double]
    var duration: [Double]
    /// When the last channel has arrived.
    var end: Double
  }

  /// A micro-expression: there and back while the held expression goes on beneath.
  struct Flash: Sendable {
    var start: Double
    /// At most 0.2 s.
    var duration: Double
    var target: [Double]

    func share(at time: Double) -> Double {
      let share = (time - start) / duration
      return share < 0.5 ? Ease.minimumJerk(share / 0.38) : Ease.minimumJerk((1 - share) / 0.48)
    }
  }

  let rest: [Double]
  private(set) var transitions: [Transition] = []
  private(set) var flashes: [Flash] = []

  init(cues: [Cue], physique: Physique, manner: Manner, stream: RandomStream) {
    rest = physique.rest + [0]
    for cue in cues {
      let stream = stream.stream(cue.index)
      if let flash = cue.flash {
        var draw = stream.stream("flash")
        let duration = min(draw.uniform(0.16, 0.2), cue.end - cue.start)
        let start = (cue.start + cue.end - duration) / 2
        flashes.append(Flash(start: start, duration: duration, target: physique.target(flash)))
      }
      guard let act = cue.act else { continue }
      // A short beat hurries: its expression has to be there before the beat is over.
      let onset = min(act.apex.onset / manner.tempo, max(0.8 * act.duration, 0.28))
      let arrival = add(
        physique.target(act.apex), at: cue.start, lasting: max(onset, 0.28),
        stream.stream("onset"))
      let settling = arrival + 0.5
      guard settling + 0.6 < cue.start + act.duration else { continue }
      _ = add(
        physique.target(act.settled), at: settling, lasting: 1.6 / manner.tempo,
        stream.stream("settling"))
    }
  }

  /// Adds a transition whose regions and halves set off one shortly after the other; returns when the
  /// last has arrived.
  private mutating func add(
    _ target: [Double], at start: Double, lasting duration: Double, _ stream: RandomStream
  ) -> Double {
    let regions = FaceRegion.allCases.map { region in
      var draw = stream.stream(region.rawValue)
      return (
        delay: draw.uniform(0, 0.08), duration: duration * draw.uniform(0.92, 1.1),
        lag: draw.normal(deviation: 0.012, limit: 0.025)
      )
    }
    var transition = Transition(start: start, target: target, delay: [], duration: [], end: start)
    for index in 0..<Self.channelCount {
      let isShape = index < Blendshape.allCases.count
      let region = regions[(isShape ? FaceRegion.ofChannel[index] : .mouth).rawValue]
      let side = isShape ? FaceRegion.sideOfChannel[index] : 0
      transition.delay.append(region.delay + (side == 0 ? 0.025 : 0.025 + side * region.lag))
      transition.duration.append(region.duration)
      transition.end = max(transition.end, start + transition.delay[index] + region.duration)
    }
    transitions.append(transition)
    return transition.end
  }

  /// Every channel at a time, 0...1 each.
  func channels(at time: Double) -> [Double] {
    var values = rest
    let last = transitions.lastIndex(ofSorted: time) { $0.start }
    var first = last
    while first > 0, transitions[first].end > time { first -= 1 }
    for transition in transitions.dropFirst(first).prefix(last - first + 1)
    where transition.start < time {
      for index in values.indices {
        let share = (time - transition.start - transition.delay[index]) / transition.duration[index]
        values[index] += (transition.target[index] - values[index]) * Ease.onset(share)
      }
    }
    for flash in flashes where time > flash.start && time < flash.start + flash.duration {
      let share = flash.share(at: time)
      for index in values.indices {
        values[index] += (flash.target[index] - values[index]) * share
      }
    }
    return values
  }
}

extension Physique {
  /// Where a mood takes the channels of an `ExpressionTrack`.
  func target(_ mood: Mood) -> [Double] { channels(of: mood) + [min(mood.laughter, 1.2)] }
}
