package import CharacterCore
internal import Foundation

/// All that is decided about a body's motion before its first frame: footprints, shifts of weight,
/// changes of mood. The pose at any time is a closed form of it, so that a frame needs none before it,
/// and nothing pops.
///
/// The reel begins at the origin facing +z; +x is the character's left.
package struct MotionScore: Sendable {
  let layers: MotionLayers
  private let skeleton: Skeleton
  let limits: JointLimits
  private let legs: Legs
  private let arms: [ArmSolver]
  private let affect: RampTrack
  private let idle: IdleModel
  private let base: Posture
  /// Metres between the ankles of who stands.
  private let stance: Double
  /// How much higher the hips are wanted than at rest, where the legs stand apart.
  private let rise: Double
  let plan: StepPlan
  private let gestures: GestureScore?
  private let look: LookAt

  package init(
    _ reel: Reel, body skin: SkinnedBody, performer: Performer, layers: MotionLayers
  ) throws(MotionSynthesisError) {
    for (index, beat) in reel.beats.enumerated() { try Self.check(beat, index, of: reel) }
    let body = skin.rest
    let stream = performer.stream.stream("body")
    let manner = performer.manner
    self.layers = layers
    skeleton = body.skeleton
    limits = JointLimits(skeleton: skeleton, ageYears: performer.ageYears, sex: performer.sex)
    legs = Legs(body, limits: limits)
    var takes: [String: CapturedTake] = [:]
    for motion in reel.motions {
      takes[motion.file] = try CapturedTake(motion, on: skeleton, limits: limits)
    }
    arms = Arm.both.map { ArmSolver($0, of: body.skeleton) }
    affect = Affect.track(of: reel, tempo: manner.tempo)
    idle = IdleModel(
      duration: reel.duration, manner: manner, stream: stream.stream("idle"))
    base = Posture(of: performer, build: body.parameters.build, stature: body.stature)
    var draw = stream.stream("stance")
    rise = 0.01 * body.stature / 1.7
    stance =
      (0.155 + 0.03 * performer.sex + 0.02 * max(body.parameters.build - 0.5, 0))
      * body.stature / 1.7 * draw.uniform(0.93, 1.07) * manner.bodilyEase.squareRoot()
    let stagger = draw.normal(deviation: 0.012, limit: 0.03)
    plan = StepPlanner.plan(
      reel, walker: Walker(performer, body: body), affect: affect,
      stance: SIMD2(stance, stagger), stream: stream.stream("steps"), takes: takes)
    look = LookAt(limits: limits)
    gestures =
      layers.contains(.gesture)
      ? GestureScore(
        reel, body: skin, limits: limits, performer: performer,
        busy: plan.walking + plan.captures.map { $0.start...$0.end }) : nil
  }

  private static func check(_ beat: Beat, _ index: Int, of reel: Reel) throws(MotionSynthesisError)
  {
    func fail(_ what: String) -> MotionSynthesisError {
      MotionSynthesisError(.invalidReel, "Beat \(index + 1) of reel '\(reel.name)' \(what).")
    }
    guard beat.duration.isFinite, beat.duration > 0 else {
      throw fail("lasts \(beat.duration) s; give it a positive number of seconds")
    }
    guard let action = beat.action else { return }
    if let goal = action.destination, !(abs(goal.x) <= 1000 && abs(goal.y) <= 1000) {
      throw fail("goes to [\(goal.x), \(goal.y)]; give it metres, 1000 at most")
    }
    let start = action.motion?.start ?? 0
    guard start.isFinite, start >= 0 else { throw fail("begins \(start) s into its motion") }
    guard action.tempo.isFinite, abs(action.turn ?? 0) <= 3600 else {
      throw fail("has a tempo or a turn that cannot be; a turn is 3600 degrees at most")
    }
  }

  /// Where the body's path is, metres: x and z.
  package func root(at time: Double) -> SIMD2<Double> { plan.root(at: time) }

  /// Which feet are on the floor: left, right.
  package func contacts(at time: Double) -> [Bool] {
    [plan.isPlanted(0, at: time), plan.isPlanted(1, at: time)]
  }

  /// The body by itself, at a time in seconds, with the head as the face has it, relative to the heading.
  func synthesized(at time: Double, face: FacePose) -> Pose {
    let unit = Double.pi / 180
    let gait = layers.contains(.gait) ? plan.frame(at: time) : .still
    let heading = plan.heading(at: time)
    let phase = plan.phase(at: time)
    let still = 1 - plan.frame(at: time).presence
    var posture = base
    let feeling = Affect(affect.value(at: time))
    if layers.contains(.posture) { posture.feel(feeling) }
    let idle = layers.contains(.idle) ? self.idle.frame(at: time) : nil

    // 1 over the left foot to -1 over the right; 1 with the left leg ahead to -1 with the right.
    let over = cos(.pi * phase)
    let ahead = -sin(.pi * phase)

    // Degrees: around y to the left, around x forward, around z to the right.
    let rest = idle.map { still * $0.weight } ?? 0
    let pelvisTurn = -gait.pelvisTurn * ahead + still * 1.5 * rest
    let pelvisTip = posture.pelvis + 0.35 * gait.lean
    let pelvisDrop = gait.pelvisDrop * over + 2.8 * rest
    let chestTurn = gait.chestTurn * ahead + still * (idle?.turn ?? 0)
    let settled: Double = still * (idle?.bend ?? 0)
    let chestTip: Double = posture.thorax + posture.lumbar + pelvisTip + 0.65 * gait.lean + settled
    let chestDrop = -gait.chestTilt * over - 1.4 * rest

    var pose = Pose.rest
    let facing = Quaternion(heading, around: SIMD3(0, 1, 0))
    func turn(_ degrees: SIMD3<Double>) -> Quaternion {
      Quaternion(rotationVector: unit * degrees)
    }
    pose[.hips] = facing * turn(SIMD3(pelvisTip, pelvisTurn, pelvisDrop))
    let breath = layers.contains(.breath) ? face.breath : 0
    let bow = SIMD3(chestTip - pelvisTip, chestTurn - pelvisTurn, chestDrop - pelvisDrop)
    let lumbar = (posture.lumbar + 0.3 * gait.lean) / max(abs(bow.x), 1e-9) * (bow.x < 0 ? -1 : 1)
    let low = bow.x * min(max(lumbar, 0), 0.6)
    let high = bow.x - low
    pose[.spine] = turn(SIMD3(low, 0.25 * bow.y, 0.35 * bow.z))
    pose[.chest] = turn(SIMD3(0.5 * high - 0.5 * breath, 0.35 * bow.y, 0.35 * bow.z))
    pose[.upperChest] = turn(SIMD3(0.5 * high - 0.8 * breath, 0.4 * bow.y, 0.3 * bow.z))
    let chest = pose[.hips] * pose[.spine] * pose[.chest] * pose[.upperChest]

    for (index, solver) in arms.enumerated() {
      let side = solver.arm.side
      let swing = -side * ahead
      let raise = posture.shoulderRaise + 0.7 * breath
      let reach: Double = posture.shoulderForward + 0.12 * gait.armSwing * swing
      let shoulder = turn(SIMD3(0, -side * reach, side * raise))
      pose[solver.arm.shoulder] = shoulder
      var shape = ArmSolver.Shape()
      let drift = idle.map { still * (index == 0 ? $0.drift.x : $0.drift.y) } ?? 0
      let back: Double = 0.28 * gait.armSwing + 0.16 * gait.elbow
      shape.flexion = unit * (1 + gait.armSwing * swing - back + 0.8 * drift)
      shape.abduction = unit * (posture.abduction - 0.08 * gait.armSwing + 0.6 * drift)
      shape.inward = unit * posture.inward
      let bend: Double = gait.elbowSwing * (0.3 + 0.7 * swing) + 1.2 * drift
      shape.elbow = unit * (posture.elbow + gait.elbow + bend)
      shape.pronation = unit * posture.pronation
      shape.wrist = unit * 4
      let level = Quaternion(unit * (0.5 * chestTurn), around: SIMD3(0, 1, 0))
      solver.pose(shape, shoulder: (facing * level).inverse * chest * shoulder, &pose)
    }

    // The pelvis over the feet: aside over the one that stands, back where the trunk bends forward.
    let left = Footprint.left(heading)
    let forward = Footprint.forward(heading)
    let wander = still * (idle?.sway ?? .zero)
    let aside: Double = gait.sway * over + 0.3 * stance * rest + wander.x
    let back: Double = 0.0011 * (posture.thorax + posture.lumbar) - wander.y
    let place = plan.root(at: time) + aside * left - back * forward
    // Legs as straight as they go, but for what gait and posture bend.
    let height = rise - gait.crouch - posture.crouch + gait.bob * cos(2 * .pi * (phase - 0.03))
    pose.translation = SIMD3(place.x, height, place.y)
    // The trunk before the head, the head before hands that may lie on it.
    gestures?.lean(&pose, at: time)
    if layers.contains(.lookAt) { look.apply(to: &pose, face: face, heading: heading) }
    gestures?.apply(
      to: &pose, at: time, curl: min(max((gait.elbow - 20) / 55, 0), 0.9),
      clench: min(0.8 * feeling.anger + 0.3 * feeling.fear, 0.85))
    legs.plant(&pose, on: plan, at: time, facing: heading + unit * pelvisTurn)
    return layers.contains(.limits) ? limits.clamped(pose) : pose
  }
}

extension HeadOrientation {
  /// Rz Ry Rx as a quaternion.
  var rotation: Quaternion {
    let unit = Double.pi / 180
    return Quaternion(unit * roll, around: SIMD3(0, 0, 1))
      * Quaternion(unit * yaw, around: SIMD3(0, 1, 0))
      * Quaternion(-unit * pitch, around: SIMD3(1, 0, 0))
  }
}
