internal import CharacterCore
internal import Foundation

/// What hands do to the own body by themselves: rub, scratch, hold on to. The unstable do it often and
/// hold on to themselves; the stable seldom, and their hands are at ease (Neff and others 2011).
enum SelfAdaptor: CaseIterable, Sendable {
  case rubNeck, holdArm, scratchArm, touchFace, touchHair, foldHands, restOnHip, crossArms

  /// How likely it is in a temperament, next to the others.
  func share(_ style: GestureStyle) -> Double {
    let (outgoing, unstable) = (style.plasticity, -style.stability)
    return switch self {
    case .rubNeck: exp(0.9 * unstable)
    case .holdArm: 1.2 * exp(1.1 * unstable - 1.6 * outgoing)
    case .scratchArm: 0.8 * exp(1.0 * unstable - 0.4 * outgoing)
    case .touchFace: exp(0.7 * unstable - 0.6 * outgoing)
    case .touchHair: 0.6 * exp(0.4 * unstable + 0.5 * outgoing)
    case .foldHands: 0.9 * exp(-0.7 * outgoing - 0.5 * unstable)
    case .restOnHip: 0.7 * exp(1.5 * outgoing)
    case .crossArms: 0.35 * exp(2 * style.hauteur)
    }
  }

  /// Seconds that it is held, at the middle.
  private var hold: Double {
    switch self {
    case .holdArm, .crossArms: 6
    case .foldHands, .restOnHip: 5
    case .touchFace: 2.6
    case .rubNeck: 2.2
    case .scratchArm, .touchHair: 1.6
    }
  }

  /// What a character's hands do to it in the time that nothing else takes.
  static func gestures(
    until end: Double, besides taken: [ClosedRange<Double>], _ choreography: Choreography,
    _ stream: RandomStream
  ) -> [Gesture] {
    let style = choreography.style
    let pause = 60 / style.adaptorsPerMinute
    /// Until when nothing else is done; `nil` where something is.
    func room(at time: Double) -> Double? {
      guard !taken.contains(where: { $0.contains(time) }) else { return nil }
      return taken.map(\.lowerBound).filter { $0 > time }.min().map { min($0, end + 0.5) }
        ?? end + 0.5
    }
    var gestures: [Gesture] = []
    var draw = stream.stream("first")
    var time = draw.uniform(0.15, 0.9) * pause
    if let habit = habit(until: room(at: 0), choreography, stream.stream("habit")) {
      gestures.append(habit)
      time += habit.timing.end
    }
    var index = 0
    while time < end {
      var draw = stream.stream(index)
      index += 1
      let kinds = allCases
      let kind = kinds[draw.choose(kinds.map { $0.share(style) })]
      let arm: Arm = draw.uniform() < 0.7 ? choreography.dominant : choreography.other
      let held = min(max(draw.logNormal(mean: kind.hold, sigma: 0.35), 0.8), 14)
      let tempo = style.speed * 0.85
      var timing = GestureTiming(
        start: time, preparation: 0.85 / tempo, release: time + 0.85 / tempo + held,
        retraction: 1.0 / tempo)
      let pauseDrawn = draw.logNormal(mean: pause, sigma: 0.5)
      timing.release = min(timing.release, (room(at: time) ?? 0) - timing.retraction)
      if timing.release > timing.stroke + 0.6 {
        gestures.append(choreography.adaptor(kind, arm, timing))
        time = timing.end
      }
      time += max(pauseDrawn, 1.2)
    }
    return gestures
  }

  /// How one stands before anything happens: the farther from the average a nature is, the surer its
  /// hands have their place.
  private static func habit(
    until end: Double?, _ choreography: Choreography, _ stream: RandomStream
  ) -> Gesture? {
    let style = choreography.style
    var draw = stream
    let marked =
      3 * (abs(style.plasticity) + abs(style.stability)) + max(style.hauteur - 0.3, 0)
    let isTaken = draw.uniform() < min(marked, 0.95)
    let kinds = [holdArm, foldHands, restOnHip, crossArms]
    let kind = kinds[
      draw.choose(
        kinds.map {
          let share = $0.share(style)
          return share * share
        })]
    let arm: Arm = draw.uniform() < 0.7 ? choreography.dominant : choreography.other
    let held = min(max(draw.logNormal(mean: 9, sigma: 0.3), 5), 16)
    guard isTaken, let end else { return nil }
    let tempo = style.speed * 0.85
    // It began before the reel did.
    let timing = GestureTiming(
      start: -4, preparation: 1, release: min(held, end - 1 / tempo), retraction: 1 / tempo)
    guard timing.release > 0.8 else { return nil }
    let gesture = choreography.reaching(kind, arm, timing)
    return gesture.isWell ? gesture : nil
  }
}

extension Gesture {
  /// True where hands come to where they should, and no arm goes through the body to get there.
  fileprivate var isWell: Bool {
    tracks.flatMap(\.keys).allSatisfy { $0.key.error < 0.025 && $0.key.depth < 0.05 }
  }
}

