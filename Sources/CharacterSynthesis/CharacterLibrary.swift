public import CharacterCore
public import Foundation
internal import MotionSynthesis
internal import SpecFiles

/// Reads characters and reels from their files.
public struct CharacterLibrary: Sendable {
  private let resolver: CharacterResolver

  public init() throws { resolver = try CharacterResolver() }

  /// A character from a spec file, and the file's bytes.
  ///
  /// Where a lockfile lies beside the spec the character is the locked one, with what the spec changes
  /// of what may be changed.
  ///
  /// - Throws: `SynthesisError` `missingInput`; `SpecFileError` with every mistake of the file;
  ///   `LockedEditError` where the spec touches what is locked.
  public func character(at url: URL) throws -> (character: ResolvedCharacter, source: Data) {
    let (spec, source) = try spec(at: url)
    guard let lock = try LockFile.find(besides: url)?.lock else {
      return (resolver.resolve(spec), source)
    }
    return (try character(spec, lockedBy: lock, file: url.relativePath), source)
  }

  /// A character from a spec file as a given lock has it.
  public func character(at url: URL, lockedBy lock: IdentityLock) throws
    -> (character: ResolvedCharacter, source: Data)
  {
    let (spec, source) = try spec(at: url)
    return (try character(spec, lockedBy: lock, file: url.relativePath), source)
  }

  private func character(_ spec: CharacterSpec, lockedBy lock: IdentityLock, file: String) throws
    -> ResolvedCharacter
  {
    try LockedSpec(lock: lock, resolver: resolver).character(spec, file: file)
  }

  /// A spec as its author wrote it, and the file's bytes.
  ///
  /// - Throws: as `character(at:)`.
  public func spec(at url: URL) throws -> (spec: CharacterSpec, source: Data) {
    let source = try Self.bytes(of: url)
    let reading = SpecReader().read(source, file: url.relativePath)
    guard let spec = reading.value else { throw SpecFileError(reading.diagnostics) }
    return (spec, source)
  }

  /// The character that a spec and its seed make.
  public func resolve(_ spec: CharacterSpec) -> ResolvedCharacter { resolver.resolve(spec) }

  /// A spec as text that reads back exactly; `comment` becomes its first lines.
  public static func write(_ spec: CharacterSpec, comment: String = "") -> String {
    SpecWriter.write(spec, comment: comment)
  }

  /// The lines of comment at a file's beginning, without their signs.
  public static func leadingComment(of source: Data) -> String {
    SpecWriter.leadingComment(of: String(decoding: source, as: UTF8.self))
  }

  /// The candidates of a casting; see `CastCall.candidates(seed:resolver:)`.
  public func candidates(for call: CastCall, seed: UInt64) -> some Sequence<ResolvedCharacter> {
    call.candidates(seed: seed, resolver: resolver)
  }

  /// A spec of the person whom a seed alone draws: the seed, and what it draws as comments.
  public func template(name: String, fromCast seed: UInt64) -> String {
    var drawn = CharacterSpec(
      stating: resolver.resolve(CharacterSpec(name: name, seed: seed)))
    drawn.face.identity = nil
    return SpecWriter.castTemplate(name: name, seed: seed, drawn: drawn)
  }

  /// A reel from a file, for a character whose own expressions it may name.
  ///
  /// Motions that it names are read from beside it.
  ///
  /// - Throws: as `character(at:)`.
  public func reel(at url: URL, for character: ResolvedCharacter) throws -> Reel {
    try reel(
      try Self.bytes(of: url), file: url.relativePath, motions: url.deletingLastPathComponent(),
      for: character)
  }

  /// A reel from its file's bytes; `file` is what complaints call it, `motions` the folder with the
  /// motions that it names.
  public func reel(
    _ source: Data, file: String, motions folder: URL? = nil, for character: ResolvedCharacter
  ) throws -> Reel {
    let reading = reelReader(
      custom: character.expression.named.map(\.name), motions: MotionShelf(besides: folder)
    ).read(source, file: file)
    guard let reel = reading.value else { throw SpecFileError(reading.diagnostics) }
    return reel
  }

