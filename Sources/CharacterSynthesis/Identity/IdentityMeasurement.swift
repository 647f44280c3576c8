internal import CharacterCore
internal import Foundation

/// What the encoder makes of a sitting: centroids, the scores that the character's own faces have, the
/// cost of expressions and the thresholds.
struct IdentityMeasurement {
  var baseline: ExpressionWeights
  var cost: ExpressionCost
  var style: StyleRange
  var faces: [IdentityLock.Face]
  var variation: FaceVariation

  /// One picture of the sitting as the encoder reads it.
  struct Sample {
    var bucket: YawBucket
    /// `nil` for the neutral face.
    var expression: String?
    var purpose: IdentitySitting.Purpose
    /// What was done to the picture before it was read.
    var degradations: [Degradation]
    /// As in `IdentitySitting.Shot`.
    var light: Int
    var reading: FaceReading
  }

  /// Fewest pictures of a class of yaw that make a centroid.
  static let fewest = 3
  /// How far half a second may lie below the least of a character's own pictures.
  private static let slack = 0.07

  /// - Parameters:
  ///   - all: every picture of the sitting.
  ///   - morphs: faces on the way to strangers, stranger by stranger.
  /// - Throws: `SynthesisError` where a class of yaw has too few legible pictures.
  init(
    _ all: [Sample], morphs: [[FaceReading]], encoder: String, calibration: EncoderCalibration,
    name: String
  ) throws {
    let clean = all.filter { $0.purpose == .likeness && $0.degradations.isEmpty }
    var centroids: [FaceEmbedding] = []
    for bucket in YawBucket.allCases {
      let embeddings = clean.filter { $0.bucket == bucket }.map(\.reading.embedding)
      guard embeddings.count >= Self.fewest, let mean = FaceEmbedding.mean(embeddings),
        let rounded = FaceEmbedding(mean.vector.map(Self.rounded), encoder: encoder)
      else {
        throw SynthesisError(
          .badInput,
          "\(name): the face could be read in \(embeddings.count) pictures at \(bucket.title) only, "
            + "\(Self.fewest) are needed; it cannot be locked. Does hair or a beard hide it?")
      }
      centroids.append(rounded)
    }
    let reference = centroids[0]
    let neutral = clean.filter { $0.bucket == .frontal && $0.expression == nil }.map(\.reading)
    let baseline = Self.mean(neutral.map(\.expression))
    func score(_ sample: Sample) -> Double { Double(sample.reading.embedding.cosine(reference)) }
    var losses: [(amounts: [Double], loss: Double)] = []
    for bucket in YawBucket.allCases {
      let own = clean.filter { $0.bucket == bucket }
      let still = own.filter { $0.expression == nil }.map(score)
      let level = still.reduce(0, +) / Double(max(still.count, 1))
      for sample in own where sample.expression != nil {
        losses.append(
          (
            ExpressionCost.amounts(sample.reading.expression, baseline),
            max(0, level - score(sample))
          ))
      }
    }
    let cost = ExpressionCost(fitting: losses)
    faces = try YawBucket.allCases.map { bucket in
      let found = try calibration[bucket]
      let scores = all.filter { $0.bucket == bucket }.map { sample in
        score(sample) + cost.loss(of: sample.reading.expression, beside: baseline)
      }
      let plain = Self.spread(clean.filter { $0.bucket == bucket }.map(score))
      // Films hold a look for longer than chance pictures do, and show looks that no picture had.
      let floor = max(found.same, (scores.min() ?? found.same) - Self.slack)
      return IdentityLock.Face(
        yaw: bucket,
        thresholds: IdentityLock.Thresholds(
          own: Self.rounded(floor), same: found.same, other: found.other,
          falseAcceptance: calibration.far, acceptance: found.accepted,
          acceptanceInterval: found.acceptedInterval, equalError: found.eer,
          equalErrorInterval: found.interval),
        scores: plain,
        centroid: centroids[bucket.rawValue].vector.map(Self.rounded))
    }
    style = StyleRange(of: all.compactMap(\.reading.style))
    variation = FaceVariation.fitted(
      to: all.map {
        FaceVariation.Picture(
          reading: $0.reading,
          circumstance: FaceVariation.Circumstance(light: $0.light, degradations: $0.degradations))
      }, morphs: morphs)
    self.baseline = baseline.map { ($0 * 1e4).rounded() / 1e4 }
    self.cost = ExpressionCost(
      rates: [cost.brows, cost.lids, cost.cheeks, cost.jaw, cost.mouth].map(Self.rounded))
  }

  private static func mean(_ weights: [ExpressionWeights]) -> ExpressionWeights {
    let share = 1 / Float(max(weights.count, 1))
    return weights.reduce(.neutral) { $0 + $1 * share }
  }

  private static func spread(_ scores: [Double]) -> IdentityLock.Spread {
    let count = Double(scores.count)
    let mean = scores.reduce(0, +) / count
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
    return IdentityLock.Spread(
      count: scores.count, mean: rounded(mean), deviation: rounded(variance.squareRoot()),
      least: rounded(scores.min() ?? 0))
  }

  /// Five decimals, so that the lockfile stays short.
  private static func rounded(_ value: Double) -> Double { (value * 1e5).rounded() / 1e5 }
  private static func rounded(_ value: Float) -> Float { (value * 1e5).rounded() / 1e5 }
}
