internal import CharacterCore
internal import FaceGeneration
internal import MotionSynthesis
internal import SceneRendering

/// The points of a person in the world that OpenPose looks for in a picture.
struct PersonPoints: Sendable {
  /// In `PoseFigure.Point` order, metres.
  let body: [SIMD3<Float>]
  /// Multi-PIE's 68 and the pupils, right and left.
  let face: [SIMD3<Float>]
  let leftHand, rightHand: [SIMD3<Float>]
  /// Where the face looks, of unit length.
  let faceDirection: SIMD3<Float>

  /// - Parameter head: the head of the face's performance, in head space.
  init(
    _ world: WorldPose, on skeleton: Skeleton, head: PosedHead, of shape: HeadShape,
    at place: HeadPlace
  ) {
    func inWorld(_ point: SIMD3<Float>) -> SIMD3<Float> {
      SIMD3<Float>(place.world(SIMD3<Double>(point)))
    }
    func joint(_ joint: Joint) -> SIMD3<Float> { SIMD3<Float>(world.position(joint)) }
    // An ear's point is where it meets the face: the mean of its foremost vertices.
    func ear(_ side: Float) -> SIMD3<Float> {
      let part = shape.vertexPart.indices.filter {
        shape.vertexPart[$0] == HeadShape.VertexPart.ear.rawValue && head.vertices[$0].x * side > 0
      }
      let front = part.sorted { (head.vertices[$1].z, $0) < (head.vertices[$0].z, $1) }
      let chosen = front.prefix(max(front.count / 4, 1)).map { head.vertices[$0] }
      return inWorld(chosen.reduce(.zero, +) / Float(max(chosen.count, 1)))
    }
    let landmarks = head.landmarks68.map(inWorld)
    // The subject's right pupil comes first.
    let pupils = head.eyes.reversed().map { eye in
      let gaze = eye.gaze.applied(to: SIMD3(0, 0, 1))
      return inWorld(eye.centre + eye.radius * SIMD3<Float>(gaze))
    }
    face = landmarks + pupils
    faceDirection = SIMD3<Float>(place.turn.turn(SIMD3(0, 0, 1)))
    let shoulders = (joint(.leftUpperArm), joint(.rightUpperArm))
    body = PoseFigure.Point.allCases.map { point in
      switch point {
      case .nose: landmarks[30]
      case .neck: (shoulders.0 + shoulders.1) / 2
      case .rightShoulder: shoulders.1
      case .rightElbow: joint(.rightLowerArm)
      case .rightWrist: joint(.rightHand)
      case .leftShoulder: shoulders.0
      case .leftElbow: joint(.leftLowerArm)
      case .leftWrist: joint(.leftHand)
      case .rightHip: joint(.rightUpperLeg)
      case .rightKnee: joint(.rightLowerLeg)
      case .rightAnkle: joint(.rightFoot)
      case .leftHip: joint(.leftUpperLeg)
      case .leftKnee: joint(.leftLowerLeg)
      case .leftAnkle: joint(.leftFoot)
      case .rightEye: pupils[0]
      case .leftEye: pupils[1]
      case .rightEar: ear(-1)
      case .leftEar: ear(1)
      }
    }
    func hand(_ wrist: Joint, _ fingers: [(first: Joint, tip: Joint.Tip)]) -> [SIMD3<Float>] {
      [joint(wrist)]
        + fingers.flatMap { finger in
          (0..<3).compactMap { Joint(rawValue: finger.first.rawValue + $0) }.map(joint)
            + [SIMD3<Float>(skeleton.position(of: finger.tip, in: world))]
        }
    }
    leftHand = hand(
      .leftHand,
      [
        (.leftThumbMetacarpal, .leftThumb), (.leftIndexProximal, .leftIndex),
        (.leftMiddleProximal, .leftMiddle), (.leftRingProximal, .leftRing),
        (.leftLittleProximal, .leftLittle),
      ])
    rightHand = hand(
      .rightHand,
      [
        (.rightThumbMetacarpal, .rightThumb), (.rightIndexProximal, .rightIndex),
        (.rightMiddleProximal, .rightMiddle), (.rightRingProximal, .rightRing),
        (.rightLittleProximal, .rightLittle),
      ])
  }
}
