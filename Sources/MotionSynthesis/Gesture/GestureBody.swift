internal import CharacterCore

/// One person as gestures know it: two arms that reach, and the places that hands go to.
struct GestureBody: Sendable {
  let skinned: SkinnedBody
  let limits: JointLimits
  let trunk: TrunkVolume
  /// Left, right.
  let arms: [ArmReach]
  /// The skeleton at rest, in the world.
  let rest: WorldPose

  let chin, nose, chest, belly: SurfacePoint
  /// Left, right.
  private let hips, cheeks, necks, temples, upperArms, forearms: [SurfacePoint]

  var skeleton: Skeleton { skinned.rest.skeleton }

  /// A place on the left or the right half of the body.
  enum Place: Sendable { case hip, cheek, neck, temple, upperArm, forearm }

  func point(_ place: Place, _ arm: Arm) -> SurfacePoint {
    let index = arm.side > 0 ? 0 : 1
    return switch place {
    case .hip: hips[index]
    case .cheek: cheeks[index]
    case .neck: necks[index]
    case .temple: temples[index]
    case .upperArm: upperArms[index]
    case .forearm: forearms[index]
    }
  }

  func solver(_ arm: Arm) -> ArmReach { arms[arm.side > 0 ? 0 : 1] }

  init(_ body: SkinnedBody, limits: JointLimits) {
    (skinned, self.limits) = (body, limits)
    let skeleton = body.rest.skeleton
    trunk = TrunkVolume(body)
    let trunk = trunk
    arms = Arm.both.map { ArmReach($0, body: body, limits: limits, trunk: trunk) }
    rest = skeleton.world(.rest)

    let torso: Set<Joint> = [.hips, .spine, .chest, .upperChest]
    let head: Set<Joint> = [.head, .jaw]
    let far = 0.8 * body.rest.stature
    func front(_ x: Double, _ y: Double, _ parts: Set<Joint>) -> SurfacePoint {
      body.landmark(from: SIMD3(x, y, far), toward: SIMD3(0, 0, -1), of: parts)
    }
    func aside(_ side: Double, _ y: Double, _ z: Double, _ parts: Set<Joint>) -> SurfacePoint {
      body.landmark(from: SIMD3(side * far, y, z), toward: SIMD3(-side, 0, 0), of: parts)
    }
    let eye = skeleton[.leftEye]
    let chinLow = body.chinHeight
    let faceHeight = eye.y - chinLow
    // A child's chin is short: a hand that lay as high on it would cover the mouth.
    let young = Math.smoothstep(14, 6, body.rest.parameters.ageYears)
    chin = front(0, chinLow + (0.16 - 0.1 * young) * faceHeight, head)
    nose = front(0, eye.y - 0.42 * faceHeight, head)
    let shoulder = skeleton[.leftUpperArm]
    let chestLow = skeleton[.chest].y
    // The heart lies a little to the left.
    chest = front(0.3 * shoulder.x, Math.mix(chestLow, shoulder.y, 0.55), torso)
    let leg = skeleton[.leftUpperLeg]
    belly = front(0, Math.mix(leg.y, chestLow, 0.55), torso)
    let sides = Arm.both.map(\.side)
    hips = sides.map { side in
      aside(side, Math.mix(leg.y, chestLow, 0.5), skeleton[.spine].z + 0.25 * leg.x, torso)
    }
    cheeks = sides.map { side in
      front(1.12 * side * eye.x, eye.y - 0.42 * faceHeight, head)
    }
    necks = sides.map { side in
      body.landmark(
        from: SIMD3(side * far * 0.8, skeleton[.neck].y + 0.1 * faceHeight, far * 0.25),
        toward: SIMD3(-side * 0.95, 0, -0.3).normalized, of: [.neck, .upperChest, .head])
    }
    temples = sides.map { side in
      aside(side, eye.y + 0.1 * faceHeight, skeleton[.head].z + 0.2 * faceHeight, head)
    }
    func limb(_ from: Joint, _ to: Joint, _ share: Double, _ out: SIMD3<Double>) -> SurfacePoint {
      let axis = skeleton[to] - skeleton[from]
      let middle = skeleton[from] + share * axis
      let direction = out.perpendicular(to: axis)
      return body.landmark(from: middle + 0.3 * direction, toward: -direction, of: [from])
    }
    upperArms = Arm.both.map { limb($0.upper, $0.lower, 0.62, SIMD3($0.side, 0.3, 0.6)) }
    forearms = Arm.both.map { limb($0.lower, $0.hand, 0.4, SIMD3($0.side, 0.8, 0.3)) }
  }
}

extension SkinnedBody {
  /// Where a ray meets the surface at rest, or else the vertex that it comes nearest to.
  fileprivate func landmark(
    from origin: SIMD3<Double>, toward direction: SIMD3<Double>, of joints: Set<Joint>
  ) -> SurfacePoint {
    if let point = surface(from: origin, toward: direction, of: joints) { return point }
    var best = (distance: Double.infinity, vertex: 0)
    for (index, vertex) in rest.vertices.enumerated() {
      guard let owner = Joint(rawValue: owner(index)), joints.contains(owner) else { continue }
      let offset = SIMD3<Double>(vertex) - origin
      let distance = (offset - offset.dot(direction) * direction).length
      if distance < best.distance { best = (distance, index) }
    }
    return surfacePoint(atVertex: best.vertex)
  }

  /// The height of the chin's lowest point.
  fileprivate var chinHeight: Double {
    let eye = rest.skeleton[.leftEye]
    var low = eye.y
    for (index, vertex) in rest.vertices.enumerated() {
      let place = SIMD3<Double>(vertex)
      guard owner(index) == Joint.jaw.rawValue, abs(place.x) < 0.3 * eye.x,
        place.z > eye.z - 0.25 * eye.x
      else { continue }
      low = min(low, place.y)
    }
    return low
  }
}
