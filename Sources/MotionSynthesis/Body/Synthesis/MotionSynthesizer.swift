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
    let score = try score(of: reel)
    let poses = face.frames.indices.map { index in
      score.pose(at: face.rate.seconds(at: FrameIndex(index)), face: face.frames[index])
    }
    return MotionClip(rate: face.rate, poses: poses)
  }

  /// All that is decided about a reel before its first frame.
  package func score(of reel: Reel) throws(MotionSynthesisError) -> MotionScore {
    try MotionScore(reel, body: body, performer: performer, layers: layers)
  }
}
