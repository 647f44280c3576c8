package import CharacterCore
internal import Foundation

extension BVH {
  /// A clip on its skeleton, with VRM's joint names: rest as at rest (lowered arms), the root's offset its
  /// place at rest, its channels its place; `Zrotation Xrotation Yrotation` everywhere.
  ///
  /// - Parameter unitsPerMetre: 100 writes centimetres.
  package init(_ clip: MotionClip, on skeleton: Skeleton, unitsPerMetre: Double = 100) {
    let turns: [Channel] = [.zRotation, .xRotation, .yRotation]
    // Eyes and jaw have no tip in the body's table: a centimetre ahead closes their chains.
    var ends: [Joint: SIMD3<Double>] = [:]
    for joint in [Joint.jaw, .leftEye, .rightEye] { ends[joint] = SIMD3(0, 0, 0.01) }
    for tip in Joint.Tip.allCases where tip != .headTop {
      ends[tip.joint] = skeleton[tip] - skeleton[tip.joint]
    }
    let order = Joint.depthFirst
    let nodes = order.map { joint in
      Node(
        name: joint.name, parent: joint.parent.flatMap(order.firstIndex),
        offset: unitsPerMetre * skeleton.offset(of: joint),
        channels: joint == .hips ? [.xPosition, .yPosition, .zPosition] + turns : turns,
        endSite: ends[joint].map { unitsPerMetre * $0 })
    }
    var values: [Double] = []
    values.reserveCapacity(clip.poses.count * (3 + 3 * Joint.count))
    var before = [SIMD3<Double>](repeating: .zero, count: Joint.count)
    for pose in clip.poses {
      let place = unitsPerMetre * (skeleton[.hips] + pose.translation)
      values += [place.x, place.y, place.z]
      for (index, joint) in order.enumerated() {
        var angles = pose[joint].anglesZXY * (180 / .pi)
        // Whole turns that keep an angle near its last value: no reader mixes across a jump.
        let turns = (before[index] - angles) / 360
        angles += 360 * turns.rounded(.toNearestOrAwayFromZero)
        before[index] = angles
        values += [angles.x, angles.y, angles.z]
      }
    }
    self.init(
      nodes: nodes, frameTime: Double(clip.rate.denominator) / Double(clip.rate.numerator),
      values: values)
  }

  /// The motion of a file whose joints carry VRM's names and rest as the skeleton does, as the initializer
  /// above writes it; other joints have no say. Throws `malformedFile` where the hips are missing.
  package func clip(on skeleton: Skeleton, unitsPerMetre: Double = 100)
    throws(MotionSynthesisError) -> MotionClip
  {
    let known = nodes.indices.compactMap { index in
      Joint(name: nodes[index].name).map { (index, $0) }
    }
    guard let hips = known.first(where: { $0.1 == .hips })?.0 else {
      throw MotionSynthesisError(
        .malformedFile, "the motion has no joint 'hips'; name its joints as VRM 1.0 does")
    }
    let poses = (0..<frameCount).map { frame in
      var pose = Pose.rest
      for (index, joint) in known { pose[joint] = rotation(of: index, at: frame) }
      pose.translation = place(of: hips, at: frame) / unitsPerMetre - skeleton[.hips]
      return pose
    }
    return MotionClip(rate: rate, poses: poses)
  }

  /// Frames a second: a whole number or NTSC's ratio where the frame time is near one, else in
  /// thousandths.
  package var rate: FrameRate {
    let exact = 1 / frameTime
    let whole = exact.rounded()
    if 1..<1e6 ~= whole, abs(exact - whole) < 1e-3 * whole {
      let film = whole * 1000 / 1001
      return abs(exact - film) < abs(exact - whole)
        ? FrameRate(Int(whole) * 1000, 1001) : FrameRate(Int(whole))
    }
    return FrameRate(max(Int(min(exact, 1e6) * 1000), 1), 1000)
  }
}

extension Joint {
  /// All joints, after each one all that hangs on it.
  static let depthFirst: [Joint] = {
    var order: [Joint] = []
    var open = [Joint.hips]
    while let joint = open.popLast() {
      order.append(joint)
      open += allCases.reversed().filter { $0.parent == joint }
    }
    return order
  }()
}

extension Quaternion {
  /// Radians around z, then the turned x, then the turned y: `R = Rz(a) Rx(b) Ry(c)`, b within a quarter
  /// turn. Where b is a quarter turn, c is 0.
  var anglesZXY: SIMD3<Double> {
    let (x, y, z) = (turn(SIMD3(1, 0, 0)), turn(SIMD3(0, 1, 0)), turn(SIMD3(0, 0, 1)))
    let middle = asin(Swift.min(Swift.max(y.z, -1), 1))
    guard abs(y.z) < 1 - 1e-9 else { return SIMD3(atan2(x.y, x.x), middle, 0) }
    return SIMD3(atan2(-y.x, y.y), middle, atan2(-x.z, z.z))
  }
}
