internal import CharacterCore
internal import Foundation

/// Plans a reel's steps one after another: when each is taken, where it lands, how the body goes over
/// it.
struct StepPlanner {
  private let walker: Walker
  private let affect: RampTrack
  private let stream: RandomStream
  private let takes: [String: CapturedTake]
  private var plan: StepPlan

  /// Where the body is and which way it faces.
  private var place = SIMD2<Double>.zero
  private var heading = 0.0
  /// The number of the last mid-stance; its parity is the foot's.
  private var phase = 0
  /// When the last foot came down, and when the body was over it.
  private var struck = 0.0
  private var passed = 0.0
  /// The heading before the step that comes, radians to the left.
  private var faced = 0.0
  private var started = 0.0
  private var stepsSinceStart = 0
  private var last: GaitStyle?
  private var isMoving = false
  private var count = 0

  private static let (left, right) = (0, 1)

  /// - Parameter takes: the captured motions of the reel, by their files.
  static func plan(
    _ reel: Reel, walker: Walker, affect: RampTrack, stance: SIMD2<Double>, stream: RandomStream,
    takes: [String: CapturedTake] = [:]
  ) -> StepPlan {
    var planner = StepPlanner(walker, affect, stance, stream, takes)
    for bout in Bout.list(of: reel) { planner.take(bout) }
    if planner.isMoving { planner.close() }
    return planner.plan
  }

  /// - Parameter stance: between the ankles of who stands: aside, and by how much the left one is ahead.
  private init(
    _ walker: Walker, _ affect: RampTrack, _ stance: SIMD2<Double>, _ stream: RandomStream,
    _ takes: [String: CapturedTake]
  ) {
    (self.walker, self.affect, self.stream) = (walker, affect, stream)
    (self.takes, standing) = (takes, stance.x)
    plan = StepPlan(prints: [[], []])
    for (foot, side) in [1.0, -1].enumerated() {
      plan.prints[foot].append(
        Footprint(
          place: SIMD2(side * stance.x / 2, side * stance.y / 2), yaw: side * Self.openness,
          strike: -.infinity))
    }
    plan.path.add(.zero, at: 0)
    plan.course.add(.zero, at: 0)
    plan.cycle.add(.zero, at: 0)
  }

  private let standing: Double
  /// How far the feet of who stands point outward, beyond rest.
  private static let openness = 5 * Double.pi / 180
  /// The first and the last step as shares of a full one.
  private static let firstShare = 0.7
  /// The most that one step turns, on the way and on the spot.
  private static let bend = 24 * Double.pi / 180
  private static let pivot = 36 * Double.pi / 180

  private func style(_ bout: Bout, at time: Double) -> GaitStyle {
    GaitStyle(bout.kind, Affect(affect.value(at: time)), tempo: bout.tempo, of: walker)
  }

  // MARK: - Bouts

  private mutating func take(_ bout: Bout) {
    if isMoving, bout.kind == .turn || bout.kind == .back { close() }
    if let motion = bout.motion, let take = takes[motion.file] {
      perform(take, from: motion.start, in: bout)
      return
    }
    switch bout.kind {
    case .turn: turn(by: bout.turn, in: bout)
    case .back: goBack(bout)
    default: go(bout)
    }
    if isMoving, !bout.isFollowed { close() }
  }

  private mutating func turn(by angle: Double, in bout: Bout) {
    let steps = max(Int((abs(angle) / Self.pivot).rounded(.up)), 1)
    let share = angle / Double(steps)
    for step in 0..<steps {
      let feeling = Affect(affect.value(at: max(struck, bout.start)))
      let style = GaitStyle(.turn, feeling, tempo: bout.tempo, of: walker)
      if step == 0 { start(style, at: bout.start, towards: angle > 0 ? Self.left : Self.right) }
      heading += share
      self.step(style, length: 0, isLast: step == steps - 1)
    }
    close(energy: 0.3)
  }

