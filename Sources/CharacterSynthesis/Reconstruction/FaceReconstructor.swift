public import CharacterCore
internal import FaceGeneration
public import Foundation
internal import SceneRendering

/// Finds the parameters of a synthetic face for a picture, by synthesis: what the encoder reads gives
/// a first guess; then candidates are drawn in the picture's pose, read by the same encoder, and moved
/// until the two readings agree.
///
/// It is made for faces that Mien or something like it invented. It looks for the nearest person of
/// Mien's own world, and is no tool for copying a living person's likeness. Not for two callers at
/// once.
public final class FaceReconstructor {
  private let studio: FaceStudio
  private let reader: PortraitReader
  private let resolver: CharacterResolver
  private let response: FaceResponse
  private let calibration: PairCalibration

  /// - Parameters:
  ///   - weights: a file of generator weights; those of the package by default.
  ///   - threads: how many candidates are drawn at once; changes nothing in what is found.
  public init(weights: URL? = nil, threads: Int = 2) throws {
    studio = try FaceStudio(weights: weights, threads: threads)
    reader = try PortraitReader(shape: studio.model.shape)
    resolver = try CharacterResolver()
    response = try FaceResponse(encoder: reader.digest)
    calibration = try PairCalibration(metadata: reader.metadata)
  }

