public import CharacterCore
internal import FaceGeneration
public import Foundation

/// Sees faces in a picture: where they are, whose they are, how old, with what expression.
///
/// Works on whole frames, Mien's own and others'. What is not legible is said to be so: a face that is
/// too small, too blurred or turned too far away is found, but comes without a reading; the back of a head
/// is no face. It knows faces from Mien's own renders alone: readings of photographs are guesses.
///
/// The same picture gives the same readings, whatever the number of threads. Not for two callers at once.
public final class FaceReader {
  /// When a face is legible.
  public struct Limits: Sendable, Equatable {
    /// How sure the detector must be, 0...1.
    public var score: Float
    /// The least distance between the eyes in pixels of the picture.
    public var interocular: Float
    /// The least `FaceReading.sharpness`.
    public var sharpness: Float
    /// The most `estimates["blur"]`, where the encoder estimates it: the standard deviation, in pixels of
    /// the 112 pixel crop, of the blur that the picture seems to have.
    public var blur: Float
    /// The most degrees that a head may be turned sideways.
    public var yaw: Float

    public init(
      score: Float = 0.6, interocular: Float = 18, sharpness: Float = 0.05, blur: Float = 3,
      yaw: Float = 55
    ) {
      (self.score, self.interocular, self.sharpness) = (score, interocular, sharpness)
      (self.blur, self.yaw) = (blur, yaw)
    }

    /// Where an encoder says nothing of its own limits.
    public static let standard = Limits()

    /// The limits that were measured with an encoder: those of the `calibration` in its weight file,
    /// where there is one.
    init(of metadata: [String: String]) {
      self = .standard
      guard let measured = try? EncoderCalibration(metadata: metadata).limits else { return }
      interocular = Float(measured.eyeDistance)
      (blur, yaw) = (Float(measured.blur), Float(measured.yaw))
    }
    /// Reads whatever has the shape of a face; for measuring where the limits should lie.
    public static let none = Limits(
      interocular: 0, sharpness: 0, blur: .infinity, yaw: .infinity)
  }

  public let limits: Limits
  /// The SHA-256 of the encoder's weight file, which every embedding names.
  public let encoderDigest: String
  /// The metadata of the encoder's weight file, for instance `calibration`.
  public let encoderMetadata: [String: String]
  private let detector: FaceDetector
  private let encoder: IdentityEncoder

  /// With the detector and encoder that come with Mien.
  ///
  /// - Parameters:
  ///   - threads: 1...64, the caller's own included.
  ///   - limits: those that were measured with the encoder, unless others are given.
  public convenience init(threads: Int = 1, limits: Limits? = nil) throws {
    try self.init(
      detector: try BundledTable.faceDetector.url(), points: try BundledTable.facePoints.url(),
      encoder: try BundledTable.identityEncoder.url(),
      threads: threads, limits: limits)
  }

  /// With weights of one's own.
  public init(
    detector: URL, points: URL, encoder: URL, threads: Int = 1, limits: Limits? = nil
  ) throws {
    encoderDigest = try FileDigest.sha256(ofFile: encoder.path)
    self.detector = try FaceDetector(weights: detector, points: points, threads: threads)
    self.encoder = try IdentityEncoder(weights: encoder, digest: encoderDigest, threads: threads)
    encoderMetadata = self.encoder.metadata
    self.limits = limits ?? Limits(of: self.encoder.metadata)
  }

  /// The faces of a picture, the largest first; none is an empty list.
  ///
  /// - Parameter expectedFaces: at most so many are looked for.
  public func read(_ picture: Raster, expectedFaces: Int = 32) throws -> [FoundFace] {
    let opaque = OpaquePicture(picture)
    let found = try detector.find(in: opaque, threshold: limits.score, most: expectedFaces)
    return try found.map { face in
      var result = FoundFace(box: face.box, score: face.score, points: face.points)
      guard let crop = FaceAligner.crop(opaque, face.points) else {
        result.doubts = [.small]
        return result
      }
      let reading = try encoder.read(crop)
      result.doubts = doubts(about: reading)
      if result.doubts.isEmpty { result.reading = reading }
      return result
    }
  }

  /// The one face of a picture.
  ///
  /// - Throws: `SynthesisError` `badInput`, which says what is seen instead: no face, several, or one
  ///   that is too small, too blurred or turned too far away.
  public func readOne(_ picture: Raster) throws -> FoundFace {
    let faces = try read(picture)
    guard let face = faces.first else {
      throw SynthesisError(.badInput, "No face is seen in the picture.")
    }
    guard faces.count == 1 else {
      throw SynthesisError(
        .badInput,
        "\(faces.count) faces are seen in the picture; crop it so that one is left.")
    }
    if let doubt = face.doubts.first { throw SynthesisError(.badInput, sentence(doubt, face)) }
    return face
  }

  /// Reads a face whose points are known, for instance a render's own; `nil` where they coincide. No
  /// limit applies.
  public func read(_ picture: Raster, at points: FacePoints) throws -> FaceReading? {
    guard let crop = FaceAligner.crop(OpaquePicture(picture), points) else { return nil }
    return try encoder.read(crop)
  }

  private func doubts(about reading: FaceReading) -> [FaceDoubt] {
    var doubts: [FaceDoubt] = []
    if reading.interocular < limits.interocular { doubts.append(.small) }
    if reading.sharpness < limits.sharpness || (reading.estimates["blur"] ?? 0) > limits.blur {
      doubts.append(.blurred)
    }
    if abs(reading.yaw) > limits.yaw { doubts.append(.turned) }
    return doubts
  }

  private func sentence(_ doubt: FaceDoubt, _ face: FoundFace) -> String {
    switch doubt {
    case .small:
      let pixels = Int(face.points.interocular.rounded())
      return "The face is too small to be read: its eyes are \(pixels) pixels apart and must be "
        + "\(Int(limits.interocular.rounded(.up)))."
    case .blurred: return "The face is too blurred to be read."
    case .turned:
      return "The face is turned too far away to be read; the most is \(Int(limits.yaw)) degrees."
    }
  }
}
