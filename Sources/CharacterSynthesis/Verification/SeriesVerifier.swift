internal import CharacterCore
public import Foundation
internal import Identities
internal import MediaIO

/// Watches films and pictures, and says of each face whether it is who it should be.
public struct SeriesVerifier {
  /// What to look for.
  public struct Request: Sendable {
    public var media: [URL]
    public var series: String
    /// Whom one may see; empty for the episode's cast, or the whole series.
    public var characters: [String]
    public var episode: String?
    /// True for pictures that others' programs made.
    public var isForeign: Bool
    /// Every how many frames a film is looked at.
    public var step: Int

    public init(
      media: [URL], series: String, characters: [String] = [], episode: String? = nil,
      isForeign: Bool = false, step: Int = 1
    ) {
      precondition(step > 0)
      (self.media, self.series, self.characters) = (media, series, characters)
      (self.episode, self.isForeign, self.step) = (episode, isForeign, step)
    }
  }

  private let keeper: SeriesKeeper
  private let reader: any FaceFinding
  private let calibration: EncoderCalibration

  /// - Throws: `SynthesisError` where the encoder's file has no calibration.
  public init(keeper: SeriesKeeper, reader: any FaceFinding) throws {
    self.keeper = keeper
    self.reader = reader
    calibration = try EncoderCalibration(metadata: reader.encoderMetadata)
  }

  /// Judges every face of the media.
  ///
  /// - Parameter progress: called after each frame with the file, the frames done and their total
  ///   where the file says it.
  /// - Throws: `IdentityError` for an unknown series or character, `SynthesisError` for a lock of
  ///   another encoder, `MediaError` for a file that cannot be read.
  public func verify(
    _ request: Request, progress: (String, Int, Int?) -> Void = { _, _, _ in }
  ) throws -> VerificationReport {
    let cast = try cast(of: request)
    let expected = try expected(in: request, cast: cast)
    let judge = TrackJudge(
      cast: cast, expected: expected, isForeign: request.isForeign, limits: calibration.limits)
    var (media, judgements): ([VerificationReport.Media], [[Judgement]]) = ([], [])
    for url in request.media {
      let (seen, found) = try verify(url, by: judge, request, progress: progress)
      media.append(seen)
      judgements.append(found)
    }
    for (place, tracks) in Judgement.settled(judgements).enumerated() {
      media[place].tracks = tracks
    }
    let seen = Set(media.flatMap(\.tracks).compactMap(\.character))
    for name in request.characters where !seen.contains(name) {
      let isOpen = media.flatMap(\.tracks).contains { $0.outcome == .cannotTell }
      media[0].remarks.append(
        VerificationReport.Remark(
          character: name, outcome: isOpen ? .cannotTell : .missing,
          text: isOpen
            ? "\(name) was not recognised, but there are faces that cannot be told"
            : "\(name) was not seen"))
    }
    return VerificationReport(
      mien: Version.current, series: request.series, episode: request.episode,
      expected: cast.filter { expected.contains($0.character) }.map { lock in
        VerificationReport.Member(
          character: lock.character, version: lock.version,
          thresholds: lock.faces.map { face in
            VerificationReport.Member.Level(
              yaw: face.yaw.title, own: face.thresholds.own, same: face.thresholds.same,
              other: face.thresholds.other)
          })
      }, encoderDigest: reader.encoderDigest, media: media)
  }

  /// Remembers what a verification said.
  ///
  /// - Parameter moment: when, as ISO 8601 text.
  public func record(_ report: VerificationReport, moment: String) throws {
    let verdicts = report.media.flatMap { media in
      media.tracks.map { track in
        Verdict(
          episode: report.episode, character: track.character, outcome: track.outcome.rawValue,
          score: track.score, threshold: track.threshold, worstFrame: track.worst?.frame,
          media: media.file, mediaDigest: media.digest, moment: moment)
      }
        + media.remarks.map { remark in
          Verdict(
            episode: report.episode, character: remark.character,
            outcome: remark.outcome.rawValue, score: nil, threshold: nil, worstFrame: nil,
            media: media.file, mediaDigest: media.digest, moment: moment)
        }
    }
    try keeper.store.record(verdicts, in: report.series)
  }

  // MARK: Who

