internal import CharacterCore
internal import Foundation

extension Choreography {
  /// A gesture of a reel on this body; `stresses` are the times that a beat gesture lands on.
  func gesture(_ cue: GestureCue, stresses: [Double]) -> Gesture {
    let action = cue.action
    let strength = action.strength ?? style.strength
    let extent = style.extent * (0.72 + 0.5 * strength)
    var gesture = Gesture(known: cue.known, timing: cue.timing, tracks: [])
    let one = arms(action.side, otherwise: [dominant])
    let timing = cue.timing
    func still(_ arm: Arm, _ key: Gesture.Key) {
      gesture.tracks.append(Gesture.Track(arm: arm, keys: [(timing.stroke, key)]))
    }
    switch cue.known {
    case .shrug:
      for arm in arms(action.side, otherwise: Arm.both) { still(arm, shrug(arm, strength, extent)) }
    case .wave:
      for arm in one { gesture.tracks.append(wave(arm, strength, extent, timing)) }
      gesture.lean.trunk = SIMD3(0, 0, one.count == 1 ? -1.5 * one[0].side * strength : 0)
    case .point:
      let aim = Self.aim(of: cue.beat)
      let arm = abs(aim.x) > 12 ? (aim.x > 0 ? Arm.left : .right) : dominant
      for arm in arms(action.side, otherwise: [arm]) { still(arm, point(arm, aim, strength)) }
      gesture.lean.trunk = SIMD3(1.5 * strength, 0.12 * aim.x, 0)
    case .beckon:
      for arm in one { gesture.tracks.append(beckon(arm, strength, extent, timing)) }
    case .bow: gesture.lean = bow(strength)
    case .beat:
      let arms = arms(
        action.side, otherwise: style.plasticity > 0.2 ? Arm.both : [dominant])
      gesture = beats(arms, at: stresses, strength, gesture)
    case .handOnHeart:
      for arm in one { still(arm, handOnHeart(arm)) }
      gesture.lean.trunk = SIMD3(2 * strength, 0, 0)
    case .armsCrossed:
      let over = action.side == .left ? Arm.left : action.side == .right ? .right : dominant
      let (inner, outer) = armsCrossed(over: over)
      still(over.side > 0 ? .right : .left, inner)
      still(over, outer)
      gesture.lean.trunk = SIMD3(-2, 0, 0)
    case .handsOnHips:
      for arm in arms(action.side, otherwise: Arm.both) { still(arm, handOnHip(arm)) }
      gesture.lean.trunk = SIMD3(-2.5 * strength, 0, 0)
    case .chinTouch: for arm in one { still(arm, chinTouch(arm)) }
    case .faceCover:
      for arm in arms(action.side, otherwise: Arm.both) {
        still(arm, faceCover(arm, alone: action.side == .left || action.side == .right))
      }
      gesture.lean.trunk = SIMD3(5 * strength, 0, 0)
    case .fist: for arm in one { gesture.tracks.append(fist(arm, strength, extent, timing)) }
    case .clap: gesture.tracks = clap(strength, extent, timing)
    case .stepBack:
      for arm in arms(nil, otherwise: Arm.both) { still(arm, ward(arm, strength, extent)) }
      gesture.lean.trunk = SIMD3(-5 * strength, 0, 0)
    default: break
    }
    return gesture
  }

  /// Where a beat's eyes look, degrees: what is pointed at.
  static func aim(of beat: Beat) -> SIMD2<Double> {
    if case .direction(let yaw, let pitch) = beat.gaze { return SIMD2(yaw, pitch) }
    return .zero
  }

  func shrug(_ arm: Arm, _ strength: Double, _ extent: Double) -> Gesture.Key {
    key(
      arm,
      Reach(
        place: SIMD3(0.34, -0.52 + 0.1 * strength, 0.42), along: SIMD3(0.75, -0.05, 0.65),
        palm: SIMD3(0.15, 0.95, 0.25), shape: .open.mixed(with: .spread, 0.5 * strength),
        elbowOut: 0.15, raise: 0.22 + 0.3 * strength),
      extent: extent)
  }

  func wave(
    _ arm: Arm, _ strength: Double, _ extent: Double, _ timing: GestureTiming
  ) -> Gesture.Track {
    func tilted(_ lean: Double) -> Gesture.Key {
      key(
        arm,
        Reach(
          place: SIMD3(0.38 + 0.13 * lean, -0.02 + 0.42 * strength, 0.38),
          along: SIMD3(0.12 + 0.5 * lean, 1, 0.06), palm: SIMD3(-0.05, -0.05, 1),
          shape: .flat.mixed(with: .spread, 0.35 + 0.4 * strength)),
        extent: extent)
    }
    let (out, home) = (tilted(0.55), tilted(-0.4))
    return Gesture.Track(arm: arm, from: out, over: home, at: 0.5, timing)
  }

