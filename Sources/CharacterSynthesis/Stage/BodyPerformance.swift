internal import CharacterCore
internal import MotionSynthesis

/// A character's body at work: a reel and the face's performance of it to the motion of all joints.
struct BodyPerformance: Sendable {
  private let performer: Performer

  init(_ character: ResolvedCharacter) { performer = Performer(character) }

  /// A pose for each of the face's frames; the head is the face's own.
  func perform(_ reel: Reel, with face: FacePerformance, body: SkinnedBody) throws -> MotionClip {
    try MotionSynthesizer(body: body, performer: performer).perform(reel, face: face)
  }
}