  /// The locks that count: those that the episode was rendered with, else the newest.
  private func cast(of request: Request) throws -> [IdentityLock] {
    var cast = try keeper.cast(of: request.series)
    guard !cast.isEmpty else { throw try keeper.unknown(request.series) }
    if let episode = request.episode {
      for (character, version) in try keeper.versions(inEpisode: episode, of: request.series) {
        guard
          let lock = try keeper.lock(of: character, in: request.series, version: version)
        else { continue }
        cast.removeAll { $0.character == character }
        cast.append(lock)
      }
      cast.sort { $0.character < $1.character }
    }
    for name in request.characters where !cast.contains(where: { $0.character == name }) {
      throw SynthesisError(
        .missingInput,
        "There is no \(name) in '\(request.series)'; its cast is "
          + cast.map(\.character).joined(separator: ", ") + ".")
    }
    for lock in cast where lock.encoderDigest != reader.encoderDigest {
      throw SynthesisError(
        .badInput,
        "\(lock.character) was locked with the encoder \(lock.encoderDigest.prefix(12)), this one is "
          + "\(reader.encoderDigest.prefix(12)), and their scores cannot be compared; take the Mien "
          + "that locked the series, or lock \(lock.character) anew with 'mien lock --update'.")
    }
    for lock in cast where lock.variation == nil && !request.isForeign {
      throw SynthesisError(
        .badInput,
        "\(lock.character) was locked by an older Mien, which did not measure how the face moves; lock "
          + "\(lock.character) anew with 'mien lock --update', or verify with --foreign.")
    }
    return cast
  }

  private func expected(in request: Request, cast: [IdentityLock]) throws -> [String] {
    if !request.characters.isEmpty { return request.characters }
    if let episode = request.episode {
      let known = try keeper.versions(inEpisode: episode, of: request.series).map(\.character)
      if !known.isEmpty { return known }
    }
    return cast.map(\.character)
  }

  // MARK: One file

  /// What is seen in a file, without its tracks, and what they are taken for.
  private func verify(
    _ url: URL, by judge: TrackJudge, _ request: Request, progress: (String, Int, Int?) -> Void
  ) throws -> (VerificationReport.Media, [Judgement]) {
    let digest = try FileDigest.sha256(ofFile: url.path)
    let isPicture = StillReader.isStill(url.path)
    var tracker = FaceTracker(step: request.step)
    var frames = 0
    if isPicture {
      let picture = try StillReader.read(url.path)
      frames = 1
      tracker.add(try reader.read(picture), frame: 0, seconds: 0)
      progress(url.lastPathComponent, 1, 1)
    } else {
      let decoder = try VideoDecoder(reading: url.path)
      while let frame = try decoder.next() {
        try Task.checkCancellation()
        frames += 1
        tracker.watch(FaceTracker.thumbnail(frame.picture))
        if frame.index.value % request.step == 0 {
          tracker.add(
            try reader.read(frame.picture), frame: frame.index.value, seconds: frame.seconds)
        }
        progress(url.lastPathComponent, frames, decoder.announcedFrameCount)
      }
    }
    let judgements = tracker.finish().compactMap {
      judge.judge($0, isSingle: frames == 1)
    }
    var remarks = try manifestRemarks(
      url, digest: digest, cast: judge.cast, series: request.series)
    if judgements.isEmpty {
      remarks.append(
        VerificationReport.Remark(character: nil, outcome: .cannotTell, text: "no face was found"))
    }
    let media = VerificationReport.Media(
      file: url.lastPathComponent, digest: digest, frames: frames, tracks: [], remarks: remarks)
    return (media, judgements)
  }

  /// What a film's own manifest says against it: another character, another lock, other weights. It is
  /// believed only where it names this very film by its digest.
  private func manifestRemarks(
    _ url: URL, digest: String, cast: [IdentityLock], series: String
  ) throws -> [VerificationReport.Remark] {
    let place = url.deletingPathExtension().appendingPathExtension("json")
    guard let data = try? Data(contentsOf: place), data.count < 4 << 20,
      let manifest = try? JSONDecoder().decode(RenderManifest.self, from: data),
      manifest.outputDigest == digest
    else { return [] }
    let name = manifest.character.name
    guard let lock = cast.first(where: { $0.character == name }) else {
      return [
        VerificationReport.Remark(
          character: nil, outcome: .wrongPerson,
          text: "its manifest says that it shows \(name.prefix(80)), who is not in '\(series)'")
      ]
    }
    func remark(_ text: String) -> VerificationReport.Remark {
      VerificationReport.Remark(character: name, outcome: .drifted, text: text)
    }
    if manifest.weightsDigest != lock.generatorDigest {
      return [
        remark(
          "its manifest says that it was drawn with other weights "
            + "(\(manifest.weightsDigest.prefix(12))) than the locked ones "
            + "(\(lock.generatorDigest.prefix(12)))")
      ]
    }
    guard let source = manifest.script?.lock, source.series == series else {
      return [remark("its manifest says that it was drawn from a spec without this series' lock")]
    }
    return []
  }
}