  func point(_ arm: Arm, _ aim: SIMD2<Double>, _ strength: Double) -> Gesture.Key {
    let (yaw, pitch) = (aim.x * .pi / 180, aim.y * .pi / 180)
    let way = SIMD3(sin(yaw) * cos(pitch), sin(pitch), cos(yaw) * cos(pitch))
    let mirrored = SIMD3(arm.side, 1, 1) * way
    let reach = (0.72 + 0.24 * strength) * min(max(style.extent, 0.85), 1.05)
    let lift = SIMD3(-0.04, -0.1 + 0.06 * strength, 0)
    return key(
      arm,
      Reach(
        place: reach * mirrored + lift, along: mirrored, palm: SIMD3(-0.55, -0.8, 0),
        shape: .point, elbowOut: 0.5),
      extent: 1)
  }

  func beckon(
    _ arm: Arm, _ strength: Double, _ extent: Double, _ timing: GestureTiming
  ) -> Gesture.Track {
    let given = key(
      arm,
      Reach(
        place: SIMD3(0.1, -0.22 + 0.16 * strength, 0.62), along: SIMD3(-0.1, 0.3, 0.95),
        palm: SIMD3(-0.1, 0.95, -0.3), shape: .open, elbowOut: 0.25),
      extent: extent)
    let called = key(
      arm,
      Reach(
        place: SIMD3(0.08, -0.16 + 0.18 * strength, 0.5), along: SIMD3(-0.2, 0.85, 0.5),
        palm: SIMD3(-0.15, 0.45, -0.88), shape: .curled, elbowOut: 0.25),
      extent: extent)
    return Gesture.Track(arm: arm, from: given, over: called, at: 0.42, timing)
  }

  func bow(_ strength: Double) -> Gesture.Lean {
    let degrees = 14 + 34 * strength
    let leg = body.skeleton[.hips].y
    return Gesture.Lean(
      trunk: SIMD3(0.5 * degrees, 0, 0), hips: SIMD3(0.5 * degrees, 0, 0),
      shift: SIMD3(0, -0.006 * strength, -0.11 * sin(degrees * .pi / 180)) * leg, hang: 0.85)
  }

  /// Hands that land on stresses: up before, down on each.
  func beats(
    _ arms: [Arm], at stresses: [Double], _ strength: Double, _ gesture: Gesture
  ) -> Gesture {
    var gesture = gesture
    let extent = style.extent * (0.72 + 0.5 * strength)
    for arm in arms {
      func held(_ lift: Double, _ shape: HandShape) -> Gesture.Key {
        key(
          arm,
          Reach(
            place: SIMD3(0.14, -0.4 + 0.3 * lift, 0.5 + 0.06 * lift),
            along: SIMD3(-0.25, 0.25 - 0.5 * (0.5 - lift), 0.9), palm: SIMD3(-0.75, 0.45, 0.15),
            shape: shape),
          extent: extent)
      }
      let (ready, up, down) = (
        held(0.25, .open), held(0.35 + 0.35 * strength, .open.mixed(with: .spread, 0.4)),
        held(-0.05, .open)
      )
      var keys = [(gesture.timing.stroke, ready)]
      let swing = 0.17 / style.speed
      for (number, time) in stresses.enumerated() {
        let lag = arm.side == dominant.side ? 0 : 0.03
        let before = time - swing
        if before > keys[keys.count - 1].0 + 0.12 { keys.append((before + lag, up)) }
        guard time > keys[keys.count - 1].0 + 0.08 else { continue }
        keys.append((time + lag, down))
        let next = number + 1 < stresses.count ? stresses[number + 1] : .infinity
        if next - time > 0.75 { keys.append((time + 0.4, ready)) }
      }
      gesture.tracks.append(Gesture.Track(arm: arm, keys: keys))
    }
    if let last = stresses.last { gesture.timing.release = last + 0.3 }
    gesture.lean.trunk = SIMD3(1.5 * strength, 0, 0)
    return gesture
  }

  func handOnHeart(_ arm: Arm) -> Gesture.Key {
    key(
      arm, on: body.chest, along: SIMD3(-0.9, 0.42, 0), shape: .laid, elbowOut: 0.25)
  }

  /// The arm behind and the arm in front, its hand on the other's upper arm.
  func armsCrossed(over outerArm: Arm) -> (inner: Gesture.Key, outer: Gesture.Key) {
    let innerArm: Arm = outerArm.side > 0 ? .right : .left
    let shoulder = body.skeleton[outerArm.upper]
    let height = Math.mix(body.skeleton[.chest].y, shoulder.y, 0.3)
    let under = body.front(at: SIMD2(0.62 * shoulder.x, height))
    let inner = key(
      innerArm, on: under, along: SIMD3(-0.95, 0.28, 0), gap: 0.012, shape: .laid, elbowOut: 0.1)
    let outer = key(
      outerArm, on: body.point(.upperArm, innerArm), along: SIMD3(-0.8, 0.5, 0.1), gap: 0.006,
      shape: .laid, elbowOut: 0.1, pose: pose(innerArm, inner))
    return (inner, outer)
  }

