internal import CharacterCore
internal import Foundation

/// What the identity encoder's weight file says of its own errors, measured on people that it had never
/// seen: scores belong to one encoder, so they travel with its weights.
struct EncoderCalibration: Decodable, Sendable {
  struct Bucket: Decodable, Sendable {
    var name: String
    /// A score from here on is the same person's; below `other` it is somebody else's.
    var same: Double
    var other: Double
    /// The equal error rate and its 95 % interval.
    var eer: Double
    var interval: [Double]
    /// The share of a person's pictures that reach `same`, and its 95 % interval.
    var accepted: Double
    var acceptedInterval: [Double]
    enum CodingKeys: String, CodingKey {
      case name, same, other, eer
      case interval = "eer_interval"
      case accepted = "tar"
      case acceptedInterval = "tar_interval"
    }
  }

  struct Limits: Decodable, Sendable {
    /// Pixels between the eyes.
    var eyeDistance: Double
    /// The encoder's own estimate, in pixels of its crop.
    var blur: Double
    /// Degrees.
    var yaw: Double
    enum CodingKeys: String, CodingKey {
      case blur, yaw
      case eyeDistance = "eye_distance"
    }
  }

  /// How often a stranger reaches `same`.
  var far: Double
  var buckets: [Bucket]
  var limits: Limits
  /// What it was measured on, in words.
  var domains: String

  /// - Parameter metadata: the weight file's metadata.
  /// - Throws: `SynthesisError` `badInput` where the file says nothing, or not of every class of yaw.
  init(metadata: [String: String]) throws {
    guard let text = metadata["calibration"] else {
      throw SynthesisError(
        .badInput,
        "The identity encoder's weight file does not say from which score on two faces are one "
          + "person's; nothing can be locked or verified with it.")
    }
    do {
      self = try JSONDecoder().decode(EncoderCalibration.self, from: Data(text.utf8))
    } catch {
      throw SynthesisError(
        .badInput, "The calibration in the identity encoder's weight file cannot be read: \(error)")
    }
    for bucket in YawBucket.allCases {
      let found = try self[bucket]
      guard found.other <= found.same, (-1...1).contains(found.same),
        (-1...1).contains(found.other), found.interval.count == 2,
        found.acceptedInterval.count == 2
      else {
        throw SynthesisError(
          .badInput, "The calibration of the identity encoder for '\(bucket.name)' makes no sense.")
      }
    }
  }

  subscript(bucket: YawBucket) -> Bucket {
    get throws {
      guard let found = buckets.first(where: { $0.name == bucket.name }) else {
        throw SynthesisError(
          .badInput, "The identity encoder is not calibrated for '\(bucket.name)' faces.")
      }
      return found
    }
  }
}
