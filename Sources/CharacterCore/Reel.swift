/// A timeline of beats that a character performs.
public struct Reel: Sendable, Equatable {
  public var name: String
  public var beats: [Beat]
  public init(name: String, beats: [Beat]) { (self.name, self.beats) = (name, beats) }

  /// The sum of the beats, in seconds.
  public var duration: Double { beats.reduce(0) { $0 + $1.duration } }
}

/// One stretch of a reel: what the face shows, where it looks, how the head is held.
public struct Beat: Sendable, Equatable {
  /// Seconds.
  public var duration: Double
  /// The expressions shown together and how strongly; empty is neutral.
  public var expressions: [WeightedExpression]
  public var gaze: GazeTarget
  /// Where the head turns to, degrees relative to the camera: yaw, pitch, roll. `nil` leaves it to
  /// the gaze and the character.
  public var head: SIMD3<Double>?
  /// What the body does; the face's part of it (nod, shake) is performed by the head.
  public var action: BodyAction?
  /// Visemes spoken one after another through the beat, by VRM's names or a longer set's.
  public var visemes: [Viseme]
  /// Blinks at given seconds from the beat's start, besides the spontaneous ones.
  public var blinks: [Double]
  /// True for a flash of at most 0.2 s in the middle of the beat instead of a held expression.
  public var isMicroExpression: Bool
  /// A captured face that performs the beat in place of all that the face would do.
  public var take: CapturedFace?

  public init(
    duration: Double, expressions: [WeightedExpression] = [], gaze: GazeTarget = .camera,
    head: SIMD3<Double>? = nil, action: BodyAction? = nil, visemes: [Viseme] = [],
    blinks: [Double] = [],
    isMicroExpression: Bool = false, take: CapturedFace? = nil
  ) {
    self.duration = duration
    self.expressions = expressions
    self.gaze = gaze
    self.head = head
    self.action = action
    self.visemes = visemes
    self.blinks = blinks
    self.isMicroExpression = isMicroExpression
    self.take = take
  }
}

/// A preset or custom expression by name with its strength, 0...1.
public struct WeightedExpression: Sendable, Equatable {
  public var name: String
  public var weight: Double
  public init(_ name: String, _ weight: Double = 1) { (self.name, self.weight) = (name, weight) }
}

/// Where a character looks; angles in degrees relative to the camera's direction, +yaw toward the
/// subject's left, +pitch up.
public enum GazeTarget: Sendable, Equatable {
  case camera
  case direction(yaw: Double, pitch: Double)
  /// Let it wander as the temperament does.
  case free
}

/// A mouth shape of speech.
public enum Viseme: String, Sendable, CaseIterable {
  case silence = "sil"
  case pp = "PP"
  case ff = "FF"
  case th = "TH"
  case dd = "DD"
  case kk
  case ch = "CH"
  case ss = "SS"
  case nn
  case rr = "RR"
  case aa
  case e = "E"
  case ih, oh, ou
}