  /// Finds a face.
  ///
  /// - Parameters:
  ///   - name: the spec's.
  ///   - points: where the face's points lie; looked for if not given.
  ///   - rounds: how many times the shape is stepped; two candidates are drawn each time.
  ///   - progress: called with the share of the work done, 0...1, as a count of 100.
  /// - Throws: `SynthesisError` where the picture does not show exactly one legible face.
  public func reconstruct(
    _ picture: Raster, name: String, at points: FacePoints? = nil, rounds: Int = 6,
    progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> Reconstruction {
    let place = try points ?? FaceReader().readOne(picture).points
    let reading = try reader.read(picture, at: place)
    let sitting = Sitting(
      picture, at: place, reading: reading, studio: studio, reader: reader, resolver: resolver)
    let hair = try HairFinder(sitting: sitting, resolver: resolver).fits(
      for: firstGuess(reading, name: name)
    ) { progress(30 * $0 / $1, 100) }
    let colors = ColorFitter(sitting: sitting)

    var best = try await likeliest(hair.prefix(3).map(\.spec), sitting)
    best = try await better(
      of: [try colors.fitted(best)], than: best, sitting, unless: Self.colorLoss)
    best = try await better(of: beards(best.spec), than: best, sitting)
    progress(45, 100)
    best = try await stepped(best, sitting, rounds: rounds) { progress(45 + 40 * $0 / $1, 100) }
    best = try await better(
      of: [try colors.fitted(best)], than: best, sitting, unless: Self.colorLoss)
    best = try await better(of: hairChanges(best.spec), than: best, sitting)
    best = try await stepped(best, sitting, rounds: max(1, rounds / 3)) {
      progress(88 + 12 * $0 / $1, 100)
    }
    let under = sitting.picture(under: best.character.face, size: sitting.size).picture
    return Reconstruction(
      spec: best.spec, reading: reading, likeness: best.likeness,
      verdict: calibration.verdict(best.likeness, yaw: reading.yaw),
      same: calibration.bucket(yaw: reading.yaw).same,
      other: calibration.bucket(yaw: reading.yaw).other,
      picture: Raster(under), drawn: best.picture, drawings: sitting.drawings)
  }

  /// What the reading alone lets one expect; what it does not tell is average.
  private func firstGuess(_ reading: FaceReading, name: String) -> CharacterSpec {
    var spec = CharacterSpec(name: name, seed: 1, age: 30, sex: 0.5)
    spec.face = FaceSpec(
      ancestry: Ancestry(european: 0.25, african: 0.25, eastasian: 0.25, southasian: 0.25),
      skin: 0.4, redness: 0, fullness: 0, freckles: 0, wrinkles: 0, blush: 0.5, underEye: 0.5,
      shine: 0.5, gloss: 0.5, teeth: 0.6, asymmetry: 0, squareness: 0.15,
      hair: HairSpec(style: .crop, grey: 0, hairline: 0.4),
      beard: BeardSpec(style: BeardParameters.Style.none, shadow: 0),
      brows: BrowSpec(thickness: 0.45), eyes: EyeSpec(color: .named(.brown), iris: 0.5, pupil: 0.4),
      makeup: MakeupSpec(strength: 0),
      garment: GarmentSpec(style: .tee, color: .named(.sand)),
      identity: [Double](repeating: 0, count: FeatureTable.modes))
    var values = response.expectation(of: reading.embedding)
    let direct: [String: Double] = [
      "age": Double(reading.age), "sex": estimate("sex", reading),
      "skin": estimate("melanin", reading), "wrinkles": estimate("wrinkles", reading),
      "freckles": estimate("freckles", reading, factor: 1 / SliderRange.freckles),
    ].compactMapValues { $0 }
    for (index, unknown) in response.unknowns.enumerated() {
      if let value = direct[unknown.name] { values[index] = value }
      unknown.set(values[index], in: &spec)
    }
    return Self.normalized(spec)
  }

  private func estimate(_ name: String, _ reading: FaceReading, factor: Double = 1) -> Double? {
    reading.estimates[name].map { Double($0) * factor }
  }

  /// Brings the shares of ancestry to a sum of 1, and what would be noise to none.
  private static func normalized(_ spec: CharacterSpec) -> CharacterSpec {
    var result = spec
    if let mix = spec.face.ancestry {
      let sum = mix.european + mix.african + mix.eastasian + mix.southasian
      result.face.ancestry =
        sum > 1e-3
        ? Ancestry(
          european: rounded(mix.european / sum, 4), african: rounded(mix.african / sum, 4),
          eastasian: rounded(mix.eastasian / sum, 4), southasian: rounded(mix.southasian / sum, 4))
        : Ancestry(european: 1)
    }
    if (spec.age ?? 0) < 16 || (spec.sex ?? 0) < 0.4 { result.face.beard.shadow = 0 }
    return result
  }

  // MARK: Search

  /// What likeness colours may cost that fit the picture: the encoder hardly looks at them.
  private static let colorLoss: Float = 0.04
  /// What likeness a cut must gain for each place that its outline fits worse.
  private static let cutGain: Float = 0.06

  /// The most like of cuts that stand in the order of how well their outlines fit.
  private func likeliest(
    _ specs: [CharacterSpec], _ sitting: Sitting
  ) async throws -> Sitting.Trial {
    let trials = try await sitting.draw(specs)
    let scores = trials.enumerated().map { $1.likeness - Self.cutGain * Float($0) }
    let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    return trials[best]
  }

  /// The most like of several candidates and the best so far.
  ///
  /// - Parameter loss: what likeness a candidate may lose and still be taken.
  private func better(
    of specs: [CharacterSpec], than best: Sitting.Trial, _ sitting: Sitting, unless loss: Float = 0
  ) async throws -> Sitting.Trial {
    var (result, bound) = (best, best.likeness - loss)
    for trial in try await sitting.draw(specs) where trial.likeness > bound {
      (result, bound) = (trial, trial.likeness)
    }
    return result
  }

  private func beards(_ spec: CharacterSpec) -> [CharacterSpec] {
    guard (spec.sex ?? 0) > 0.45, (spec.age ?? 0) > 17 else { return [] }
    return BeardParameters.Style.allCases.filter { $0 != BeardParameters.Style.none }.map { style in
      var bearded = spec
      bearded.face.beard.style = style
      bearded.face.beard.length = 0.4
      return bearded
    }
  }

  private func hairChanges(_ spec: CharacterSpec) -> [CharacterSpec] {
    var changes: [CharacterSpec] = []
    func add(_ change: (inout CharacterSpec) -> Void) {
      var changed = spec
      change(&changed)
      if changed != spec { changes.append(changed) }
    }
    for shift in [-0.3, 0.3] {
      add { $0.face.hair.hairline = (($0.face.hair.hairline ?? 0.4) + shift).clamped(to: 0...1) }
    }
    add { $0.face.hair.parting = .left }
    add { $0.face.hair.parting = .right }
    return changes
  }

  /// Moves age, sex, ancestry, skin and shape until the drawn face is read as the picture's is.
  private func stepped(
    _ start: Sitting.Trial, _ sitting: Sitting, rounds: Int, progress: (Int, Int) -> Void
  ) async throws -> Sitting.Trial {
    var best = start
    var model = DampedStep(model: response.response)
    var damping = 0.5
    for round in 0..<rounds where damping < 500 {
      try Task.checkCancellation()
      let here = position(best.spec)
      let wanted = difference(sitting.reading.embedding, best.embedding)
      let trials = try await sitting.draw(
        [damping, 4 * damping].map { damping in
          let step = model.step(toward: wanted, from: here, damping: damping, pull: 0.02)
          return moved(best.spec, to: zip(here, step).map { $0 + $1 })
        })
      var (next, winner) = (best, -1)
      for (index, trial) in trials.enumerated() {
        model.learn(
          step: zip(position(trial.spec), here).map { $0 - $1 },
          moved: difference(trial.embedding, best.embedding))
        if trial.likeness > next.likeness { (next, winner) = (trial, index) }
      }
      damping *= winner == 0 ? 0.4 : winner == 1 ? 1.5 : 8
      best = next
      progress(round + 1, rounds)
    }
    return best
  }

  /// The unknowns of a spec in standard deviations.
  private func position(_ spec: CharacterSpec) -> [Double] {
    response.unknowns.enumerated().map { index, unknown in
      (unknown.value(in: spec) - response.mean[index]) / response.deviation[index]
    }
  }

  private func moved(_ spec: CharacterSpec, to position: [Double]) -> CharacterSpec {
    var result = spec
    for (index, unknown) in response.unknowns.enumerated() {
      unknown.set(
        response.mean[index] + response.deviation[index] * position[index], in: &result)
    }
    return Self.normalized(result)
  }

  private func difference(_ a: FaceEmbedding, _ b: FaceEmbedding) -> [Double] {
    zip(a.vector, b.vector).map { Double($0) - Double($1) }
  }
}
