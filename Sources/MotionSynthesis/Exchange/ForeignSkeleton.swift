internal import CharacterCore

/// The skeleton of a motion file, with what each of its joints means to ours.
///
/// Limbs and fingers are found by their names, the trunk by how the file hangs together: the hips join
/// the legs, the upper chest joins the arms and the head, and whatever lies between is spine or neck.
struct ForeignSkeleton {
  /// Where a joint of ours begins in the file and whose rotation it takes.
  struct Place {
    var head: Int
    var turn: Int
  }

  let bvh: BVH
  /// At rest, in the file's unit, turned to our axes.
  let rest: [SIMD3<Double>]
  /// Limbs and fingers.
  private(set) var limbs: [Joint: Place] = [:]
  /// Where a finger ends, where the file has such a joint.
  private(set) var fingerEnds: [Joint: Int] = [:]
  let hips: Int
  /// From the hips, without them, to the upper chest.
  let spine: [Int]
  /// From the upper chest, without it, to the head.
  let neck: [Int]
  /// From the file's axes to ours.
  let axes: Quaternion

  /// Throws `malformedFile` where limbs are missing or the figure does not stand at rest.
  init(_ bvh: BVH, name: String) throws(MotionSynthesisError) {
    func failure(_ problem: String) -> MotionSynthesisError {
      MotionSynthesisError(.malformedFile, "the motion file '\(name)' \(problem)")
    }
    self.bvh = bvh
    let names = bvh.nodes.map { JointName($0.name) }
    func find(_ side: JointName.Side, _ parts: [String]) -> Int? {
      for part in parts {
        if let node = names.firstIndex(where: { $0.side == side && $0.part == part }) {
          return node
        }
      }
      return nil
    }
    var limbs: [Joint: Place] = [:]
    var ends: [Joint: Int] = [:]
    for (side, arm, leg) in [(JointName.Side.left, Arm.left, Leg.left), (.right, .right, .right)] {
      for (limb, parts) in JointName.limbs {
        guard let node = find(side, parts) else { continue }
        limbs[Self.joint(limb, arm, leg)] = Place(head: node, turn: node)
      }
      // Poser's names: collar, shoulder, elbow.
      if limbs[arm.upper] == nil, let node = find(side, ["shoulder"]) {
        limbs[arm.upper] = Place(head: node, turn: node)
        if limbs[arm.shoulder]?.head == node { limbs[arm.shoulder] = nil }
      }
      for (limb, part) in JointName.secondHalves {
        if let node = find(side, [part]) { limbs[Self.joint(limb, arm, leg)]?.turn = node }
      }
      for (node, known) in names.enumerated() where known.side == side {
        guard let (finger, joint) = known.finger else { continue }
        let chain = finger == 0 ? arm.thumb : arm.fingers[finger - 1]
        if joint < 3 {
          limbs[chain[joint]] = limbs[chain[joint]] ?? Place(head: node, turn: node)
        } else {
          ends[chain[2]] = node
        }
      }
    }
    let needed = [
      Joint.leftUpperLeg, .leftLowerLeg, .leftFoot, .rightUpperLeg, .rightLowerLeg, .rightFoot,
      .leftUpperArm, .leftLowerArm, .leftHand, .rightUpperArm, .rightLowerArm, .rightHand,
    ]
    let missing = needed.filter { limbs[$0] == nil }
    guard missing.isEmpty else {
      throw failure(
        "has no joint that could be \(missing.prefix(3).map(\.name).joined(separator: ", ")); "
          + "name its joints as CMU, Mixamo, MakeHuman or VRM do")
    }
    guard let head = names.firstIndex(where: { $0.side == nil && $0.part == "head" }) else {
      throw failure("has no joint named 'Head'")
    }
    (self.limbs, fingerEnds) = (limbs, ends)

    // The trunk.
    func path(_ node: Int) -> [Int] {
      var path = [node]
      while let parent = bvh.nodes[path[path.count - 1]].parent { path.append(parent) }
      return path.reversed()
    }
    func fork(_ nodes: [Int]) -> Int {
      let paths = nodes.map(path)
      let shortest = paths.map(\.count).min() ?? 0
      let same = (0..<shortest).prefix { at in paths.allSatisfy { $0[at] == paths[0][at] } }
      return paths[0][max(same.count - 1, 0)]
    }
    func place(_ joint: Joint) -> Int { limbs[joint]?.head ?? 0 }
    hips = fork([place(.leftUpperLeg), place(.rightUpperLeg)])
    let chest = fork([place(.leftUpperArm), place(.rightUpperArm), head])
    let (toChest, toHead) = (path(chest), path(head))
    guard let start = toChest.firstIndex(of: hips), let branch = toHead.firstIndex(of: chest) else {
      throw failure("has arms that do not hang on its hips")
    }
    spine = Array(toChest[(start + 1)...])
    neck = Array(toHead[(branch + 1)...])
    guard !neck.isEmpty else { throw failure("has arms that hang on its head") }

    // The axes.
    var places: [SIMD3<Double>] = []
    for node in bvh.nodes { places.append((node.parent.map { places[$0] } ?? .zero) + node.offset) }
    let upward = places[head] - (places[place(.leftFoot)] + places[place(.rightFoot)]) / 2
    let sideways = places[place(.leftUpperLeg)] - places[place(.rightUpperLeg)]
    let armward = places[place(.leftUpperArm)] - places[place(.rightUpperArm)]
    guard let up = Self.axis(upward, least: 0.9),
      let left = Self.axis(sideways + armward, least: 0.9),
      up.dot(left) == 0
    else {
      throw failure("does not stand upright at rest, with all rotations 0; export it from a T-pose")
    }
    axes = Self.turn(left: left, up: up)
    let turn = axes
    rest = places.map { turn.turn($0) }
  }

