public import CharacterCore
public import Foundation
internal import SceneRendering
internal import SpecFiles

/// Makes a character's lock: resolves the spec, lets the character sit for its pictures, reads them,
/// and compares it with the rest of the cast.
public struct IdentityLocker {
  /// How far on the way to a stranger a face is that must not pass.
  public static let morphShare = 0.35

  private let renderer: CharacterRenderer
  private let reader: any FaceFinding
  private let calibration: EncoderCalibration
  private let library: CharacterLibrary

  /// - Throws: `SynthesisError` where the encoder's file has no calibration.
  public init(renderer: CharacterRenderer, reader: any FaceFinding) throws {
    self.renderer = renderer
    self.reader = reader
    calibration = try EncoderCalibration(metadata: reader.encoderMetadata)
    library = try CharacterLibrary()
  }

  /// What is locked, and how.
  public struct Request: Sendable {
    public var spec: URL
    /// The series; `nil` takes the one of the lock that is updated.
    public var series: String?
    /// What episodes may change; `nil` takes that of the lock that is updated, else wardrobe and hair.
    public var parts: [Freedom.Part]?
    public var ages: ClosedRange<Double>?
    /// Makes the next version of a lock.
    public var isUpdate: Bool

    public init(
      spec: URL, series: String? = nil, parts: [Freedom.Part]? = nil,
      ages: ClosedRange<Double>? = nil, isUpdate: Bool = false
    ) {
      (self.spec, self.series, self.parts) = (spec, series, parts)
      (self.ages, self.isUpdate) = (ages, isUpdate)
    }
  }

  /// A new lock, and who of the cast comes nearest.
  public struct Result: Sendable {
    public var lock: IdentityLock
    public var nearest: (character: String, cosine: Double)?
    public var changes: [String]
  }

