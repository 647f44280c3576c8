package import CharacterCore
internal import Foundation

/// What arms and hands do through a reel: gestures that the author asks for, beats that come with
/// speech, and what hands do to the own body while nothing is asked. A closed form of time.
package struct GestureScore: Sendable {
  let body: GestureBody
  let style: GestureStyle
  var gestures: [Gesture]
  private let rest: [HandShape]
  private let life: [[Wander]]
  private let fidget: [Wander]

  /// - Parameter busy: seconds in which walking has the arms: hands then do nothing by themselves.
  package init(
    _ reel: Reel, body: SkinnedBody, limits: JointLimits, performer: Performer,
    busy: [ClosedRange<Double>] = []
  ) {
    self.init(reel, on: GestureBody(body, limits: limits), performer: performer, busy: busy)
  }

  init(
    _ reel: Reel, on body: GestureBody, performer: Performer, busy: [ClosedRange<Double>] = []
  ) {
    let style = GestureStyle(performer.temperament, ageYears: performer.ageYears)
    let stream = performer.stream.stream("gesture")
    self.style = style
    self.body = body
    let choreography = Choreography(body: body, style: style, stream: stream)
    var planned = GestureCue.sheet(of: reel.beats, style: style).map { cue in
      choreography.gesture(cue, stresses: Stress.times(of: cue, style: style))
    }
    planned += Self.spokenBeats(reel, choreography, stream.stream("beats"))
    planned.sort { $0.timing.start < $1.timing.start }
    let taken = planned.map { $0.timing.start - 0.4...$0.timing.end + 0.4 } + busy
    planned += SelfAdaptor.gestures(
      until: reel.duration, besides: taken, choreography, stream.stream("self"))
    gestures = planned.sorted { $0.timing.start < $1.timing.start }

    // No two hands, and no two fingers, hang alike.
    rest = Arm.both.indices.map { index in
      var draw = stream.stream("hands").stream(index)
      return HandShape.relaxed.mixed(with: .curled, draw.uniform(-0.08, 0.22))
    }
    life = Arm.both.indices.map { arm in
      (0..<5).map { finger in
        Wander(
          frequency: 0.22, stream: stream.stream("fingers").stream(arm).stream(finger))
      }
    }
    fidget = Arm.both.indices.map {
      Wander(frequency: 0.11, stream: stream.stream("fidget").stream($0))
    }
  }

  /// Adds what gestures do with hips and trunk.
  package func lean(_ pose: inout Pose, at time: Double) {
    let degree = Double.pi / 180
    for gesture in gestures where gesture.timing.start < time && time < gesture.timing.end {
      let weight = gesture.timing.weight(at: time)
      let (trunk, hips) = (weight * gesture.lean.trunk, weight * gesture.lean.hips)
      guard trunk != .zero || hips != .zero else { continue }
      func turn(_ degrees: SIMD3<Double>) -> Quaternion {
        Quaternion(rotationVector: SIMD3(degrees.x, degrees.y, degrees.z) * degree)
      }
      for (joint, share) in [(Joint.spine, 0.4), (.chest, 0.33), (.upperChest, 0.27)] {
        pose[joint] = body.limits.clamped(pose[joint] * turn(share * trunk), at: joint)
      }
      pose.translation += pose[.hips].heading.turn(weight * gesture.lean.shift)
      pose[.hips] = pose[.hips] * turn(hips)
      let hang = Quaternion(
        -weight * gesture.lean.hang * (gesture.lean.trunk.x + gesture.lean.hips.x) * degree,
        around: SIMD3(1, 0, 0))
      for arm in Arm.both { pose[arm.upper] = hang * pose[arm.upper] }
    }
  }

  /// Lays the gestures on a pose's arms and hands; where there are none, fingers are at ease and the
  /// arms are as they were.
  ///
  /// - Parameters:
  ///   - curl: how much the fingers at rest are drawn in, as a runner's are, 0...1.
  ///   - clench: how near they are to a fist.
  package func apply(
    to pose: inout Pose, at time: Double, curl: Double = 0, clench: Double = 0
  ) {
    var shapes = Arm.both.indices.map {
      restingShape($0, at: time).mixed(with: .curled, curl).mixed(with: .fist, clench)
    }
    let active = gestures.filter { $0.timing.start < time && time < $0.timing.end }
    for gesture in active {
      for track in gesture.tracks {
        let hand = track.arm.side > 0 ? 0 : 1
        blend(track, gesture.timing, into: &pose, &shapes[hand], at: time)
      }
    }
    for (hand, arm) in Arm.both.enumerated() {
      for (joint, turn) in body.solver(arm).hand.rotations(shapes[hand]) {
        pose[joint] = body.limits.clamped(turn, at: joint)
      }
    }
    for gesture in active {
      for track in gesture.tracks { touch(track, gesture.timing, &pose, at: time) }
    }
  }

  /// Each joint a little after the one above it.
  private func blend(
    _ track: Gesture.Track, _ timing: GestureTiming, into pose: inout Pose,
    _ shape: inout HandShape, at time: Double
  ) {
    let solver = body.solver(track.arm)
    func part(
      _ lag: Double, _ delay: Double, _ angle: KeyPath<ArmReach.Angles, Quaternion>
    ) -> (Quaternion, Double) {
      let (first, second, share) = track.span(at: time - delay / style.speed)
      return (
        first.angles[keyPath: angle].mixed(with: second.angles[keyPath: angle], share),
        timing.weight(at: time, lag: lag)
      )
    }
    var angles = solver.angles(pose)
    let (shoulder, upper) = (part(0, 0, \.shoulder), part(0, 0, \.upper))
    let (lower, hand) = (part(0.08, 0.012, \.lower), part(GestureTiming.longestLag, 0.03, \.hand))
    angles.shoulder = angles.shoulder.mixed(with: shoulder.0, shoulder.1)
    angles.upper = angles.upper.mixed(with: upper.0, upper.1)
    angles.lower = angles.lower.mixed(with: lower.0, lower.1)
    angles.hand = angles.hand.mixed(with: hand.0, hand.1)
    solver.set(angles, in: &pose)
    let (first, second, share) = track.span(at: time)
    let wanted = first.shape.mixed(with: second.shape, share)
    // A hand opens on its way and closes at the end of it.
    shape = shape.mixed(with: wanted, timing.weight(at: time, lag: GestureTiming.longestLag))
  }

  /// Keeps a hand on what it lies on, wherever that has gone.
  private func touch(
    _ track: Gesture.Track, _ timing: GestureTiming, _ pose: inout Pose, at time: Double
  ) {
    let (first, second, share) = track.span(at: time)
    guard let contact = (share < 0.5 ? first : second).contact ?? first.contact ?? second.contact
    else { return }
    let held =
      (first.contact == nil ? 0 : 1 - share) + (second.contact == nil ? 0 : share)
    let taken = timing.weight(at: time, lag: GestureTiming.longestLag)
    let weight = held * Math.smoothstep(0.55, 1, taken)
    guard weight > 0 else { return }
    let solver = body.solver(track.arm)
    let world = body.skeleton.world(pose)
    func goal(_ contact: Gesture.Contact) -> ArmReach.Goal {
      let frame = world.rotation(contact.point.joint)
      return ArmReach.Goal(
        place: body.skinned.position(of: contact.point, in: world)
          + contact.gap * frame.turn(contact.point.normal),
        turn: frame * contact.turn, contact: contact.hold)
    }
    var aim = goal(contact)
    if let from = first.contact, let to = second.contact, share > 0 {
      let (start, end) = (goal(from), goal(to))
      aim.place = start.place + share * (end.place - start.place)
      aim.turn = start.turn.mixed(with: end.turn, share)
    }
    let angles = solver.angles(pose)
    let joints = solver.joints(angles, in: world)
    let axis = aim.place - aim.turn.turn(aim.contact) - joints.shoulder
    guard axis.length > 1e-6 else { return }
    let pole = (joints.elbow - joints.shoulder).perpendicular(to: axis)
    let solution = solver.solve(
      aim, in: world, pole: pole, shoulder: angles.shoulder, rounds: 3)
    solver.set(angles.mixed(with: solution.angles, weight), in: &pose)
  }

  private func restingShape(_ hand: Int, at time: Double) -> HandShape {
    var shape = rest[hand]
    let stir = style.fingerLife
    for finger in 0..<4 {
      let bend = stir * life[hand][finger].value(at: time)
      shape.fingers[finger] += SIMD3(bend, 1.2 * bend, 0.6 * bend)
    }
    shape.thumb.z += stir * life[hand][4].value(at: time)
    // Now and then a restless hand closes and opens a little.
    let close = max(fidget[hand].value(at: time) - 0.35, 0) * (stir / 2.4)
    return shape.mixed(with: .curled, min(0.6 * close, 0.4))
  }

  /// Beats that come with speech of which the author says nothing.
  private static func spokenBeats(
    _ reel: Reel, _ choreography: Choreography, _ stream: RandomStream
  ) -> [Gesture] {
    var gestures: [Gesture] = []
    var start = 0.0
    let style = choreography.style
    for (index, beat) in reel.beats.enumerated() {
      defer { start += beat.duration }
      guard beat.action == nil, !beat.visemes.isEmpty else { continue }
      var draw = stream.stream(index)
      let all = Stress.times(of: beat, from: start)
      let share = min(style.beatsPerMinute / 60 * beat.duration / Double(max(all.count, 1)), 1)
      let chosen = all.filter { _ in draw.uniform() < share }
      guard let first = chosen.first, let last = chosen.last else { continue }
      var said = beat
      said.action = BodyAction("beat")
      var timing = GestureTiming(.beat, of: said, from: start, style: style)
      timing.preparation = max(timing.preparation, 0.3)
      timing.start = max(first - timing.preparation - 0.2, start - 0.25)
      timing.release = last + 0.3
      let cue = GestureCue(
        action: BodyAction("beat"), known: .beat, beat: said, index: index, beatStart: start,
        timing: timing)
      gestures.append(choreography.gesture(cue, stresses: chosen))
    }
    return gestures
  }
}

extension Quaternion {
  /// The part of the turn around +Y.
  var heading: Quaternion { swingAndTwist(around: SIMD3(0, 1, 0)).twist }
}
