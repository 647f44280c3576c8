internal import CharacterCore

/// Brings the motion of another figure onto a body: rest poses may differ, and so may size,
/// proportions and the number of joints.
///
/// Each limb points where the file's points, whatever its own rest pose: a bone's turn in the world is
/// the file's turn from *its* rest, after the turn that brings our bone to where theirs rests. Places
/// scale with the legs' lengths, so that a foot that stands in the file stands here; the legs follow by
/// two-bone inverse kinematics. Where a heel is up and the toes stand, it is the toes that are kept.
package struct Retargeting: Sendable {
  let skeleton: Skeleton
  let limits: JointLimits?
  /// How our bones lie where arms hang and where they are stretched out, in the world.
  private let tTurns: [Quaternion]

  /// - Parameter limits: where given, trunk, arms and hands stay within them.
  package init(_ skeleton: Skeleton, limits: JointLimits? = nil) {
    (self.skeleton, self.limits) = (skeleton, limits)
    tTurns = skeleton.world(skeleton.tPose).rotations
  }

  /// A file's motion on this body, at the file's own rate; it begins at the body's place at rest and
  /// faces ahead.
  ///
  /// - Parameter name: what messages call the file.
  /// - Throws: `malformedFile` where the file has no frame, lacks limbs, or does not stand at rest.
  package func clip(_ bvh: BVH, name: String) throws(MotionSynthesisError) -> MotionClip {
    guard bvh.frameCount > 0 else {
      throw MotionSynthesisError(.malformedFile, "the motion file '\(name)' has no frames")
    }
    let source = try ForeignSkeleton(bvh, name: name)
    let alignment = alignment(with: source)
    let legs = try Leg.both.map { leg throws(MotionSynthesisError) in
      try FootPath(leg, source, name: name)
    }
    let scale = skeleton.legLength / (legs.map(\.length).reduce(0, +) / 2)
    let floors = Floors(source, legs)
    var poses: [Pose] = []
    poses.reserveCapacity(bvh.frameCount)
    var home: Home?
    for frame in 0..<bvh.frameCount {
      let (turns, places) = source.world(at: frame)
      let start = home ?? Home(facing: turns[source.hips], at: Self.middle(places, legs))
      home = start
      let worldTurns = worldTurns(source, turns, alignment, start)
      var pose = skeleton.pose(world: worldTurns)
      if let limits {
        for joint in Joint.allCases where joint != .hips && !joint.isOfLeg {
          pose[joint] = limits.clamped(pose[joint], at: joint)
        }
      }
      // The middle between the hip joints, scaled; the hips hang on it.
      func placed(_ place: SIMD3<Double>, floor: Double, ours: Double) -> SIMD3<Double> {
        let local = start.turn.turn(place - start.place)
        return SIMD3(
          scale * local.x + skeleton.hipMiddle.x, scale * (place.y - floor) + ours,
          scale * local.z + skeleton.hipMiddle.z)
      }
      let ankle = (skeleton[.leftFoot].y + skeleton[.rightFoot].y) / 2
      let middle = placed(Self.middle(places, legs), floor: floors.ankle, ours: ankle)
      let hang = pose[.hips].turn(skeleton.hipMiddle - skeleton[.hips])
      pose.translation = middle - hang - skeleton[.hips]
      for (leg, path) in zip(Leg.both, legs) {
        let foot = worldTurns[leg.foot] ?? .identity
        var target = placed(places[path.foot], floor: floors.ankle, ours: skeleton[leg.foot].y)
        if let toes = path.toes {
          let ball = placed(places[toes], floor: floors.toes, ours: skeleton[leg.toes].y)
          let raised = Math.smoothstep(0.02, 0.06, target.y - skeleton[leg.foot].y)
          let standing = Math.smoothstep(0.07, 0.02, ball.y - skeleton[leg.toes].y)
          let over = ball - foot.turn(skeleton[leg.toes] - skeleton[leg.foot])
          target += raised * standing * (over - target)
        }
        skeleton.reach(leg, to: target, foot: foot, in: &pose)
      }
      poses.append(pose)
    }
    return MotionClip(rate: bvh.rate, poses: poses)
  }

  private static func middle(_ places: [SIMD3<Double>], _ legs: [FootPath]) -> SIMD3<Double> {
    (places[legs[0].upper] + places[legs[1].upper]) / 2
  }

  /// Where a motion begins: its turn about the vertical is taken back.
  private struct Home {
    let turn: Quaternion
    let place: SIMD3<Double>

    init(facing hips: Quaternion, at place: SIMD3<Double>) {
      turn = hips.swingAndTwist(around: SIMD3(0, 1, 0)).twist.inverse
      self.place = place
    }
  }

  /// The turn of each of our joints that a file's figure has where all its rotations are 0.
  private func alignment(with source: ForeignSkeleton) -> [Joint: Quaternion] {
    var turns: [Joint: Quaternion] = [:]
    func direction(_ joint: Joint, _ next: Joint) -> SIMD3<Double>? {
      guard let from = source.limbs[joint]?.head, let to = source.limbs[next]?.head else {
        return nil
      }
      let offset = source.rest[to] - source.rest[from]
      return offset.length > 1e-9 ? offset.normalized : nil
    }
    /// Our bone by its turn in a reference pose, then brought onto theirs.
    func lay(_ joint: Joint, _ ours: SIMD3<Double>, onto theirs: SIMD3<Double>?, from: Quaternion) {
      guard let theirs else {
        turns[joint] = from
        return
      }
      turns[joint] = Quaternion(from: from.turn(ours.normalized), to: theirs) * from
    }
    for arm in Arm.both {
      let bone = skeleton[arm.lower] - skeleton[arm.upper]
      let out = SIMD3<Double>(arm.side, 0, 0)
      let theirs = direction(arm.upper, arm.lower) ?? out
      // The nearer of our two reference poses; its roll is then theirs.
      let isOut = theirs.dot(out) > theirs.dot(bone.normalized)
      func start(_ joint: Joint) -> Quaternion { isOut ? tTurns[joint.rawValue] : .identity }
      lay(arm.upper, bone, onto: theirs, from: start(arm.upper))
      let fore = skeleton[arm.hand] - skeleton[arm.lower]
      lay(arm.lower, fore, onto: direction(arm.lower, arm.hand), from: start(arm.lower))
      let along = (turns[arm.lower] ?? .identity) * start(arm.lower).inverse
      lay(
        arm.hand, skeleton[arm.middle] - skeleton[arm.hand], onto: direction(arm.hand, arm.middle),
        from: along * start(arm.hand))
      let flat = (turns[arm.hand] ?? .identity) * start(arm.hand).inverse
      for (chain, tip) in zip([arm.thumb] + arm.fingers, [arm.thumbTip] + arm.tips) {
        let points = chain.map { skeleton[$0] } + [skeleton[tip]]
        for (index, joint) in chain.enumerated() where source.limbs[joint] != nil {
          let next = index < 2 ? direction(joint, chain[index + 1]) : end(joint, source)
          lay(joint, points[index + 1] - points[index], onto: next, from: flat * start(joint))
        }
      }
    }
    for leg in Leg.both {
      lay(
        leg.upper, skeleton[leg.lower] - skeleton[leg.upper], onto: direction(leg.upper, leg.lower),
        from: .identity)
      lay(
        leg.lower, skeleton[leg.foot] - skeleton[leg.lower], onto: direction(leg.lower, leg.foot),
        from: .identity)
      // Soles are flat at rest, theirs and ours; only where the feet point differs.
      var heading = Quaternion.identity
      if let theirs = direction(leg.foot, leg.toes) {
        let (from, to) = (skeleton[leg.toes] - skeleton[leg.foot], theirs)
        let (a, b) = (SIMD3(from.x, 0, from.z), SIMD3(to.x, 0, to.z))
        if a.length > 1e-6, b.length > 0.3 {
          heading = Quaternion(from: a.normalized, to: b.normalized)
        }
      }
      turns[leg.foot] = heading
      turns[leg.toes] = heading
    }
    return turns
  }

  /// The direction of a finger's last bone.
  private func end(_ joint: Joint, _ source: ForeignSkeleton) -> SIMD3<Double>? {
    guard let node = source.limbs[joint]?.head else { return nil }
    var offset = source.bvh.nodes[node].endSite.map { source.axes.turn($0) } ?? .zero
    if let end = source.fingerEnds[joint] { offset = source.rest[end] - source.rest[node] }
    return offset.length > 1e-9 ? offset.normalized : nil
  }

  /// Our joints' turns in the world at a frame, in the motion's own frame of reference.
  private func worldTurns(
    _ source: ForeignSkeleton, _ turns: [Quaternion], _ alignment: [Joint: Quaternion], _ home: Home
  ) -> [Joint: Quaternion] {
    var world: [Joint: Quaternion] = [:]
    /// A share of the way along a chain of the file's joints.
    func along(_ chain: [Int], _ place: Double) -> Quaternion {
      let lower = min(Int(place), chain.count - 1)
      let share = place - Double(lower)
      guard share > 1e-9, lower + 1 < chain.count else { return turns[chain[lower]] }
      return turns[chain[lower]].mixed(with: turns[chain[lower + 1]], share)
    }
    let trunk = [source.hips] + source.spine
    let count = Double(source.spine.count)
    world[.hips] = along(trunk, 0)
    world[.spine] = along(trunk, count / 3)
    world[.chest] = along(trunk, 2 * count / 3)
    world[.upperChest] = along(trunk, count)
    let neck = [trunk[trunk.count - 1]] + source.neck
    world[.neck] = along(neck, Double(source.neck.count) / 2)
    world[.head] = along(neck, Double(source.neck.count))
    for joint in Joint.allCases {
      guard let place = source.limbs[joint] else { continue }
      world[joint] = turns[place.turn] * (alignment[joint] ?? .identity)
    }
    for joint in Joint.allCases {
      if let turn = world[joint] { world[joint] = home.turn * turn }
    }
    return world
  }
}