extension Choreography {
  var other: Arm { dominant.side > 0 ? .right : .left }

  /// A self-adaptor on this body; whose arms do not get there touches the face instead.
  func adaptor(_ kind: SelfAdaptor, _ arm: Arm, _ timing: GestureTiming) -> Gesture {
    let wanted = reaching(kind, arm, timing)
    return wanted.isWell ? wanted : reaching(.touchFace, arm, timing)
  }

  fileprivate func reaching(
    _ kind: SelfAdaptor, _ arm: Arm, _ timing: GestureTiming
  ) -> Gesture {
    let opposite: Arm = arm.side > 0 ? .right : .left
    var gesture = Gesture(known: nil, timing: timing, tracks: [])
    func still(_ arm: Arm, _ key: Gesture.Key) {
      gesture.tracks.append(Gesture.Track(arm: arm, keys: [(timing.stroke, key)]))
    }
    /// To and fro between two keys while it is held.
    func rub(_ first: Gesture.Key, _ second: Gesture.Key, every period: Double) {
      var keys = [(timing.stroke, first)]
      var time = timing.stroke + 0.1
      while time + period < timing.release {
        keys += [(time + 0.5 * period, second), (time + period, first)]
        time += period
      }
      gesture.tracks.append(Gesture.Track(arm: arm, keys: keys))
    }
    switch kind {
    case .rubNeck:
      let neck = body.point(.neck, arm)
      let hand = body.solver(arm).hand
      // The fingers lie on the neck, the palm before it.
      let tip = hand.tip(arm.tips[1], .laid, body.skeleton)
      let hold = hand.palmCentre + 0.6 * (tip - hand.palmCentre)
      let first = key(
        arm, on: neck, along: SIMD3(-0.1, 0.85, -0.5), shape: .grip, hold: hold, elbowOut: 0.3)
      let second = key(
        arm, on: neck, along: SIMD3(-0.1, 1, -0.25), gap: 0.012, shape: .laid, hold: hold,
        elbowOut: 0.3)
      rub(first, second, every: 0.8 / style.speed)
    case .holdArm:
      // One forearm lies before the belly, the other hand around it.
      let held = key(
        opposite,
        Reach(
          place: SIMD3(-0.4, -0.7, 0.45), along: SIMD3(-0.6, -0.5, 0.4),
          palm: SIMD3(-0.5, 0.1, -0.85), shape: .relaxed, elbowOut: 0.2),
        extent: 1)
      still(opposite, held)
      still(
        arm,
        key(
          arm, on: body.point(.forearm, opposite), along: SIMD3(-0.9, -0.25, 0.2), gap: 0.008,
          shape: .grip, elbowOut: 0.6, pose: self.pose(opposite, held, in: hangingPose())))
    case .crossArms:
      let (inner, outer) = armsCrossed(over: arm)
      still(opposite, inner)
      still(arm, outer)
    case .scratchArm:
      let held = key(
        opposite,
        Reach(
          place: SIMD3(-0.08, -0.5, 0.66), along: SIMD3(-0.7, 0.1, 0.7),
          palm: SIMD3(-0.2, -0.9, -0.3), shape: .relaxed, elbowOut: 0.2),
        extent: 1)
      still(opposite, held)
      let first = key(
        arm, on: body.point(.forearm, opposite), along: SIMD3(-0.75, 0.2, 0.35), gap: 0.012,
        shape: .grip, elbowOut: 0.2, pose: self.pose(opposite, held, in: hangingPose()))
      var second = first
      second.shape = .curled
      rub(first, second, every: 0.36 / style.speed)
    case .touchFace: still(arm, chinTouch(arm))
    case .touchHair:
      let temple = body.point(.temple, arm)
      let first = key(arm, on: temple, along: SIMD3(-0.2, 0.75, -0.6), shape: .laid, elbowOut: 0.7)
      let second = key(
        arm, on: temple, along: SIMD3(-0.2, 0.35, -0.9), gap: 0.015, shape: .grip, elbowOut: 0.7)
      rub(first, second, every: 1.1 / style.speed)
    case .foldHands:
      let under = key(
        opposite, on: body.belly, along: SIMD3(-0.85, -0.4, 0.1), gap: 0.025, shape: .laid,
        elbowOut: 0.4)
      let over = key(
        arm, on: body.belly, along: SIMD3(-0.85, -0.4, 0.1), gap: 0.055, shape: .laid,
        elbowOut: 0.4)
      still(opposite, under)
      still(arm, over)
    case .restOnHip: still(arm, handOnHip(arm))
    }
    return gesture
  }

  /// Both arms at ease beside the body.
  func hangingPose() -> Pose {
    Arm.both.reduce(Pose.rest) { pose, arm in
      let hanging = key(
        arm,
        Reach(
          place: SIMD3(0.2, -0.95, 0.12), along: SIMD3(0, -1, 0.15), palm: SIMD3(-1, 0, 0),
          shape: .relaxed, elbowOut: 0.3),
        extent: 1)
      return self.pose(arm, hanging, in: pose)
    }
  }
}
