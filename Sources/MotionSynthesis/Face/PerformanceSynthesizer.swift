public import CharacterCore

/// Turns a reel and a performer into a face's performance.
public struct PerformanceSynthesizer: Sendable {
  /// The most frames that one performance holds.
  public static let frameLimit = 500_000

  public init() {}

  /// Performs a reel: at least one frame, the first at 0 s; the same for the same arguments, and the
  /// same motion at every rate.
  ///
  /// Throws where a beat names an expression that the performer does not know, has a number that
  /// cannot be, or where the reel is too long.
  public func perform(
    _ reel: Reel, by performer: Performer, at rate: FrameRate
  ) throws(MotionSynthesisError) -> FacePerformance {
    let score = try FaceScore(reel, by: performer)
    guard reel.duration * rate.framesPerSecond <= Double(Self.frameLimit) else {
      throw MotionSynthesisError(
        .reelTooLong,
        "Reel '\(reel.name)' has more than \(Self.frameLimit) frames at "
          + "\(rate.framesPerSecond) a second; split it.")
    }
    let takes = try TakeTrack(reel)
    let count = max(rate.frames(in: reel.duration), 1)
    let frames = (0..<count).map {
      takes.pose(at: rate.seconds(at: FrameIndex($0))) { score.pose(at: $0) }
    }
    return FacePerformance(rate: rate, frames: frames)
  }
}
