/// A person's motion that a reel brings along in a file: what the body does in place of an action of
/// its own.
public struct CapturedMotion: Sendable, Equatable {
  /// The file, as the reel names it.
  public var file: String
  /// The file's content, a motion in Biovision's format (BVH).
  public var bytes: [UInt8]
  /// Seconds into the file at which it begins.
  public var start: Double

  public init(file: String, bytes: [UInt8], start: Double = 0) {
    (self.file, self.bytes, self.start) = (file, bytes, start)
  }
}

extension Reel {
  /// The motions that it brings along, in the order of its beats, each once.
  public var motions: [CapturedMotion] {
    var found: [CapturedMotion] = []
    for beat in beats {
      guard let motion = beat.action?.motion, !found.contains(where: { $0.file == motion.file })
      else { continue }
      found.append(motion)
    }
    return found
  }

  /// The faces that it brings along, likewise.
  public var takes: [CapturedFace] {
    var found: [CapturedFace] = []
    for beat in beats {
      guard let take = beat.take, !found.contains(where: { $0.file == take.file }) else { continue }
      found.append(take)
    }
    return found
  }
}

/// A person's face that a reel brings along in a file: what the face does in place of an expression.
public struct CapturedFace: Sendable, Equatable {
  /// The file, as the reel names it.
  public var file: String
  /// The file's content, a take of Live Link Face (CSV).
  public var bytes: [UInt8]
  /// Seconds into the file at which it begins.
  public var start: Double
  /// What its angles are counted in, and how many frames a second its timecode has; `nil` leaves it to
  /// the numbers.
  public var angles: CaptureAngleUnit?
  public var rate: FrameRate?

  public init(
    file: String, bytes: [UInt8], start: Double = 0, angles: CaptureAngleUnit? = nil,
    rate: FrameRate? = nil
  ) {
    (self.file, self.bytes, self.start) = (file, bytes, start)
    (self.angles, self.rate) = (angles, rate)
  }
}

/// What a face capture's angles are counted in.
public enum CaptureAngleUnit: String, Sendable, CaseIterable, Codable { case radians, degrees }