  /// Makes a lock; nothing is written.
  ///
  /// - Parameter progress: called after each picture with the number done and their total.
  /// - Throws: `SpecFileError`, `SynthesisError`; `LikenessError` where somebody of the cast looks too
  ///   much like the character.
  public func lock(
    _ request: Request, for keeper: SeriesKeeper, progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> Result {
    let previous = try previous(request)
    let (spec, source) = try library.spec(at: request.spec)
    let series = try series(request, previous)
    let resolver = try CharacterResolver()
    var resolved = resolver.resolve(spec)
    var changes: [String] = []
    if let previous {
      let locked = LockedSpec(lock: previous.lock, resolver: resolver)
      changes = try locked.changes(spec, file: request.spec.relativePath)
      resolved = try locked.updated(to: spec, file: request.spec.relativePath)
    }
    let freedom = try freedom(request, previous, age: resolved.age)
    let measured = try await measure(resolved, spec, freedom, resolver, progress: progress)
    var history = previous?.lock.history ?? []
    if let previous {
      history.append(
        IdentityLock.Past(
          version: previous.lock.version, specDigest: previous.lock.specDigest,
          lockDigest: previous.digest, changed: changes))
    }
    let lock = IdentityLock(
      series: series, version: (previous?.lock.version ?? 0) + 1, mayChange: freedom,
      digests: IdentityLock.Digests(
        spec: try FileDigest.sha256(of: source), generator: renderer.weightsDigest,
        shape: try RenderManifest.shapeDigest(), encoder: reader.encoderDigest),
      history: history, spec: SpecWriter.write(spec), resolved: resolved,
      baseline: measured.baseline, expressionCost: measured.cost, style: measured.style,
      faces: measured.faces, variation: measured.variation)
    let nearest = try await compare(lock, with: keeper)
    return Result(lock: lock, nearest: nearest, changes: changes)
  }

  /// The lock that is updated, checked against what was asked for.
  private func previous(_ request: Request) throws -> LockFile? {
    let found = try LockFile.find(besides: request.spec)
    let name = LockFile.url(besides: request.spec).relativePath
    switch (found, request.isUpdate) {
    case (nil, true):
      throw SynthesisError(
        .missingInput, "\(name): there is no lock to update; leave --update out.")
    case (.some(let file), false):
      throw SynthesisError(
        .cannotWrite,
        "\(name): \(file.lock.character) is locked in '\(file.lock.series)' already (version "
          + "\(file.lock.version)); --update makes the next version.")
    default: return found
    }
  }

  private func series(_ request: Request, _ previous: LockFile?) throws -> String {
    if let previous {
      guard request.series == nil || request.series == previous.lock.series else {
        throw SynthesisError(
          .badInput,
          "\(previous.lock.character) is locked in '\(previous.lock.series)', not in "
            + "'\(request.series ?? "")'; copy the spec to use it in another series.")
      }
      return previous.lock.series
    }
    guard let series = request.series else {
      throw SynthesisError(.badInput, "Name the series with --series.")
    }
    return series
  }

  private func freedom(_ request: Request, _ previous: LockFile?, age: Double) throws -> Freedom {
    let old = previous?.lock.mayChange
    let span = old.flatMap { $0.ages.count == 2 ? $0.ages[0]...$0.ages[1] : nil }
    let ages = request.ages ?? span ?? age...age
    guard ages.contains(age) else {
      throw SynthesisError(
        .badInput,
        "The character is \(age) years old, outside the span of \(ages.lowerBound) to "
          + "\(ages.upperBound); name another with --ages.")
    }
    return Freedom(parts: request.parts ?? old?.parts ?? [.wardrobe, .hair], ages: ages)
  }

  /// Lets the character sit, at both ends of its span of ages too, and people who are on the way to
  /// somebody else; and measures what the encoder reads in them.
  private func measure(
    _ character: ResolvedCharacter, _ spec: CharacterSpec, _ freedom: Freedom,
    _ resolver: CharacterResolver, progress: (Int, Int) -> Void
  ) async throws -> IdentityMeasurement {
    let light = renderer.settings.light
    var sittings = [(character, try IdentitySitting(of: character, light: light).shots)]
    for age in freedom.ages where age != character.age {
      let aged = try resolver.aged(character, of: spec, to: age)
      sittings.append((aged, try IdentitySitting.aged(aged, light: light)))
    }
    let trials = try IdentitySitting.strangers(to: character, resolver: resolver).map { stranger in
      let morph = resolver.resolve(
        character.morphed(to: stranger, share: Self.morphShare))
      return (morph, try IdentitySitting.trial(of: morph, light: light))
    }
    let total =
      sittings.reduce(0) { $0 + $1.1.count } + trials.reduce(0) { $0 + $1.1.count }
    var done = 0
    func draw(_ person: ResolvedCharacter, _ states: [FaceState]) async throws -> [Raster] {
      let before = done
      let pictures = try await renderer.pictures(of: person, in: states) { count, _ in
        progress(before + count, total)
      }
      done += pictures.count
      return pictures
    }
    var samples: [IdentityMeasurement.Sample] = []
    for (person, shots) in sittings {
      samples += try read(try await draw(person, shots.map(\.state)), shots)
    }
    var morphs: [[FaceReading]] = []
    for (person, states) in trials {
      morphs.append(
        try await draw(person, states).compactMap {
          try reader.read($0, expectedFaces: 1).first?.reading
        })
    }
    return try IdentityMeasurement(
      samples, morphs: morphs, encoder: reader.encoderDigest, calibration: calibration,
      name: character.name)
  }

  /// Reads each picture as it is, the neutral ones in every degradation, and those that show what films show
  /// as worn copies.
  private func read(
    _ pictures: [Raster], _ shots: [IdentitySitting.Shot]
  ) throws -> [IdentityMeasurement.Sample] {
    var samples: [IdentityMeasurement.Sample] = []
    var taken: [YawBucket: Int] = [:]
    func add(
      _ picture: Raster, _ shot: IdentitySitting.Shot, _ degradations: [Degradation] = []
    ) throws {
      guard let face = try reader.read(picture, expectedFaces: 1).first, let reading = face.reading
      else { return }
      samples.append(
        IdentityMeasurement.Sample(
          bucket: shot.bucket, expression: shot.expression, purpose: shot.purpose,
          degradations: degradations, light: shot.light, reading: reading))
    }
    for (index, (picture, shot)) in zip(pictures, shots).enumerated() {
      try add(picture, shot)
      if shot.purpose == .variation {
        let worn = Degradation.copies[index % Degradation.copies.count]
        try add(worn.reduce(picture) { $1.apply(to: $0) }, shot, worn)
      }
      guard shot.expression == nil, taken[shot.bucket, default: 0] < 3 else { continue }
      taken[shot.bucket, default: 0] += 1
      for kind in Degradation.allCases { try add(kind.apply(to: picture), shot, [kind]) }
    }
    return samples
  }

  // MARK: The rest of the cast

  /// Throws where a member of the series' cast could be taken for the character.
  private func compare(
    _ lock: IdentityLock, with keeper: SeriesKeeper
  ) async throws -> (character: String, cosine: Double)? {
    var nearest: (lock: IdentityLock, cosine: Double, excess: Double)?
    for other in try keeper.cast(of: lock.series) where other.character != lock.character {
      guard other.encoderDigest == lock.encoderDigest else {
        throw SynthesisError(
          .badInput,
          "\(other.character) was locked with another identity encoder, so that \(lock.character) "
            + "cannot be compared with them; lock \(other.character) anew with 'mien lock --update'."
        )
      }
      let (cosine, excess) = lock.likeness(to: other)
      if excess > nearest?.excess ?? -.infinity { nearest = (other, cosine, excess) }
    }
    guard let nearest else { return nil }
    if nearest.excess >= 0 {
      throw LikenessError(
        character: lock.character, other: nearest.lock.character, series: lock.series,
        cosine: nearest.cosine, picture: try await sideBySide(lock, nearest.lock, nearest.cosine))
    }
    return (nearest.lock.character, nearest.cosine)
  }

  private func sideBySide(
    _ lock: IdentityLock, _ other: IdentityLock, _ cosine: Double
  ) async throws -> Raster {
    var rows: [ContactSheet.Row] = []
    for person in [lock, other] {
      let states = [0.0, 30].map { yaw in
        FaceState(
          view: HeadView(yaw: yaw), torsoCounter: person.resolved.face.torsoCounter,
          light: renderer.settings.light)
      }
      let pictures = try await renderer.pictures(of: person.resolved, in: states)
      rows.append(ContactSheet.Row(person.character, pictures.map { ContactSheet.Cell($0) }))
    }
    return try ContactSheet(
      title: "Too much alike", subtitle: String(format: "cosine %.3f", cosine),
      columns: ["0°", "30°"], rows: rows, cellWidth: 320, cellHeight: 320
    ).render()
  }
}

extension IdentityLock {
  /// The highest cosine between two people's faces, and by how much the highest one exceeds what
  /// separates people (negative for people who can be told apart).
  func likeness(to other: IdentityLock) -> (cosine: Double, excess: Double) {
    var (highest, excess) = (-1.0, -Double.infinity)
    for bucket in YawBucket.allCases {
      for (one, two) in [(self, other), (other, self)] {
        guard let reference = two.reference, let face = one[bucket],
          let mine = one.centroids.first(where: { $0.bucket == bucket })?.embedding
        else { continue }
        let cosine = Double(mine.cosine(reference))
        highest = max(highest, cosine)
        excess = max(excess, cosine - face.thresholds.same)
      }
    }
    return (highest, excess)
  }
}

/// Two characters of a series who could be taken for each other.
public struct LikenessError: Error, Sendable, CustomStringConvertible {
  public let character, other, series: String
  /// The cosine of their faces.
  public let cosine: Double
  /// Both faces, side by side.
  public let picture: Raster

  public var description: String {
    "\(character) looks too much like \(other) of '\(series)' (cosine "
      + "\((cosine * 1_000).rounded() / 1_000)): nobody could tell them apart for sure. Change the "
      + "face, for instance with 'mien vary', and lock it again."
  }
}
