internal import CharacterCore
internal import Foundation

/// A gesture's phases in time: preparation, stroke and hold, retraction (Kendon 1980, McNeill 1992).
struct GestureTiming: Sendable, Equatable {
  /// Seconds: when the preparation begins, how long it takes, when the retraction begins and how long
  /// that takes.
  var start, preparation, release, retraction: Double
  /// How often the stroke comes, and the seconds that one takes.
  var times = 1
  var period = 0.0

  init(start: Double, preparation: Double, release: Double, retraction: Double) {
    (self.start, self.preparation) = (start, preparation)
    (self.release, self.retraction) = (release, retraction)
  }

  var stroke: Double { start + preparation }
  var end: Double { release + retraction }

  /// How far a gesture has taken over, 0...1; `lag` is what a joint waits for the ones before it, as a
  /// share of each phase.
  func weight(at time: Double, lag: Double = 0) -> Double {
    let up = (time - start) / preparation
    let down = (time - release) / retraction
    return Ease.minimumJerk((up - lag) / (1 - Self.longestLag))
      * (1 - Ease.minimumJerk((down - 0.6 * lag) / (1 - 0.6 * Self.longestLag)))
  }

  /// The hand is this much later than the upper arm.
  static let longestLag = 0.16

  /// The time that an action takes in a beat.
  init(
    _ action: BodyAction.Known, of beat: Beat, from beatStart: Double, style: GestureStyle,
    isLast: Bool = false
  ) {
    let said = beat.action
    let tempo = style.speed * (said?.tempo ?? 1)
    let length = beat.duration
    let (up, down, period): (Double, Double, Double) =
      switch action {
      case .bow: (1.0, 1.05, 0)
      case .shrug: (0.5, 0.6, 0)
      case .wave: (0.62, 0.75, 0.56)
      case .beckon: (0.6, 0.7, 0.62)
      case .clap: (0.6, 0.7, 0.42)
      case .beat: (0.45, 0.65, 0.55)
      case .point: (0.5, 0.7, 0)
      case .armsCrossed: (1.0, 0.9, 0)
      case .stepBack: (0.4, 0.8, 0)
      case .faceCover: (0.75, 0.9, 0)
      default: (0.72, 0.85, 0)
      }
    start = beatStart + min(0.1, 0.1 * length)
    preparation = min(up / tempo, 0.5 * length)
    retraction = down / tempo
    self.period = period / tempo
    let free = max(beatStart + length - start - preparation, 0)
    let ending = beatStart + length - (isLast ? 0.8 : 0.3) * retraction
    if period > 0 {
      let most = Int((3 + 1.2 * style.plasticity).rounded())
      let fitting = max(Int((free - 0.1) / self.period), 1)
      times = said?.times ?? min(fitting, most)
      release = start + preparation + Double(times) * self.period
      return
    }
    switch action {
    case .shrug, .bow, .stepBack:
      // They end by themselves; the hold is as long as the stroke.
      let hold = action == .bow ? 0.6 : 0.4
      release = max(min(start + preparation + hold / tempo, ending), start + preparation + 0.05)
    default:
      release = max(ending, start + preparation + 0.15)
    }
  }
}

/// An action of a reel that the upper body performs, set in time.
struct GestureCue: Sendable {
  let action: BodyAction
  let known: BodyAction.Known
  /// The first beat of it.
  let beat: Beat
  let index: Int
  /// Seconds at which that beat begins.
  let beatStart: Double
  let timing: GestureTiming

  /// The gestures of a reel in order; one that goes on through several beats is one.
  static func sheet(of beats: [Beat], style: GestureStyle) -> [GestureCue] {
    var cues: [GestureCue] = []
    var start = 0.0
    var index = 0
    while index < beats.count {
      let first = index
      var beat = beats[first]
      let beatStart = start
      start += beat.duration
      index += 1
      guard let action = beat.action, let known = action.known, known.isGesture else { continue }
      while known.isHeld, index < beats.count, beats[index].action == action {
        beat.duration += beats[index].duration
        start += beats[index].duration
        index += 1
      }
      let timing = GestureTiming(
        known, of: beat, from: beatStart, style: style, isLast: index == beats.count)
      cues.append(
        GestureCue(
          action: action, known: known, beat: beat, index: first, beatStart: beatStart,
          timing: timing))
    }
    return cues
  }
}

extension BodyAction.Known {
  /// True where arms, hands or trunk take part.
  var isGesture: Bool {
    switch self {
    case .nod, .shake, .stand, .walk, .stroll, .hurry, .run, .turn: false
    default: true
    }
  }

  /// True where it lasts as long as the beats that name it.
  var isHeld: Bool {
    switch self {
    case .point, .handOnHeart, .armsCrossed, .handsOnHips, .chinTouch, .faceCover, .fist: true
    default: false
    }
  }

  /// Degrees by which the head goes along: yaw, pitch, roll; toward the side of the hand.
  var head: SIMD3<Double> {
    switch self {
    case .bow: SIMD3(0, -30, 0)
    case .shrug: SIMD3(0, -2, 6)
    case .handOnHeart: SIMD3(0, -3, 2)
    case .chinTouch: SIMD3(0, -2, -3)
    case .faceCover: SIMD3(0, -12, 0)
    default: .zero
    }
  }
}