  /// Leaves the body to a captured motion that begins where it stands, and goes on from where that ends.
  private mutating func perform(_ take: CapturedTake, from start: Double, in bout: Bout) {
    let feet = plan.prints.compactMap { $0.last?.place }
    var span = CapturedSpan(
      take, from: start, tempo: bout.tempo, start: max(bout.start, plan.captures.last?.end ?? 0),
      at: (feet[0] + feet[1]) / 2, facing: heading)
    span.end = min(span.exhausted, bout.end)
    let busy = max(plan.path.end, plan.course.end, plan.cycle.end)
    span.end = max(span.end, span.start, busy) + 2 * Self.instant
    plan.captures.append(span)
    plan.spans.append(span.start...span.end)

    let stance = span.stance(at: span.end)
    func stand(at time: Double) {
      plan.path.add(place, at: time, speed: .zero)
      plan.course.add(
        SIMD2(heading, Double(phase) - (phase == 0 ? 0 : 0.4)), at: time, speed: .zero)
      plan.cycle.add(.zero, at: time, speed: .zero)
    }
    stand(at: span.end - Self.instant)
    (place, heading) = (stance.middle, stance.heading)
    stand(at: span.end)
    for (foot, print) in stance.feet.enumerated() {
      plan.prints[foot][plan.prints[foot].count - 1].lift = span.end - 2 * Self.instant
      plan.prints[foot].append(
        Footprint(place: print.place, yaw: print.yaw, strike: span.end - Self.instant))
    }
    // Feet that ended elsewhere than where one stands step there.
    let isAside = stance.feet.enumerated().contains { foot, print in
      let side = foot == Self.left ? 1.0 : -1
      let wanted = place + side * standing / 2 * Footprint.left(heading)
      return (print.place - wanted).norm > 0.08 || abs(cos(print.yaw - heading)) < 0.9
    }
    if isAside, !bout.isFollowed {
      var settling = bout
      (settling.start, settling.tempo) = (span.end + 0.2, 1)
      turn(by: 0, in: settling)
    }
  }

  /// A time too short to be seen.
  private static let instant = 1e-3

  private mutating func goBack(_ bout: Bout) {
    let style = style(bout, at: bout.start)
    start(style, at: bout.start, towards: Self.right)
    step(style, length: -min(style.stepLength, 0.55 * walker.legLength), isLast: true)
    close(energy: 0.4)
  }

  private mutating func go(_ bout: Bout) {
    var hurry = 1.0
    if let goal = bout.goal {
      let way = goal - place
      let distance = way.norm
      guard distance > 0.08 else { return }
      let aside = angle(to: goal)
      if abs(aside) > (isMoving ? 1.3 : 1.0) {
        if isMoving { close() }
        turn(by: aside, in: bout)
      }
      // As fast as it takes to be there when the beat ends, as far as that is natural.
      let style = style(bout, at: bout.start)
      let begin = max(bout.start, isMoving ? struck : plan.cycle.end)
      let spent = isMoving ? 0 : 0.35 + 1.36 * style.stepTime
      let wanted = distance / max(bout.due - begin - spent, 0.1)
      hurry = min(max(wanted / style.speed, 0.85), 1.3)
    }
    while true {
      var style = style(bout, at: max(struck, bout.start))
      if bout.kind == .run, !isMoving || isStopping(bout, style) {
        var walk = bout
        walk.kind = .hurry
        style = self.style(walk, at: max(struck, bout.start))
      }
      style.speed *= hurry
      style.cadence *= hurry.squareRoot()
      if !isMoving {
        guard max(bout.start, plan.cycle.end) + 2.2 * style.stepTime < bout.end else { return }
        start(style, at: bout.start, towards: (bout.goal.map(angle) ?? 0) < -0.1 ? 1 : 0)
      }
      // From one gait or mood to another in a few steps.
      if isMoving, let last {
        let wanted = style
        style = last.mixed(with: wanted, 0.5)
        // Who speeds up into a run leaves the floor at once.
        style.duty = min(style.duty, wanted.duty)
      }
      guard next(style, bout) else { return }
    }
  }