  func handOnHip(_ arm: Arm) -> Gesture.Key {
    key(
      arm, on: body.point(.hip, arm), along: SIMD3(-0.15, -0.35, 0.9), shape: .laid,
      elbowOut: 1.2 + 0.3 * style.plasticity)
  }

  func chinTouch(_ arm: Arm) -> Gesture.Key {
    let solver = body.solver(arm)
    let index = solver.hand.tip(arm.side > 0 ? .leftIndex : .rightIndex, .pensive, body.skeleton)
    let thumb = solver.hand.tip(arm.thumbTip, .pensive, body.skeleton)
    return key(
      arm, on: body.chin, along: SIMD3(-0.5, 0.8, 0.1), palm: SIMD3(-0.35, -0.1, -0.9),
      gap: 0.006, shape: .pensive, hold: 0.5 * (index + thumb), elbowOut: 0.15)
  }

  func faceCover(_ arm: Arm, alone: Bool) -> Gesture.Key {
    alone
      ? key(
        arm, on: body.nose, along: SIMD3(-0.35, 0.9, 0), palm: SIMD3(0, 0.05, -1),
        gap: 0.004, shape: .laid, elbowOut: 0.3)
      : key(
        arm, on: body.point(.cheek, arm), along: SIMD3(-0.18, 1, 0),
        palm: SIMD3(-0.12, 0, -1), gap: 0.004, shape: .laid, elbowOut: 0.3)
  }

  func fist(
    _ arm: Arm, _ strength: Double, _ extent: Double, _ timing: GestureTiming
  ) -> Gesture.Track {
    func held(_ lift: Double, _ shape: HandShape) -> Gesture.Key {
      key(
        arm,
        Reach(
          place: SIMD3(0.1, -0.62 + 0.5 * strength + lift, 0.46), along: SIMD3(-0.15, 0.7, 0.6),
          palm: SIMD3(-0.9, 0.1, -0.35), shape: shape, elbowOut: 0.2),
        extent: extent)
    }
    return Gesture.Track(
      arm: arm,
      keys: [
        (timing.stroke, held(0.05, .grip)), (timing.stroke + 0.22 / style.speed, held(0, .fist)),
      ])
  }

  func clap(
    _ strength: Double, _ extent: Double, _ timing: GestureTiming
  ) -> [Gesture.Track] {
    let skeleton = body.skeleton
    let length = body.solver(.left).length
    let height = skeleton[.leftUpperArm].y - (0.44 - 0.14 * strength) * length
    let front = body.front(at: SIMD2(0, min(height, skeleton[.upperChest].y))).rest.z
    let middle = SIMD3(0, height, max(front + 0.2 * length, 0.5 * length))
    return Arm.both.map { arm in
      let solver = body.solver(arm)
      let mirror = SIMD3(arm.side, 1, 1)
      func held(_ apart: Double) -> Gesture.Key {
        let turn = solver.hand.rotation(
          along: mirror * SIMD3(-0.12 + 0.3 * apart, 0.55, 0.8),
          palm: mirror * SIMD3(-1, 0.1 * apart, 0.25 * apart))
        let place = middle + mirror * SIMD3(0.004 + apart * length, 0, 0)
        let solution = solver.search(
          ArmReach.Goal(place: place, turn: turn, contact: solver.hand.palmCentre),
          in: body.rest, elbowOut: 0.5)
        return Gesture.Key(
          angles: solution.angles, shape: .cup, contact: nil, error: solution.error,
          depth: solver.penetration(solution, body.rest))
      }
      let open = held((0.12 + 0.16 * strength) * min(extent, 1.3))
      let shut = held(0)
      return Gesture.Track(arm: arm, from: open, over: shut, at: 0.4, timing)
    }
  }

  /// Hands held before one, palms ahead, as one who gives way.
  func ward(_ arm: Arm, _ strength: Double, _ extent: Double) -> Gesture.Key {
    key(
      arm,
      Reach(
        place: SIMD3(0.1, -0.6 + 0.4 * strength, 0.42), along: SIMD3(0.05, 0.75, 0.5),
        palm: SIMD3(-0.2, -0.45, 0.85), shape: .open.mixed(with: .spread, strength), elbowOut: 0.4),
      extent: extent)
  }
}

extension GestureBody {
  /// The front of the trunk at x and y, at rest.
  func front(at place: SIMD2<Double>) -> SurfacePoint {
    skinned.surface(
      from: SIMD3(place.x, place.y, skinned.rest.stature), toward: SIMD3(0, 0, -1),
      of: [.hips, .spine, .chest, .upperChest]) ?? chest
  }
}
