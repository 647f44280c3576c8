import ArgumentParser
import CharacterSynthesis
import Foundation
import MediaIO

struct Lock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lock a character for a series: from now on nobody else can be shown for them.",
    discussion: """
      Writes NAME.lock.yaml beside the spec, for version control, and a record into the identity \
      store. Renders of the spec take the face from the lock; an edit that touches it is refused.

      Examples:
        mien lock lin-yue.yaml --series "The Bridge" --ages 25..32
        mien lock lin-yue.yaml --update
      """)

  @Argument(help: "The character's spec.") var spec: String
  @Option(help: "The series.") var series: String?
  @Flag(help: "Make the next version of a lock.") var update = false
  @Option(
    help: "What episodes may change: wardrobe, hair, makeup, beard, or none.")
  var mayChange: String?
  @Option(help: "The ages that episodes may show, for instance 25..32.") var ages: String?
  @Option(help: "Where both faces go if the character looks too much like another.")
  var alike: String?
  @Flag(help: "Write the lock's key figures as JSON.") var json = false
  @OptionGroup var options: StoreOptions
  @OptionGroup var look: Look

  func validate() throws {
    guard update || series != nil else {
      throw ValidationError("name the series with --series, or make the next version with --update")
    }
    _ = try parts()
    _ = try span()
  }

  func run() async throws {
    let url = URL(fileURLWithPath: spec)
    let keeper = try options.keeper()
    let moment = StoreOptions.moment
    if let file = try LockFile.find(besides: url) { try keeper.adopt(file, moment: moment) }
    let locker = try IdentityLocker(
      renderer: try CharacterRenderer(
        settings: RenderSettings(size: 512, threads: look.threads), weights: look.weightsFile),
      reader: try FaceReader(threads: look.threads))
    let progress = Progress("locking")
    let result: IdentityLocker.Result
    do {
      result = try await locker.lock(
        IdentityLocker.Request(
          spec: url, series: series, parts: try parts(), ages: try span(), isUpdate: update),
        for: keeper
      ) { progress($0, of: $1) }
    } catch let error as LikenessError {
      let picture = alike ?? "\(fileName(error.character))-and-\(fileName(error.other)).png"
      try PNGWriter.write(error.picture, to: picture)
      FileHandle.standardError.write(Data("error: \(error)\nboth faces: \(picture)\n".utf8))
      throw ExitCode(1)
    }
    let file = try keeper.lock(result.lock, at: LockFile.url(besides: url), moment: moment)
    print(json ? try summary(result) : text(result, file))
  }

  private func text(_ result: IdentityLocker.Result, _ file: LockFile) -> String {
    let lock = result.lock
    var lines = ["\(lock.character) is locked in '\(lock.series)', version \(lock.version)"]
    lines += result.changes.map { "  \($0)" }
    for face in lock.faces {
      lines.append(
        String(
          format: "  %@: own faces %.3f (least %.3f); kept from %.3f, same person from %.3f",
          face.yaw.title, face.scores.mean, face.scores.least, face.thresholds.own,
          face.thresholds.same))
    }
    if let reach = lock.variation?.reach {
      lines.append(
        String(
          format: "  as a whole: hers up to %.3f; own pictures %.3f (one by one %.3f), %.2f to a "
            + "stranger %.3f", reach.own, reach.worstMean, reach.worstSingle,
          IdentityLocker.morphShare, reach.morphed))
      if reach.morphed <= reach.own {
        lines.append(
          "  note: faces on the way to strangers of this age and kind are hard to tell here")
      }
    }
    if let nearest = result.nearest {
      lines.append(
        String(format: "  nearest of the cast: %@, %.3f", nearest.character, nearest.cosine))
    }
    lines.append(file.url.relativePath)
    return lines.joined(separator: "\n")
  }

  private struct Summary: Encodable {
    var character, series: String
    var version: Int
    var faces: [IdentityLock.Face]
    var changes: [String]
    var nearest: String?
    var nearestCosine: Double?
  }

  private func summary(_ result: IdentityLocker.Result) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let lock = result.lock
    return String(
      decoding: try encoder.encode(
        Summary(
          character: lock.character, series: lock.series, version: lock.version,
          faces: lock.faces, changes: result.changes, nearest: result.nearest?.character,
          nearestCosine: result.nearest?.cosine)), as: UTF8.self)
  }

  private func parts() throws -> [Freedom.Part]? {
    guard let mayChange else { return nil }
    if mayChange == "none" { return [] }
    return try mayChange.split(separator: ",").map { word in
      let name = word.trimmingCharacters(in: .whitespaces)
      guard let part = Freedom.Part(rawValue: name) else {
        let known = Freedom.Part.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("'\(name)' cannot be set free; --may-change takes \(known), none")
      }
      return part
    }
  }

  private func span() throws -> ClosedRange<Double>? {
    guard let ages else { return nil }
    let ends = ages.components(separatedBy: "..").map { Double($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, first >= 4,
      last <= 95
    else { throw ValidationError("--ages takes a span of years, for instance 25..32") }
    return first...last
  }

  private func fileName(_ name: String) -> String {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? "character" : String(words.joined(separator: "-").prefix(60))
  }
}
