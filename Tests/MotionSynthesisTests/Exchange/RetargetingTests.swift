import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import MotionSynthesis

@Suite struct RetargetingTests {
  private static let skeleton: Skeleton? = try? BodyShape.bundled().rest(
    BodyParameters(ageYears: 30, sex: 0.2)
  ).skeleton

  private func skeleton() throws -> Skeleton { try #require(Self.skeleton) }

  /// A walk on a skeleton: the feet stand by turns and are carried forward, arms swing.
  private static func walk(on skeleton: Skeleton, frames: Int = 50) -> (MotionClip, [[Bool]]) {
    var contacts: [[Bool]] = []
    let step = 0.36 * skeleton.legLength
    let poses = (0..<frames).map { frame in
      let phase = Double(frame) / 25
      var pose = Pose.rest
      pose.translation = SIMD3(0, -0.05 * skeleton.legLength, 2 * step * phase)
      pose[.spine] = Quaternion(0.08, around: SIMD3(1, 0, 0))
      pose[.neck] = Quaternion(-0.1 * sin(phase), around: SIMD3(0, 1, 0))
      let swing = sin(2 * .pi * phase)
      pose[.leftUpperArm] = Quaternion(0.4 * swing, around: SIMD3(1, 0, 0))
      pose[.rightUpperArm] = Quaternion(-0.4 * swing, around: SIMD3(1, 0, 0))
      pose[.rightLowerArm] = Quaternion(-0.5, around: SIMD3(1, 0, 0))
      var row: [Bool] = []
      for (leg, offset) in [(Leg.left, 0.0), (.right, 0.5)] {
        let cycle = phase + offset
        let (whole, part) = (cycle.rounded(.down), cycle - cycle.rounded(.down))
        let swing = max(part - 0.6, 0) / 0.4
        var target = skeleton[leg.foot]
        target.z += 2 * step * (whole - offset + swing * swing * (3 - 2 * swing) + 0.3)
        target.y += 0.1 * sin(.pi * swing)
        row.append(swing == 0)
        skeleton.reach(leg, to: target, foot: .identity, in: &pose)
      }
      contacts.append(row)
      return pose
    }
    return (MotionClip(rate: FrameRate(25), poses: poses), contacts)
  }

  private func apart(_ a: Pose, _ b: Pose, on skeleton: Skeleton) -> Double {
    zip(skeleton.world(a).positions, skeleton.world(b).positions).map { ($0 - $1).length }.max()
      ?? 0
  }

  @Test func `our own file comes back as it was`() throws {
    let skeleton = try skeleton()
    let (clip, _) = Self.walk(on: skeleton)
    let file = try BVH(data: Data(BVH(clip, on: skeleton).text.utf8), name: "own.bvh")
    let back = try Retargeting(skeleton).clip(file, name: "own.bvh")
    #expect(back.poses.count == clip.poses.count && back.rate == clip.rate)
    let start = clip.poses[0].translation
    for (one, other) in zip(clip.poses, back.poses) {
      var moved = one
      moved.translation -= SIMD3(start.x, 0, start.z)
      #expect(apart(moved, other, on: skeleton) < 2e-3)
    }
  }

  /// A foreign figure in T-pose that carries out the turns that another clip has in the world.
  private struct Foreigner {
    /// Name, parent, rest place in the file's unit, the joint of ours whose turn it takes.
    typealias Part = (name: String, parent: Int?, place: SIMD3<Double>, joint: Joint?)
    var parts: [Part]
    var axes = Quaternion.identity
    var channels: [BVH.Channel] = [.zRotation, .yRotation, .xRotation]

    /// - Parameter scale: of its places over metres of the skeleton that moves it.
    func file(_ clip: MotionClip, on skeleton: Skeleton, scale: Double) -> BVH {
      let nodes = parts.enumerated().map { index, part in
        BVH.Node(
          name: part.name, parent: part.parent,
          offset: axes.turn(part.place - (part.parent.map { parts[$0].place } ?? .zero)),
          channels: part.parent == nil
            ? [.xPosition, .yPosition, .zPosition] + channels : channels,
          endSite: parts.contains { $0.parent == index } ? nil : axes.turn(SIMD3(0, 0, scale / 10)))
      }
      // Their rest is our T-pose; a joint's turn from there is what a file holds.
      let tPose = skeleton.world(skeleton.tPose)
      var values: [Double] = []
      for pose in clip.poses {
        let world = skeleton.world(pose)
        var turns: [Quaternion] = []
        for (index, part) in parts.enumerated() {
          let parent = part.parent.map { turns[$0] } ?? .identity
          let turn = part.joint.map { world.rotation($0) * tPose.rotation($0).inverse } ?? parent
          turns.append(turn)
          if index == 0 {
            let place = axes.turn(scale * world.position(.hips))
            values += [place.x, place.y, place.z]
          }
          let local = axes * (parent.inverse * turn) * axes.inverse
          values += Self.angles(local, channels)
        }
      }
      return BVH(
        nodes: nodes, frameTime: Double(clip.rate.denominator) / Double(clip.rate.numerator),
        values: values)
    }

    /// Angles in degrees for rotations in the order of the channels, by a search without a formula.
    static func angles(_ turn: Quaternion, _ channels: [BVH.Channel]) -> [Double] {
      func axis(_ channel: BVH.Channel) -> SIMD3<Double> {
        var axis = SIMD3<Double>.zero
        axis[channel.axis] = 1
        return axis
      }
      let (a, b, c) = (axis(channels[0]), axis(channels[1]), axis(channels[2]))
      // turn c = A B c; B leaves b, and only A moves A b.
      let sign = a.cross(b).dot(c)
      let image = turn.turn(c)
      let middle = asin(min(max(sign * image.dot(a), -1), 1))
      let first = atan2(-sign * image.dot(b), image.dot(c))
      let rest =
        (Quaternion(first, around: a) * Quaternion(middle, around: b)).inverse * turn
      return [first, middle, rest.rotationVector.dot(c)].map { $0 * 180 / .pi }
    }
  }

  /// The T-pose of a skeleton as the places of a rig with these names.
  private static func figure(
    _ skeleton: Skeleton, scale: Double, _ names: [(String, String?, Joint, follows: Bool)]
  ) -> Foreigner {
    let tPose = skeleton.world(skeleton.tPose)
    var parts: [Foreigner.Part] = []
    for (name, parent, joint, follows) in names {
      parts.append(
        (
          name, parent.flatMap { wanted in parts.firstIndex { $0.name == wanted } },
          scale * tPose.position(joint), follows ? joint : nil
        ))
    }
    return Foreigner(parts: parts)
  }

  private static let mixamo: [(String, String?, Joint, follows: Bool)] = {
    var rows: [(String, String?, Joint, follows: Bool)] = [
      ("mixamorig:Hips", nil, .hips, true), ("mixamorig:Spine", "mixamorig:Hips", .spine, true),
      ("mixamorig:Spine1", "mixamorig:Spine", .chest, true),
      ("mixamorig:Spine2", "mixamorig:Spine1", .upperChest, true),
      ("mixamorig:Neck", "mixamorig:Spine2", .neck, true),
      ("mixamorig:Head", "mixamorig:Neck", .head, true),
    ]
    for (side, arm) in [("Left", Arm.left), ("Right", .right)] {
      let prefix = "mixamorig:" + side
      rows += [
        (prefix + "Shoulder", "mixamorig:Spine2", arm.shoulder, true),
        (prefix + "Arm", prefix + "Shoulder", arm.upper, true),
        (prefix + "ForeArm", prefix + "Arm", arm.lower, true),
        (prefix + "Hand", prefix + "ForeArm", arm.hand, true),
      ]
      for (finger, chain) in zip(["Index", "Middle", "Ring", "Pinky"], arm.fingers) {
        for (number, joint) in chain.enumerated() {
          let parent = number == 0 ? "Hand" : "Hand\(finger)\(number)"
          rows.append(("\(prefix)Hand\(finger)\(number + 1)", prefix + parent, joint, true))
        }
      }
    }
    for (side, leg) in [("Left", Leg.left), ("Right", .right)] {
      let prefix = "mixamorig:" + side
      rows += [
        (prefix + "UpLeg", "mixamorig:Hips", leg.upper, true),
        (prefix + "Leg", prefix + "UpLeg", leg.lower, true),
        (prefix + "Foot", prefix + "Leg", leg.foot, true),
        (prefix + "ToeBase", prefix + "Foot", leg.toes, true),
      ]
    }
    return rows
  }()

  /// As the Motion Builder conversion of the CMU collection has it: hip joints of their own, a lower
  /// back, two necks, thumbs.
  private static let cmu: [(String, String?, Joint, follows: Bool)] = {
    var rows: [(String, String?, Joint, follows: Bool)] = [
      ("Hips", nil, .hips, true), ("LowerBack", "Hips", .spine, true),
      ("Spine", "LowerBack", .chest, true), ("Spine1", "Spine", .upperChest, true),
      ("Neck", "Spine1", .neck, true), ("Neck1", "Neck", .neck, false),
      ("Head", "Neck1", .head, true),
    ]
    for (side, letter, arm) in [("Left", "L", Arm.left), ("Right", "R", .right)] {
      rows += [
        (side + "Shoulder", "Spine1", arm.shoulder, true),
        (side + "Arm", side + "Shoulder", arm.upper, true),
        (side + "ForeArm", side + "Arm", arm.lower, true),
        (side + "Hand", side + "ForeArm", arm.hand, true),
        (letter + "Thumb", side + "Hand", arm.thumb[0], true),
        (side + "FingerBase", side + "Hand", arm.middle, false),
      ]
    }
    for (side, letter, leg) in [("Left", "L", Leg.left), ("Right", "R", .right)] {
      rows += [
        (letter + "HipJoint", "Hips", .hips, false),
        (side + "UpLeg", letter + "HipJoint", leg.upper, true),
        (side + "Leg", side + "UpLeg", leg.lower, true),
        (side + "Foot", side + "Leg", leg.foot, true),
        (side + "ToeBase", side + "Foot", leg.toes, true),
      ]
    }
    return rows
  }()

  /// MakeHuman's default rig: five spine bones, limbs in two halves, sides as suffixes.
  private static let makeHuman: [(String, String?, Joint, follows: Bool)] = {
    var rows: [(String, String?, Joint, follows: Bool)] = [
      ("root", nil, .hips, true), ("spine05", "root", .hips, false),
      ("spine04", "spine05", .spine, true), ("spine03", "spine04", .chest, true),
      ("spine02", "spine03", .chest, false), ("spine01", "spine02", .upperChest, true),
      ("neck01", "spine01", .neck, true), ("neck02", "neck01", .neck, false),
      ("head", "neck02", .head, true),
    ]
    for (side, arm) in [("L", Arm.left), ("R", .right)] {
      rows += [
        ("clavicle.\(side)", "spine01", arm.shoulder, true),
        ("shoulder01.\(side)", "clavicle.\(side)", arm.upper, false),
        ("upperarm01.\(side)", "shoulder01.\(side)", arm.upper, true),
        ("upperarm02.\(side)", "upperarm01.\(side)", arm.upper, true),
        ("lowerarm01.\(side)", "upperarm02.\(side)", arm.lower, true),
        ("lowerarm02.\(side)", "lowerarm01.\(side)", arm.lower, true),
        ("wrist.\(side)", "lowerarm02.\(side)", arm.hand, true),
      ]
      for (number, chain) in ([arm.thumb] + arm.fingers).enumerated() {
        for (bone, joint) in chain.enumerated() {
          rows.append(
            (
              "finger\(number + 1)-\(bone + 1).\(side)",
              bone == 0 ? "wrist.\(side)" : "finger\(number + 1)-\(bone).\(side)", joint, true
            ))
        }
      }
    }
    for (side, leg) in [("L", Leg.left), ("R", .right)] {
      rows += [
        ("pelvis.\(side)", "root", .hips, false),
        ("upperleg01.\(side)", "pelvis.\(side)", leg.upper, true),
        ("upperleg02.\(side)", "upperleg01.\(side)", leg.upper, true),
        ("lowerleg01.\(side)", "upperleg02.\(side)", leg.lower, true),
        ("lowerleg02.\(side)", "lowerleg01.\(side)", leg.lower, true),
        ("foot.\(side)", "lowerleg02.\(side)", leg.foot, true),
        ("toe1-1.\(side)", "foot.\(side)", leg.toes, true),
      ]
    }
    return rows
  }()

  /// MakeHuman's rig of 2014 has another name for the upper half of the upper arm.
  private static let olderMakeHuman = makeHuman.map { name, parent, joint, follows in
    func older(_ name: String) -> String {
      name.hasPrefix("upperarm01") ? "shoulder02" + name.dropFirst(10) : name
    }
    return (older(name), parent.map(older), joint, follows: follows)
  }

  private static let rigs = [
    "Mixamo": mixamo, "CMU": cmu, "MakeHuman": makeHuman, "MakeHuman of 2014": olderMakeHuman,
  ]

  @Test(arguments: ["Mixamo", "CMU", "MakeHuman", "MakeHuman of 2014"])
  func `a stranger's motion is carried out limb by limb`(rig: String) throws {
    let skeleton = try skeleton()
    let (clip, _) = Self.walk(on: skeleton)
    let names = try #require(Self.rigs[rig])
    var figure = Self.figure(skeleton, scale: 100, names)
    figure.channels =
      rig == "CMU" ? [.zRotation, .yRotation, .xRotation] : [.xRotation, .zRotation, .yRotation]
    let file = try BVH(
      data: Data(figure.file(clip, on: skeleton, scale: 100).text.utf8), name: "\(rig).bvh")
    let back = try Retargeting(skeleton).clip(file, name: "\(rig).bvh")
    let start = clip.poses[0].translation
    for (one, other) in zip(clip.poses, back.poses) {
      let (a, b) = (skeleton.world(one), skeleton.world(other))
      for joint: Joint in [
        .leftLowerArm, .leftHand, .rightHand, .leftMiddleProximal, .head, .leftFoot, .rightFoot,
        .leftLowerLeg,
      ] {
        let wanted = a.position(joint) - SIMD3(start.x, 0, start.z)
        #expect((wanted - b.position(joint)).length < 0.012, "\(joint)")
      }
    }
  }

  @Test func `a taller stranger in inches, with Z up, walks with our legs and does not skate`()
    throws
  {
    let ours = try skeleton()
    let theirs = try BodyShape.bundled().rest(
      BodyParameters(ageYears: 30, sex: 0.9, height: 0.9), stature: 1.95
    ).skeleton
    let (clip, contacts) = Self.walk(on: theirs, frames: 75)
    var figure = Self.figure(theirs, scale: 39.37, Self.mixamo)
    figure.axes =
      Quaternion(.pi / 2, around: SIMD3(1, 0, 0)) * Quaternion(0.0, around: SIMD3(0, 1, 0))
    let file = figure.file(clip, on: theirs, scale: 39.37)
    let back = try Retargeting(ours).clip(file, name: "tall.bvh")
    let worlds = back.poses.map { ours.world($0) }
    // The stride shrinks with the legs.
    let travelled = back.poses[74].translation.z - back.poses[0].translation.z
    let wanted =
      (clip.poses[74].translation.z - clip.poses[0].translation.z) * ours.legLength
      / theirs.legLength
    #expect(abs(travelled - wanted) < 0.01)
    for (side, leg) in Leg.both.enumerated() {
      for frame in 1..<75 where contacts[frame][side] && contacts[frame - 1][side] {
        let slip = worlds[frame].position(leg.foot) - worlds[frame - 1].position(leg.foot)
        #expect(slip.length < 0.002)
        #expect(abs(worlds[frame].position(leg.foot).y - ours[leg.foot].y) < 0.01)
      }
    }
  }

  @Test func `limits hold the trunk and the arms`() throws {
    let skeleton = try skeleton()
    var pose = Pose.rest
    pose[.head] = Quaternion(2.5, around: SIMD3(0, 1, 0))
    pose[.leftLowerArm] = Quaternion(2, around: SIMD3(1, 0, 0))
    let clip = MotionClip(rate: FrameRate(30), poses: [pose, pose])
    let limits = JointLimits(skeleton: skeleton, ageYears: 30, sex: 0.2)
    let free = try Retargeting(skeleton).clip(BVH(clip, on: skeleton), name: "a")
    #expect(limits.excess(free.poses[0][.head], at: .head) > 0.5)
    let held = try Retargeting(skeleton, limits: limits).clip(BVH(clip, on: skeleton), name: "a")
    for joint: Joint in [.head, .neck, .leftLowerArm] {
      #expect(limits.excess(held.poses[0][joint], at: joint) < 1e-6)
    }
  }

  @Test func `a figure that cannot be ours is refused with the reason`() throws {
    let skeleton = try skeleton()
    func complaint(_ bvh: BVH) -> String {
      do { _ = try Retargeting(skeleton).clip(bvh, name: "cow.bvh") } catch { return error.message }
      return "accepted"
    }
    let (clip, _) = Self.walk(on: skeleton, frames: 2)
    let own = BVH(clip, on: skeleton)
    var nodes = own.nodes
    for index in nodes.indices { nodes[index].name = "bone\(index)" }
    #expect(
      complaint(BVH(nodes: nodes, frameTime: 0.04, values: own.values)).contains(
        "no joint that could"))
    nodes = own.nodes
    // All bones along X, as some exporters do.
    for index in nodes.indices { nodes[index].offset = SIMD3(nodes[index].offset.length, 0, 0) }
    #expect(
      complaint(BVH(nodes: nodes, frameTime: 0.04, values: own.values)).contains("does not stand"))
    #expect(complaint(BVH(nodes: own.nodes, frameTime: 0.04, values: [])).contains("no frames"))
    nodes = own.nodes
    for index in nodes.indices
    where nodes[index].name.hasSuffix("LowerLeg") || nodes[index].name.hasSuffix("Foot") {
      nodes[index].offset = .zero
    }
    #expect(complaint(BVH(nodes: nodes, frameTime: 0.04, values: own.values)) != "accepted")
  }

  @Test func `names of many rigs are understood`() {
    let wanted: [(String, JointName.Side?, String)] = [
      ("mixamorig:LeftUpLeg", .left, "upleg"), ("mixamorig9:RightArm", .right, "arm"),
      ("LThumb", .left, "thumb"), ("lShldr", .left, "shldr"), ("upperarm01.L", .left, "upperarm01"),
      ("thigh_r", .right, "thigh"), ("Bip01 L Calf", .left, "calf"), ("r_foot", .right, "foot"),
      ("Hips", nil, "hips"), ("leftUpperLeg", .left, "upperleg"), ("LowerBack", nil, "lowerback"),
      ("RightHandIndex1", .right, "handindex1"), ("", nil, ""),
    ]
    for (name, side, part) in wanted {
      let read = JointName(name)
      #expect(read.side == side && read.part == part, "\(name): \(read)")
    }
    #expect(JointName("RightHandPinky3").finger ?? (9, 9) == (4, 2))
    #expect(JointName("finger2-1.L").finger ?? (9, 9) == (1, 0))
    #expect(JointName("leftThumbMetacarpal").finger ?? (9, 9) == (0, 0))
    #expect(JointName("leftLittleDistal").finger ?? (9, 9) == (4, 2))
    #expect(JointName("LeftHand").finger == nil)
  }

  @Test func `a clip at another rate is the same motion`() throws {
    let skeleton = try skeleton()
    let (clip, _) = Self.walk(on: skeleton)
    let fine = clip.resampled(at: FrameRate(100))
    #expect(fine.poses.count == 200 && fine.rate == FrameRate(100))
    #expect(apart(fine.poses[4 * 17], clip.poses[17], on: skeleton) < 1e-9)
    #expect(clip.resampled(at: clip.rate) == clip)
  }
}
