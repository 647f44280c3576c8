internal import CharacterCore
internal import Foundation

/// How the head is held and moves: towards what the eyes look at far aside, as the author wants, with
/// the bearing of a mood, and never quite still. Yaw, pitch and roll in degrees.
package struct HeadMotion: Sendable {
  /// The farthest that the head turns, degrees.
  package static let limit = SIMD3<Double>(45, 25, 15)

  /// A nod or a shake.
  private struct Nod {
    let start: Double
    let isNod: Bool
    let degrees: Double
    /// Seconds that one time takes, and how many there are.
    let period: Double
    let times: Int
  }

  private var aim: SpringTrack
  private var bearing: SpringTrack
  private let gestures: [Nod]
  private let bodily: [(timing: GestureTiming, degrees: SIMD3<Double>)]
  private let sway: [Wander]
  private let talk: [Wander]
  private let energy: Double

  init(
    cues: [Cue], gaze: GazeModel, manner: Manner, style: GestureStyle, stream: RandomStream
  ) {
    energy = manner.headEnergy
    sway = (0..<3).map { Wander(frequency: 0.28, stream: stream.stream("sway").stream($0)) }
    talk = (0..<3).map { Wander(frequency: 0.75, stream: stream.stream("talk").stream($0)) }
    gestures = cues.compactMap { cue in
      guard let action = cue.beat.action, action.known == .nod || action.known == .shake else {
        return nil
      }
      var draw = stream.stream("gesture").stream(cue.index)
      // An emphatic nod has 12 to 15 degrees, one in conversation 4 to 9.
      let drawn = min(max(manner.headEnergy * draw.uniform(5, 7), 4), 9)
      let isNod = action.known == .nod
      return Nod(
        start: cue.start + 0.12, isNod: isNod,
        degrees: action.strength.map { drawn * (0.5 + 1.3 * $0) } ?? drawn,
        period: (isNod ? 0.94 : 1.2) / action.tempo, times: action.times ?? 1)
    }
    bodily = GestureCue.sheet(of: cues.map(\.beat), style: style).compactMap { cue in
      let side = cue.action.side == .left ? 1.0 : -1
      let strength = cue.action.strength ?? style.strength
      let degrees = (0.5 + 0.7 * strength) * cue.known.head * SIMD3(side, 1, side)
      return degrees == .zero ? nil : (cue.timing, degrees)
    }
    aim = Self.aim(cues, gaze, manner, stream.stream("aim"))
    bearing = Self.bearing(cues, manner, stream.stream("bearing"))
  }

  /// Where the head is at a time; `speech` and `laughter` say how much it speaks and laughs, and
  /// `breath` is 0 breathed out to 1 in.
  func orientation(
    at time: Double, speech: Double, laughter: Double, breath: Double
  ) -> HeadOrientation {
    let held = aim.state(at: time).position + bearing.state(at: time).position
    let idle = self.idle(at: time)
    var total = held + idle
    if speech > 0 {
      total +=
        speech * energy
        * SIMD3(
          1.6 * talk[0].value(at: time), 1.7 * talk[1].value(at: time),
          0.9 * talk[2].value(at: time))
    }
    total.y += 0.3 * (breath - 0.5)
    total.y += 0.8 * laughter * sin(2 * .pi * ExpressionPreset.laughsPerSecond * time)
    for gesture in gestures { total += Self.value(of: gesture, at: time) }
    for part in bodily where part.timing.start < time && time < part.timing.end {
      total += part.timing.weight(at: time) * part.degrees
    }
    return HeadOrientation(
      yaw: Ease.limit(total.x, to: Self.limit.x), pitch: Ease.limit(total.y, to: Self.limit.y),
      roll: Ease.limit(total.z, to: Self.limit.z))
  }

  /// The sway of a head that is held still, within 1° on every axis.
  package func idle(at time: Double) -> SIMD3<Double> {
    energy
      * SIMD3(
        0.55 * sway[0].value(at: time), 0.45 * sway[1].value(at: time),
        0.4 * sway[2].value(at: time))
  }

  /// What the head takes over of a look aside: nothing up to 20° (Freedman and Sparks 1997), most of
  /// the rest; up and down it joins earlier, as the eyes' range is smaller there.
  package static func share(of gaze: SIMD2<Double>, by share: Double) -> SIMD3<Double> {
    let yaw = share * max(abs(gaze.x) - 20, 0)
    let pitch = share * (gaze.y > 0 ? max(gaze.y - 9, 0) : min(gaze.y + 14, 0))
    return SIMD3(gaze.x < 0 ? -yaw : yaw, pitch, 0)
      .clamped(lowerBound: -limit, upperBound: limit)
  }

  private static func aim(
    _ cues: [Cue], _ gaze: GazeModel, _ manner: Manner, _ stream: RandomStream
  ) -> SpringTrack {
    enum Event {
      case gaze(SIMD3<Double>)
      case author(SIMD3<Double>?)
    }
    var events: [(time: Double, event: Event)] = []
    var authored = cues.first?.beat.head
    for cue in cues where cue.beat.head != authored {
      authored = cue.beat.head
      events.append((cue.start + 0.04, .author(authored)))
    }
    for (index, shift) in gaze.shifts.enumerated() {
      var draw = stream.stream(index)
      let lag = draw.uniform(0.02, 0.09)
      events.append((shift.time + lag, .gaze(share(of: shift.target, by: manner.headShare))))
    }
    // A stable order: by time, then as listed.
    let order = events.indices.sorted { (events[$0].time, $0) < (events[$1].time, $1) }
    authored = cues.first?.beat.head
    var looking = share(of: gaze.origin, by: manner.headShare)
    var track = SpringTrack(at: authored ?? looking)
    for index in order {
      switch events[index].event {
      case .gaze(let target): looking = target
      case .author(let target): authored = target
      }
      track.pull(at: events[index].time, towards: authored ?? looking, rate: 14 * manner.tempo)
    }
    return track
  }

  private static func bearing(
    _ cues: [Cue], _ manner: Manner, _ stream: RandomStream
  ) -> SpringTrack {
    func posture(_ index: Int) -> (SIMD3<Double>, lasting: Double) {
      var draw = stream.stream(index)
      let offset = SIMD3(
        draw.normal(deviation: 0.5, limit: 1), draw.normal(deviation: 0.35, limit: 0.7),
        draw.normal(deviation: 0.4, limit: 0.8))
      return (manner.headEnergy * offset, min(max(draw.logNormal(mean: 6, sigma: 0.4), 3), 12))
    }
    var (shift, lasting) = posture(0)
    var count = 1
    var nextShift = lasting
    var track = SpringTrack(at: SIMD3(0, manner.chin, 0) + shift)
    for cue in cues {
      // The author's head is the author's: only the smallest shifts of posture are left to it.
      func target() -> SIMD3<Double> {
        guard cue.beat.head == nil else { return 0.4 * shift }
        return SIMD3(0, manner.chin, 0) + shift + manner.headEnergy * cue.mood.head
      }
      if cue.index == 0, cue.beat.head != nil { track = SpringTrack(at: target()) }
      track.pull(at: cue.start, towards: target(), rate: 6.5 * manner.tempo)
      while nextShift < cue.end {
        (shift, lasting) = posture(count)
        count += 1
        track.pull(at: nextShift, towards: target(), rate: 6.5 * manner.tempo)
        nextShift += lasting
      }
    }
    return track
  }

  /// A nod is two dips within 0.94 s, the second smaller; a shake goes to and fro twice. Repeated, they
  /// grow smaller.
  private static func value(of gesture: Nod, at time: Double) -> SIMD3<Double> {
    let place = (time - gesture.start) / gesture.period
    guard place > 0, place < Double(gesture.times) else { return .zero }
    let share = place - place.rounded(.down)
    let degrees = gesture.degrees * (1 - 0.3 * place.rounded(.down) / Double(gesture.times))
    if gesture.isNod {
      let dip = sin(2 * .pi * share)
      return SIMD3(0, -degrees * dip * dip * (share < 0.5 ? 1 : 0.55), 0)
    }
    let window = sin(.pi * share)
    return SIMD3(1.2 * degrees * sin(4 * .pi * share) * window * window, 0, 0)
  }
}
