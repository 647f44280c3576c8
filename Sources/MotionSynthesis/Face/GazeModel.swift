internal import CharacterCore
internal import Foundation

/// Where the eyes want to look, in degrees relative to the camera: +yaw to the subject's left, +pitch
/// up.
///
/// Fixations on a target wander a degree about it, as eyes do on a face. A character that looks at
/// the camera now and then looks away for less than a second, and free gaze goes to and fro; how long
/// each lasts follows Lee, Badler and Badler (2002) and Andrist (2014), scaled by temperament.
package struct GazeModel: Sendable {
  /// A deliberate change of target, which head and lids take part in.
  package struct Shift: Sendable {
    package let time: Double
    package let target: SIMD2<Double>
    /// Degrees.
    package let amplitude: Double
  }

  package private(set) var shifts: [Shift] = []
  /// Where the eyes rest before the first shift.
  package let origin: SIMD2<Double>
  private var fixations: SaccadeTrack
  private var microsaccades = SaccadeTrack(from: .zero)
  private let manner: Manner

  init(cues: [Cue], manner: Manner, stream: RandomStream) {
    self.manner = manner
    origin = cues.first.map { Self.place(of: $0) } ?? .zero
    fixations = SaccadeTrack(from: origin)
    var place = origin
    for cue in cues {
      var draw = stream.stream("fixations").stream(cue.index)
      let latency = draw.uniform(0.03, 0.1)
      let next = Self.place(of: cue)
      var time = cue.start
      if next != place {
        time += min(latency, (cue.end - cue.start) / 4)
        shift(to: next, at: time)
        place = next
      }
      if cue.beat.gaze == .free {
        wanderFreely(cue, from: time, around: place, &draw)
      } else {
        hold(cue, from: time, on: place, &draw)
      }
    }
    addMicrosaccades(until: cues.last?.end ?? 0, stream.stream("microsaccades"))
  }

  /// The direction wanted at a time.
  package func target(at time: Double) -> SIMD2<Double> {
    fixations.value(at: time) + microsaccades.value(at: time)
  }

  /// What a beat's gaze comes to, with the little that an emotion takes it aside.
  private static func place(of cue: Cue) -> SIMD2<Double> {
    let tendency = 0.3 * cue.mood.gaze + cue.mood.glance
    let target =
      switch cue.beat.gaze {
      case .camera, .free: tendency
      case .direction(let yaw, let pitch): SIMD2(yaw, pitch) + tendency
      }
    return target.clamped(lowerBound: SIMD2(-80, -50), upperBound: SIMD2(80, 45))
  }

  private mutating func shift(to target: SIMD2<Double>, at time: Double) {
    let amplitude = fixations.look(at: target, from: time)
    shifts.append(Shift(time: time, target: target, amplitude: amplitude))
  }

  /// A point near the target, as eyes go between the eyes and the mouth of a face.
  private func near(
    _ place: SIMD2<Double>, _ cue: Cue, _ draw: inout RandomStream
  ) -> SIMD2<Double> {
    let size = manner.jitter * cue.mood.restlessness
    return place
      + SIMD2(
        draw.normal(deviation: 0.8 * size, limit: 1.8),
        draw.normal(deviation: 0.5 * size, limit: 1.4))
  }

  private func dwell(_ cue: Cue, _ draw: inout RandomStream) -> Double {
    max(draw.logNormal(mean: 1.1 / cue.mood.restlessness, sigma: 0.5), 0.25)
  }

  /// Keeps to one target, except that a look at the camera is broken off now and then.
  private mutating func hold(
    _ cue: Cue, from start: Double, on place: SIMD2<Double>, _ draw: inout RandomStream
  ) {
    let bout = (cue.isSpeaking ? 3.1 : 7.9) * manner.contact / cue.mood.restlessness
    let glance = cue.isSpeaking ? 0.93 : 0.43
    func nextBreak(after time: Double) -> Double {
      guard cue.beat.gaze == .camera else { return .infinity }
      return time + max(draw.logNormal(mean: bout, sigma: 0.4), 2.2)
    }
    var time = start
    var away = nextBreak(after: time)
    while true {
      let next = time + dwell(cue, &draw)
      if away < next {
        time = away
        let back = time + max(draw.logNormal(mean: glance, sigma: 0.35), 0.2)
        guard back + 0.6 < cue.end else { return }
        shift(to: place + offset(cue, atMost: 12, &draw), at: time)
        time = back
        shift(to: near(place, cue, &draw), at: time)
        away = nextBreak(after: time)
      } else {
        time = next
        guard time + 0.15 < cue.end else { return }
        fixations.look(at: near(place, cue, &draw), from: time)
      }
    }
  }

  /// Goes to and fro between the partner and elsewhere.
  private mutating func wanderFreely(
    _ cue: Cue, from start: Double, around place: SIMD2<Double>, _ draw: inout RandomStream
  ) {
    var time = start
    var isEngaged = draw.uniform() < 0.65
    while time + 0.15 < cue.end {
      let mean = isEngaged ? 2.2 * manner.contact : 1.5 / manner.contact
      let end = min(time + max(draw.logNormal(mean: mean, sigma: 0.45), 0.4), cue.end)
      if isEngaged { shift(to: near(place, cue, &draw), at: time) }
      while time + 0.15 < end {
        if isEngaged {
          time = min(time + dwell(cue, &draw), end)
          if time + 0.15 < end { fixations.look(at: near(place, cue, &draw), from: time) }
        } else {
          shift(to: place + 1.4 * cue.mood.gaze + offset(cue, atMost: 20, &draw), at: time)
          time = min(time + max(draw.logNormal(mean: 0.8, sigma: 0.4), 0.3), end)
        }
      }
      time = end
      isEngaged.toggle()
    }
  }

  /// A way to look elsewhere: its size by the law of Eyes Alive, cardinal directions twice as often
  /// as diagonals, and down rather than up.
  private func offset(
    _ cue: Cue, atMost limit: Double, _ draw: inout RandomStream
  ) -> SIMD2<Double> {
    let size = min(max(-6.9 * log(draw.uniform(0.02, 15) / 15.7), 4), limit)
    let direction = draw.choose([2, 1, 1, 1, 2, 1.2, 2, 1.2])
    let angle = Double(direction) * .pi / 4
    return SIMD2(size * cos(angle), 0.7 * size * sin(angle))
  }

  private mutating func addMicrosaccades(until end: Double, _ stream: RandomStream) {
    var time = 0.0
    var index = 0
    while true {
      var draw = stream.stream(index)
      index += 1
      time += max(draw.logNormal(mean: 0.6, sigma: 0.5), 0.2)
      guard time < end else { return }
      let reach = 0.06 * manner.jitter
      microsaccades.look(
        at: SIMD2(
          draw.normal(deviation: reach, limit: 0.08), draw.normal(deviation: reach, limit: 0.08)),
        from: time)
    }
  }
}
