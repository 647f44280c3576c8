internal import CharacterCore

/// A stretch of a reel in which the feet go one way.
struct Bout: Sendable {
  var kind: GaitStyle.Kind
  /// Seconds from the reel's start. A bout with a goal may last until `end`, others do.
  var start: Double
  var end: Double
  /// When the author's beat is over.
  var due: Double
  /// Metres, x and z; `nil` goes straight on.
  let goal: SIMD2<Double>?
  /// Radians to the left, for a turn on the spot.
  let turn: Double
  var tempo: Double
  /// The captured motion that has the body; the kind is then a turn's, which goes nowhere.
  var motion: CapturedMotion?
  /// True where another bout takes over at `end` without a stop, or soon after a captured motion.
  var isFollowed = false

  /// What a reel asks of the feet. Beats that ask the same are one bout; a walk that has a goal goes on
  /// through beats that ask nothing of the feet, until it has come there.
  static func list(of reel: Reel) -> [Bout] {
    var bouts: [Bout] = []
    var time = 0.0
    var before: BodyAction?
    for beat in reel.beats {
      let end = time + beat.duration
      defer {
        time = end
        before = beat.action
      }
      guard let action = beat.action else { continue }
      let goesOn = action.known?.isLocomotion == true || action.motion != nil
      if action == before, action.destination == nil, goesOn, let last = bouts.indices.last {
        (bouts[last].end, bouts[last].due) = (max(bouts[last].end, end), end)
      } else if let bout = Bout(action, start: time, end: end) {
        bouts.append(bout)
      } else if action.known == .stand, let last = bouts.indices.last {
        bouts[last].end = min(bouts[last].end, time)
      }
    }
    for index in bouts.indices {
      let next = index + 1 < bouts.count ? bouts[index + 1] : nil
      bouts[index].end = min(bouts[index].end, next?.start ?? time + 3)
      if let next, next.isProgress, bouts[index].isProgress, next.start <= bouts[index].end {
        bouts[index].isFollowed = true
      }
      if let next, bouts[index].motion != nil, next.start < bouts[index].end + 0.5 {
        bouts[index].isFollowed = true
      }
    }
    return bouts
  }

  /// Seconds from a stand through a few running steps to the step before the last.
  private static let shortestRun = 2.6

  private var isProgress: Bool { kind != .turn && kind != .back && motion == nil }

  private init?(_ action: BodyAction, start: Double, end: Double) {
    (self.start, self.end, due, tempo) = (start, end, end, min(max(action.tempo, 0.25), 3))
    var turn = 0.0
    motion = action.motion
    switch action.known {
    case nil where motion != nil: kind = .turn
    case .walk: kind = .walk
    case .stroll: kind = .stroll
    case .hurry: kind = .hurry
    case .run: kind = .run
    case .stepBack: kind = .back
    case .turn:
      kind = .turn
      turn = (action.turn ?? (action.side == nil ? 180 : 90)) * .pi / 180
      if action.side == .right, action.turn == nil { turn = -turn }
      self.end = .infinity
    default: return nil
    }
    goal = action.destination
    self.turn = turn
    if goal != nil || kind == .back { self.end = .infinity }
    // Who runs for a moment gets going and slows down after it.
    if kind == .run { self.end = max(self.end, start + Self.shortestRun) }
  }
}
