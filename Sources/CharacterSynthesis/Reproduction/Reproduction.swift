internal import CharacterCore
public import Foundation
internal import MediaIO
public import SceneRendering
internal import SpecFiles

/// A film made again from its manifest, and held against the first one.
public struct Reproduction: Sendable, Codable {
  /// One thing that is not as it was.
  public struct Difference: Sendable, Codable, Equatable {
    public var what: String
    public var before: String
    public var now: String
  }

  /// True where both films are the same bytes.
  public var isSame: Bool
  /// What could make them differ: versions, weights, machine, spec.
  public var differences: [Difference]
  /// How the pictures differ, in words; `nil` where they need not be looked at or are not there.
  public var pictures: String?
}

/// Films again what a manifest describes.
public struct Reproducer: Sendable {
  public let manifest: RenderManifest
  private let script: FilmScript
  private let source: PerformanceSource
  private let settings: RenderSettings
  private let place: URL

  /// - Parameters:
  ///   - backdrop: the picture that stood behind the character, where it was one.
  ///   - captures: the folder with the motions and captures that the film was made with; the
  ///     manifest's own by default.
  ///   - threads: how many frames are drawn at once; changes nothing in the film.
  /// - Throws: `SynthesisError` for a manifest that cannot be read, or one that does not hold its reel.
  public init(
    manifest url: URL, backdrop: Backdrop? = nil, captures: URL? = nil, threads: Int
  ) throws {
    place = url
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw SynthesisError(.missingInput, "\(url.relativePath): it cannot be read.")
    }
    guard data.count < 16 << 20,
      let manifest = try? JSONDecoder().decode(RenderManifest.self, from: data)
    else {
      throw SynthesisError(.badInput, "\(url.relativePath): it is no manifest of this Mien's.")
    }
    guard let script = manifest.script else {
      throw SynthesisError(
        .badInput, "\(url.relativePath): the manifest does not hold its reel; film it anew.")
    }
    self.manifest = manifest
    self.script = script
    let plain = try script.plainBackdrop()
    guard let behind = plain ?? backdrop else {
      throw SynthesisError(
        .badInput,
        "\(url.relativePath): a picture stood behind the character; name it with --background.")
    }
    if plain == nil, try FilmScript.text(behind) != script.backdrop {
      throw SynthesisError(
        .badInput, "\(url.relativePath): another picture stood behind the character.")
    }
    settings = manifest.settings(backdrop: behind, threads: threads)
    source = try Self.source(
      script, of: manifest.character, manifest: url,
      in: captures ?? url.deletingLastPathComponent())
  }

  /// What was performed, with the very captures.
  private static func source(
    _ script: FilmScript, of character: ResolvedCharacter, manifest: URL, in folder: URL
  ) throws -> PerformanceSource {
    var source = PerformanceSource()
    for capture in script.captures ?? [] {
      let url = MotionShelf.url(of: capture.file, in: folder)
      guard let digest = try? FileDigest.sha256(ofFile: url.path) else {
        throw SynthesisError(
          .missingInput,
          "\(manifest.relativePath): '\(capture.file)' is not in '\(folder.relativePath)'; name "
            + "its folder with --captures.")
      }
      guard digest == capture.digest else {
        throw SynthesisError(
          .badInput, "\(url.relativePath): it is not the file that the film was made with.")
      }
      switch capture.role {
      case .motion: break
      case .take:
        let now = try MotionShelf.face(at: url, named: capture.file)
        guard (now.angles, now.rate) == (capture.angles, capture.rate) else {
          throw SynthesisError(
            .badInput, "\(url.relativePath): the note beside it is not as it was, or gone.")
        }
      case .face:
        (source.faceCapture, source.captureUnit, source.captureRate) =
          (url, capture.angles, capture.rate)
      case .body: source.bodyCapture = url
      }
    }
    if !script.reelText.isEmpty {
      source.reel = try CharacterLibrary().reel(
        Data(script.reelText.utf8), file: "the reel of \(manifest.lastPathComponent)",
        motions: folder, for: character)
    }
    return source
  }

  /// Films again.
  ///
  /// - Parameters:
  ///   - weights: a file of generator weights; those of the package by default.
  ///   - spec: the spec as it is now, to say what has changed in it.
  ///   - clip: where the new film goes.
  public func run(
    weights: URL?, spec: URL?, to clip: URL, progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> Reproduction {
    let renderer = try CharacterRenderer(settings: settings, weights: weights)
    let bytes = try spec.map { try Data(contentsOf: $0) } ?? Data()
    let again = try await renderer.film(
      manifest.character, performing: source, source: bytes, script: script, to: clip,
      progress: progress)
    let isSame = again.outputDigest == manifest.outputDigest
    var differences = Self.differences(manifest, again)
    if let spec { differences += try specDifferences(spec, bytes) }
    let first = place.deletingLastPathComponent().appending(path: manifest.output)
    return Reproduction(
      isSame: isSame, differences: differences,
      pictures: isSame ? nil : try compare(first, clip))
  }

  static func differences(
    _ first: RenderManifest, _ again: RenderManifest
  ) -> [Reproduction.Difference] {
    let pairs: [(String, String, String)] = [
      ("version of Mien", first.mien, again.mien),
      ("generator weights", first.weightsDigest, again.weightsDigest),
      ("head table", first.shapeDigest, again.shapeDigest),
      ("machine class", first.machineClass, again.machineClass),
      ("libraries", first.script?.libraries ?? "", again.script?.libraries ?? ""),
      ("frames", "\(first.frames)", "\(again.frames)"),
    ]
    return pairs.filter { $0.1 != $0.2 }.map {
      Reproduction.Difference(what: $0.0, before: $0.1, now: $0.2)
    }
  }

  /// What a spec makes of the character now, beside what was filmed.
  private func specDifferences(_ spec: URL, _ source: Data) throws -> [Reproduction.Difference] {
    let digest = try FileDigest.sha256(of: source)
    guard digest != manifest.specDigest else { return [] }
    let now = try CharacterLibrary().character(at: spec).character
    let values = RecordFile.difference(
      try RecordFile.write(manifest.character, note: ""), try RecordFile.write(now, note: ""))
    return [Reproduction.Difference(what: "spec", before: manifest.specDigest, now: digest)]
      + values.map {
        Reproduction.Difference(
          what: "spec's \($0.path)", before: $0.first ?? "open", now: $0.second ?? "open")
      }
  }

  /// How two films' frames differ; `nil` where the first is not there.
  private func compare(_ first: URL, _ second: URL) throws -> String? {
    guard FileManager.default.fileExists(atPath: first.path) else { return nil }
    let (one, other) = (
      try VideoDecoder(reading: first.path), try VideoDecoder(reading: second.path)
    )
    var (count, differing, most) = (0, 0, 0)
    var firstDiffering: Int?
    while let a = try one.next() {
      guard let b = try other.next() else { return "the new film is shorter" }
      guard a.picture.width == b.picture.width, a.picture.height == b.picture.height else {
        return "the frames have another size"
      }
      var apart = 0
      for index in a.picture.pixels.indices {
        apart = max(apart, abs(Int(a.picture.pixels[index]) - Int(b.picture.pixels[index])))
      }
      if apart > 0 {
        differing += 1
        firstDiffering = firstDiffering ?? count
      }
      most = max(most, apart)
      count += 1
    }
    if try other.next() != nil { return "the new film is longer" }
    guard let firstDiffering else { return "every pixel is the same, only the coding differs" }
    return "\(differing) of \(count) frames differ, from frame \(firstDiffering) on, by at most "
      + "\(most) of 255"
  }
}

extension RenderManifest {
  /// The settings that it was filmed with.
  func settings(backdrop: Backdrop, threads: Int) -> RenderSettings {
    RenderSettings(
      layout: layout, size: size, aspect: aspect, frameRate: frameRate, view: view,
      backdrop: backdrop, light: light, quality: quality,
      threads: threads)
  }
}