  private static func joint(_ limb: JointName.Limb, _ arm: Arm, _ leg: Leg) -> Joint {
    switch limb {
    case .shoulder: arm.shoulder
    case .upperArm: arm.upper
    case .lowerArm: arm.lower
    case .hand: arm.hand
    case .upperLeg: leg.upper
    case .lowerLeg: leg.lower
    case .foot: leg.foot
    case .toes: leg.toes
    }
  }

  /// The axis that a vector mostly follows, `nil` where that is less than a share of its length.
  private static func axis(_ vector: SIMD3<Double>, least: Double) -> SIMD3<Double>? {
    for index in 0..<3 where abs(vector[index]) > least * vector.length {
      var axis = SIMD3<Double>.zero
      axis[index] = vector[index] < 0 ? -1 : 1
      return axis
    }
    return nil
  }

  /// The turn that brings `left` to +X and `up` to +Y.
  private static func turn(left: SIMD3<Double>, up: SIMD3<Double>) -> Quaternion {
    let first = Quaternion(from: up, to: SIMD3(0, 1, 0))
    return Quaternion(from: first.turn(left), to: SIMD3(1, 0, 0)) * first
  }

  /// Rotations and places of all joints at a frame, in our axes and the file's unit.
  func world(at frame: Int) -> (turns: [Quaternion], places: [SIMD3<Double>]) {
    var turns: [Quaternion] = []
    var places: [SIMD3<Double>] = []
    turns.reserveCapacity(rest.count)
    places.reserveCapacity(rest.count)
    for (index, node) in bvh.nodes.enumerated() {
      let (turn, place) = (bvh.rotation(of: index, at: frame), bvh.place(of: index, at: frame))
      if let parent = node.parent {
        places.append(places[parent] + turns[parent].turn(place))
        turns.append(turns[parent] * turn)
      } else {
        places.append(place)
        turns.append(turn)
      }
    }
    let back = axes.inverse
    return (turns.map { axes * $0 * back }, places.map { axes.turn($0) })
  }
}
