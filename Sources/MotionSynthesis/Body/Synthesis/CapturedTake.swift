package import CharacterCore
internal import Foundation

/// A captured motion on a body: its pose at any time, and how it stands there.
struct CapturedTake: Sendable {
  let clip: MotionClip
  private let skeleton: Skeleton

  /// Throws `malformedFile` where the file cannot be read or its figure cannot be understood.
  init(
    _ motion: CapturedMotion, on skeleton: Skeleton, limits: JointLimits
  ) throws(MotionSynthesisError) {
    clip = try Retargeting(skeleton, limits: limits).clip(
      BVH(data: Data(motion.bytes), name: motion.file), name: motion.file)
    self.skeleton = skeleton
  }

  /// Where the hips are at rest.
  var home: SIMD3<Double> { skeleton[.hips] }

  /// Seconds from the first pose to the last.
  var duration: Double { clip.rate.seconds(at: FrameIndex(clip.poses.count - 1)) }

  /// Mixed between the file's frames; what ends holds.
  func pose(at time: Double) -> Pose {
    let last = clip.poses.count - 1
    let place = min(max(time * clip.rate.framesPerSecond, 0), Double(last))
    let lower = min(Int(place), max(last - 1, 0))
    guard last > 0 else { return clip.poses[0] }
    return clip.poses[lower].mixed(with: clip.poses[lower + 1], place - Double(lower))
  }

  /// Where the feet are, left first, and where the hips face.
  func stance(_ pose: Pose) -> Stance {
    let world = skeleton.world(pose)
    return Stance(
      feet: Leg.both.map { leg in
        let place = world.position(leg.foot)
        return Stance.Foot(
          place: SIMD2(place.x, place.z), yaw: world.rotation(leg.foot).headingAngle)
      }, heading: pose[.hips].headingAngle)
  }

  /// How a body stands on the floor, seen from above.
  struct Stance: Sendable {
    struct Foot: Sendable {
      /// Under the ankle, metres: x and z.
      var place: SIMD2<Double>
      /// Radians to the left.
      var yaw: Double
    }
    /// Left, right.
    var feet: [Foot]
    /// Radians to the left of +z.
    var heading: Double

    var middle: SIMD2<Double> { (feet[0].place + feet[1].place) / 2 }
  }
}

extension BVH {
  /// A captured motion's file; throws `malformedFile` where no body could perform it.
  package init(_ motion: CapturedMotion) throws(MotionSynthesisError) {
    try self.init(data: Data(motion.bytes), name: motion.file)
    guard frameCount > 0 else {
      throw MotionSynthesisError(
        .malformedFile, "the motion file '\(motion.file)' has no frames")
    }
    _ = try ForeignSkeleton(self, name: motion.file)
  }
}

extension Quaternion {
  /// The turn around +Y, radians to the left.
  var headingAngle: Double { heading.rotationVector.y }
}