  /// True where a run has to slow down to a walk, for it ends in a few steps.
  private func isStopping(_ bout: Bout, _ style: GaitStyle) -> Bool {
    guard !bout.isFollowed else { return false }
    let isNear = bout.goal.map { ($0 - place).norm < 2.6 * style.stepLength } ?? false
    return isNear || struck + 5 * style.stepTime > bout.end
  }

  /// One step on the way; false where it was the last.
  private mutating func next(_ style: GaitStyle, _ bout: Bout) -> Bool {
    var draw = stream.stream(count)
    let time = style.stepTime
    var length = style.stepLength * (1 + draw.normal(deviation: 0.012, limit: 0.03))
    let isFirst = stepsSinceStart == 0
    if isFirst { length *= Self.firstShare }
    // The closing step comes down before the bout is over.
    let isLate = struck + 3 * time > bout.end + 0.15
    if let goal = bout.goal {
      let way = goal - place
      let rest = way.norm
      let steps = max((rest / style.stepLength + (isFirst ? 0.6 : 0.42)).rounded(), 1)
      if steps > 1 {
        length = rest / (steps - 0.3 - (isFirst ? 0.3 : 0)) * (isFirst ? 0.7 : 1)
      } else if rest < 1.3 * style.stepLength {
        length = rest
      }
      let aside = angle(to: goal)
      let bend = steps > 3 ? Self.bend : Self.pivot
      heading += min(max(aside, -bend), bend)
      let isLast = (steps <= 1 && !bout.isFollowed) || isLate && !bout.isFollowed
      let arrives = steps <= 1
      step(style, length: length, isLast: isLast, at: arrives ? goal : nil)
      return !isLast && !arrives && !(bout.isFollowed && struck + time > bout.end)
    }
    let isLast = isLate && !bout.isFollowed
    step(style, length: isLast ? 0.75 * length : length, isLast: isLast)
    return !isLast && !(bout.isFollowed && struck + time > bout.end)
  }

  /// The turn to the left that faces a point, -pi...pi.
  private func angle(to goal: SIMD2<Double>) -> Double {
    let way = goal - place
    let turn = atan2(way.x, way.y) - heading
    return turn - 2 * .pi * (turn / (2 * .pi)).rounded()
  }

  // MARK: - Steps

  /// Shifts the weight off the foot that goes first.
  private mutating func start(_ style: GaitStyle, at wanted: Double, towards foot: Int) {
    let time = style.stepTime
    let begin = max(wanted, plan.cycle.end)
    // Over the other foot in the middle of the first swing.
    phase += phase % 2 == foot ? 1 : 2
    passed = begin + 0.8 * time
    struck = passed - 0.5 * time
    faced = heading
    plan.path.add(place, at: begin)
    plan.course.add(SIMD2(heading, Double(phase) - 0.4), at: begin)
    plan.cycle.add(.zero, at: begin)
    var frame = GaitFrame(style, energy: 0.3)
    frame.values[0] = max(style.sway, 0.27 * standing)
    (frame.values[1], frame.values[2]) = (0.7 * style.bob, 0.7 * style.crouch)
    plan.cycle.add(frame.values, at: passed)
    (isMoving, stepsSinceStart, started) = (true, 0, begin)
  }