/// A leg of the file.
struct FootPath {
  let upper, lower, foot: Int
  let toes: Int?
  /// Thigh and shin.
  let length: Double

  init(_ leg: Leg, _ source: ForeignSkeleton, name: String) throws(MotionSynthesisError) {
    guard let upper = source.limbs[leg.upper]?.head, let lower = source.limbs[leg.lower]?.head,
      let foot = source.limbs[leg.foot]?.head
    else { preconditionFailure("a foreign skeleton has legs") }
    (self.upper, self.lower, self.foot) = (upper, lower, foot)
    toes = source.limbs[leg.toes]?.head
    let rest = source.rest
    length = (rest[lower] - rest[upper]).length + (rest[foot] - rest[lower]).length
    guard length > 1e-6, length.isFinite else {
      throw MotionSynthesisError(
        .malformedFile, "the motion file '\(name)' has legs without length")
    }
  }
}

/// How high ankles and toes are where they stand: a low height of the motion itself, as files do not
/// say where their floor is.
private struct Floors {
  let ankle, toes: Double

  init(_ source: ForeignSkeleton, _ legs: [FootPath]) {
    var (ankles, toes): ([Double], [Double]) = ([], [])
    // A few hundred frames show it.
    let step = max(source.bvh.frameCount / 600, 1)
    for frame in stride(from: 0, to: source.bvh.frameCount, by: step) {
      let places = source.world(at: frame).places
      ankles.append(legs.map { places[$0.foot].y }.min() ?? 0)
      toes.append(legs.map { leg in leg.toes.map { places[$0].y } ?? 0 }.min() ?? 0)
    }
    func low(_ heights: [Double]) -> Double { heights.sorted()[heights.count / 10] }
    (ankle, self.toes) = (low(ankles), low(toes))
  }
}