  /// A reel of one action, in a mood, as a reel file would say it.
  ///
  /// - Parameters:
  ///   - action: a name, or a name and a side, such as `wave left`.
  ///   - destination: where a walk goes, metres to the character's left and ahead.
  /// - Throws: `SpecFileError` for an action or an expression that does not exist.
  public func reel(
    action: String, to destination: SIMD2<Double>? = nil, for seconds: Double,
    expression: String? = nil, by character: ResolvedCharacter
  ) throws -> Reel {
    func quoted(_ text: String) throws -> String {
      String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }
    var beat = ["for: \(seconds)", "action: \(try quoted(action))"]
    if let expression { beat.append("expression: \(try quoted(expression))") }
    if let destination { beat.append("to: [\(destination.x), \(destination.y)]") }
    let name = try quoted([action, expression].compactMap(\.self).joined(separator: ", "))
    let text = "mien: 1\nreel: \(name)\nbeats: [{\(beat.joined(separator: ", "))}]\n"
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    let reading = reelReader(
      custom: character.expression.named.map(\.name), motions: MotionShelf(besides: here)
    ).read(Data(text.utf8), file: "--action")
    guard let reel = reading.value else { throw SpecFileError(reading.diagnostics) }
    return reel
  }

  /// The reels that come with Mien, by name: tests of the face (`standard`) and of the body (`body`),
  /// and `demo`.
  public static let bundledReels = ["standard", "body", "demo"]

  /// Where a reel that comes with Mien lies, `nil` if there is none of this name.
  public static func bundledReel(_ name: String) -> URL? {
    guard bundledReels.contains(name) else { return nil }
    return Bundle.module.url(
      forResource: name, withExtension: "yaml", subdirectory: "Resources/Reels")
  }

  /// Every complaint about a spec or reel file.
  public func check(_ url: URL) throws -> [Diagnostic] {
    CheckedFile(
      try Self.bytes(of: url), file: url.relativePath,
      spec: SpecReader(),
      reel: reelReader(
        custom: nil, motions: MotionShelf(besides: url.deletingLastPathComponent()))
    ).diagnostics
  }

  /// Complaints as JSON, for editors.
  public static func json(_ diagnostics: [Diagnostic]) -> String { Diagnostic.json(diagnostics) }

  /// A commented spec to start from.
  public static func template(name: String, seed: UInt64) -> String {
    SpecWriter.template(name: name, seed: seed)
  }

  /// A seed that depends on a name alone.
  public static func seed(forName name: String) -> UInt64 { CharacterResolver.seed(fromName: name) }

  private func reelReader(custom: [String]?, motions: MotionShelf) -> ReelReader {
    ReelReader(
      presets: ExpressionPreset.names, custom: custom,
      actions: BodyAction.Known.allCases.map(\.title), motion: { try motions.motion($0) },
      face: { try motions.face($0) })
  }

  /// The most bytes that are read of a file; the readers' own limit lies below it.
  private static let readLimit = 4 << 20

  private static func bytes(of url: URL) throws -> Data {
    do {
      let file = try FileHandle(forReadingFrom: url)
      defer { try? file.close() }
      return try file.read(upToCount: readLimit) ?? Data()
    } catch {
      let reason = (error as NSError).localizedDescription
      throw SynthesisError(.missingInput, "\(url.relativePath): it cannot be read: \(reason)")
    }
  }
}

/// A spec or reel file with mistakes: all of them, printed as a compiler does.
public struct SpecFileError: Error, Sendable, CustomStringConvertible {
  public let diagnostics: [Diagnostic]
  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  public var description: String { diagnostics.map(\.rendered).joined(separator: "\n") }
}