  private mutating func step(
    _ style: GaitStyle, length: Double, isLast: Bool, at goal: SIMD2<Double>? = nil
  ) {
    let time = style.stepTime
    let before = place
    phase += 1
    struck += time
    // The body is over a foot in the middle of its stance, sooner where both leave the floor.
    let over = struck + Math.interpolate(style.duty, [0.36, 0.58], [0.25, 0.45]) * time
    // Where that changes the way between two feet does, not the speed.
    let spell = stepsSinceStart == 0 || isLast ? 1 : min(max((over - passed) / time, 0.6), 1.5)
    passed = over
    // Who turns takes shorter steps, for the outer foot has the longer way.
    let turn = abs(heading - faced)
    let reach = turn > 0.1 ? (1.1 - 0.6 * turn) * style.stepLength : .infinity
    faced = heading
    place = goal ?? place + min(spell * length, reach) * Footprint.forward(heading)
    let gone = (place - before).norm
    let energy = min(gone / style.stepLength, 1.1)
    land(phase % 2, style, energy: energy, isSettling: isLast)
    // At full speed over the foot, unless the body rests there; it sets off after the weight has moved.
    let isFirst = stepsSinceStart == 0
    if isFirst { plan.path.add(before, at: over - 1.4 * time) }
    if isLast {
      plan.path.add(place, at: over + 0.4 * time, speed: .zero)
    } else {
      let speed = length / time / (isFirst ? Self.firstShare : 1)
      plan.path.add(place, at: over, speed: speed * Footprint.forward(heading))
    }
    plan.course.add(SIMD2(heading, Double(phase)), at: over)
    var frame = GaitFrame(style, energy: energy)
    // The legs are as much aslant in the first and the last step as in others.
    if isFirst || isLast { (frame.values[1], frame.values[2]) = (style.bob, style.crouch) }
    plan.cycle.add(frame.values, at: over)
    stepsSinceStart += 1
    count += 1
    last = style
  }

  /// Brings the foot behind up to the other, and stands.
  private mutating func close(energy: Double = 0.5) {
    guard isMoving, let style = last else { return }
    let time = style.stepTime
    phase += 1
    struck += time
    land(phase % 2, style, energy: energy, isSettling: true)
    let rest = max(struck + 0.35, plan.path.end)
    plan.course.add(SIMD2(heading, Double(phase) - 0.4), at: rest)
    plan.cycle.add(.zero, at: rest)
    plan.path.add(place, at: rest)
    plan.spans.append(started...rest)
    isMoving = false
    count += 1
  }

  private mutating func land(
    _ foot: Int, _ style: GaitStyle, energy: Double, isSettling: Bool = false
  ) {
    var draw = stream.stream("print").stream(count)
    let side = foot == Self.left ? 1.0 : -1
    let unit = Double.pi / 180
    let width = isSettling ? standing : style.width
    let aside = side * width / 2 + draw.normal(deviation: 0.004, limit: 0.008)
    let yaw =
      heading + side * style.toeOut * unit * 0.6 + draw.normal(deviation: 0.6, limit: 1.2) * unit
    let swing = (2 - 2 * style.duty) * style.stepTime
    let index = plan.prints[foot].count - 1
    let place = self.place + aside * Footprint.left(heading)
    let far = min((place - plan.prints[foot][index].place).norm / (2 * style.stepLength), 1)
    let stood = plan.prints[foot][index]
    let lift = min(struck - swing, stood.strike + stood.stay)
    plan.prints[foot][index].lift = lift
    plan.prints[foot][index].heelRise = style.heelRise * unit * (0.35 + 0.65 * far)
    plan.prints[foot][index].toeRise = style.toeRise * unit * (0.25 + 0.75 * far)
    plan.prints[foot][index].rising = min(0.85 * style.stepTime, 0.68 * (lift - stood.strike))
    plan.prints[foot].append(
      Footprint(
        place: place, yaw: yaw, strike: struck, heelStrike: style.heelStrike * unit * energy,
        loading: 0.22 * style.stepTime,
        stay: isSettling ? .infinity : 2.05 * style.duty * style.stepTime,
        clearance: style.clearance
      ))
  }
}

extension SIMD2<Double> {
  var norm: Double { (self * self).sum().squareRoot() }
}
