internal import CharacterCore
internal import Foundation

/// What a likeness of two single pictures says, as the encoder's weight file tells for the pictures'
/// yaw.
struct PairCalibration: Sendable {
  struct Bucket: Sendable, Decodable {
    /// Degrees of absolute yaw, from and to.
    let yaw: [Double]
    /// From `same` on two pictures are held to show one person, below `other` two people.
    let same, other: Float
    /// Where the errors of both kinds are equally frequent.
    let eerThreshold: Float

    /// Two pictures below this are unlike.
    var unlike: Float { eerThreshold }

    private enum CodingKeys: String, CodingKey {
      case yaw, same, other
      case eerThreshold = "eer_threshold"
    }
  }

  private struct Table: Decodable {
    let pair: [Bucket]
  }

  private let buckets: [Bucket]

  /// - Throws: `SynthesisError` where the weight file is not calibrated.
  init(metadata: [String: String]) throws(SynthesisError) {
    guard let text = metadata["calibration"],
      let table = try? JSONDecoder().decode(Table.self, from: Data(text.utf8)),
      !table.pair.isEmpty, table.pair.allSatisfy({ $0.yaw.count == 2 && $0.same.isFinite })
    else {
      throw SynthesisError(
        .badInput, "the identity encoder's weights carry no calibration for pairs of pictures")
    }
    buckets = table.pair
  }

  /// The bucket for a face turned by so many degrees; the last one beyond all.
  func bucket(yaw: Float) -> Bucket {
    buckets.first { Double(abs(yaw)) < $0.yaw[1] } ?? buckets[buckets.count - 1]
  }

  func verdict(_ likeness: Float, yaw: Float) -> Reconstruction.Verdict {
    let bucket = bucket(yaw: yaw)
    return likeness >= bucket.same ? .same : likeness < bucket.other ? .other : .uncertain
  }
}
