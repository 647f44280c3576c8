package import CharacterCore

/// Turns a reel, a performer and a body into motion.
package struct MotionSynthesizer: Sendable {
  package let body: SkinnedBody
  package let performer: Performer
  package var layers: MotionLayers

  package init(body: SkinnedBody, performer: Performer, layers: MotionLayers = .all) {
    (self.body, self.performer, self.layers) = (body, performer, layers)
  }

  /// Performs a reel: one pose a frame of the face's performance, whose head the body carries.
  ///
  /// The same for the same arguments, and the same motion at every rate. Throws where a beat has a
  /// number that cannot be.
  package func perform(
    _ reel: Reel, face: FacePerformance
  ) throws(MotionSynthesisError) -> MotionClip {
    try performance(of: reel, face: face).body
  }

  /// Body and face at one: where a captured motion has the body, the face has its head.
  package func performance(
    of reel: Reel, face: FacePerformance
  ) throws(MotionSynthesisError) -> (body: MotionClip, face: FacePerformance) {
    let score = try score(of: reel)
    var (poses, faces): ([Pose], [FacePose]) = ([], [])
    for (index, frame) in face.frames.enumerated() {
      let time = face.rate.seconds(at: FrameIndex(index))
      let pose = score.pose(at: time, face: frame)
      poses.append(pose)
      faces.append(score.face(frame, with: pose, at: time))
    }
    return (
      MotionClip(rate: face.rate, poses: poses), FacePerformance(rate: face.rate, frames: faces)
    )
  }

  /// All that is decided about a reel before its first frame.
  package func score(of reel: Reel) throws(MotionSynthesisError) -> MotionScore {
    try MotionScore(reel, body: body, performer: performer, layers: layers)
  }
}
