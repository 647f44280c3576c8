public import CharacterCore
public import Foundation
internal import MotionSynthesis

/// What a character performs: a reel, or captures of people in place of the reel's face or body.
public struct PerformanceSource: Sendable {
  public var reel: Reel?
  /// A take of Live Link Face (CSV).
  public var faceCapture: URL?
  /// A motion (BVH) with the joints of CMU, Mixamo, MakeHuman or VRM.
  public var bodyCapture: URL?
  /// What a take's angles are counted in; by default what its note or its numbers say.
  public var captureUnit: CaptureAngleUnit?
  /// Frames a second of a take's timecode; by default likewise.
  public var captureRate: FrameRate?

  public init(
    reel: Reel? = nil, faceCapture: URL? = nil, bodyCapture: URL? = nil,
    captureUnit: CaptureAngleUnit? = nil
  ) {
    (self.reel, self.faceCapture, self.bodyCapture) = (reel, faceCapture, bodyCapture)
    self.captureUnit = captureUnit
  }

  /// A face capture, with what is known of it.
  func take(at url: URL) throws -> LiveLinkTake {
    var taken = try MotionShelf.face(at: url, named: url.relativePath)
    taken.file = url.lastPathComponent
    (taken.angles, taken.rate) = (captureUnit ?? taken.angles, captureRate ?? taken.rate)
    return try LiveLinkTake(taken)
  }

  /// What the result is called.
  public var name: String {
    reel?.name ?? (bodyCapture ?? faceCapture)?.deletingPathExtension().lastPathComponent ?? "rest"
  }
}

/// A character's performance of a source, frame by frame: the face's and the body's, as many frames
/// each, with one head.
struct CharacterTake: Sendable {
  let face: FacePerformance
  let clip: MotionClip

  /// Where a capture stands in for the body, the head is the capture's; where a capture stands in for
  /// the face alone, the body does as the reel says and follows the take's head. Without a reel a capture
  /// lasts as long as it is; with one, both last as long as the longer one, and what ends first holds.
  ///
  /// - Parameter body: `nil` where nobody sees it; it then rests, unless a captured motion leads the
  ///   head.
  init(
    _ source: PerformanceSource, by character: ResolvedCharacter, at rate: FrameRate,
    showsBody: Bool = true, body: () throws -> SkinnedBody
  ) throws {
    let performer = Performer(character)
    let captured = try source.faceCapture.map { url in
      try source.take(at: url).performance(at: rate)
    }
    let length = rate.seconds(at: FrameIndex(captured?.frames.count ?? 1))
    var reel = source.reel ?? Reel(name: source.name, beats: [Beat(duration: length)])
    if let url = source.bodyCapture { try Self.lead(&reel, by: url, isWhole: source.reel == nil) }
    guard reel.duration * rate.framesPerSecond <= Double(PerformanceSynthesizer.frameLimit) else {
      throw SynthesisError(
        .badInput,
        "'\(source.name)' lasts \(Int(min(reel.duration, 1e9))) s, more than "
          + "\(PerformanceSynthesizer.frameLimit) frames; cut it into shorter files.")
    }
    if captured != nil, length > reel.duration, let last = reel.beats.indices.last {
      reel.beats[last].duration += length - reel.duration
    }
    var performed: FacePerformance
    if let captured {
      let count = max(rate.frames(in: reel.duration), captured.frames.count)
      let hold = captured.frames[captured.frames.count - 1]
      performed = FacePerformance(
        rate: rate,
        frames: captured.frames
          + Array(repeating: hold, count: count - captured.frames.count))
    } else {
      performed = try PerformanceSynthesizer().perform(reel, by: performer, at: rate)
    }
    guard showsBody || !reel.motions.isEmpty else {
      face = performed
      clip = MotionClip(rate: rate, poses: performed.frames.map { _ in .rest })
      return
    }
    let both = try MotionSynthesizer(body: body(), performer: performer).performance(
      of: reel, face: performed)
    (clip, face) = (both.body, both.face)
  }

  /// Gives a file's motion the body throughout a reel, which lasts as long as the motion at least.
  private static func lead(_ reel: inout Reel, by url: URL, isWhole: Bool) throws {
    let name = url.lastPathComponent
    let motion = CapturedMotion(
      file: name, bytes: try MotionShelf.bytes(of: url, named: url.relativePath))
    let file = try BVH(motion)
    let length = Double(file.frameCount) * file.frameTime
    for index in reel.beats.indices {
      reel.beats[index].action = BodyAction(name, motion: motion)
    }
    guard let last = reel.beats.indices.last else { return }
    if isWhole {
      reel.beats[last].duration = max(length, reel.duration)
    } else if length > reel.duration {
      reel.beats[last].duration += length - reel.duration
    }
  }
}
