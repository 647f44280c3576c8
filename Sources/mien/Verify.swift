import ArgumentParser
import CharacterCore
import CharacterSynthesis
import Foundation

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say of each face in films and pictures whether it is who it should be.",
    discussion: """
      Reads any film that FFmpeg reads, ours or another program's, and PNG pictures. Exits with 0 \
      where everybody is kept, with 1 where somebody drifts or is somebody else, with 2 where it \
      cannot be told: too small, too blurred, too far turned.

      Examples:
        mien verify e12.mp4 --series "The Bridge" --episode 12 --report e12-report
        mien verify shots/*.mp4 --series "The Bridge" --character "Lin Yue" --foreign
      """)

  @Argument(help: "Films and PNG pictures.") var media: [String]
  @Option(help: "The series.") var series: String
  @Option(help: "Who should be seen; more than once for several. Else the episode's cast, or all.")
  var character: [String] = []
  @Option(help: "The episode: its characters are held against the versions it was rendered with.")
  var episode: String?
  @Option(help: "A folder for report.html, report.json and junit.xml.") var report: String?
  @Flag(help: "The pictures are another program's: whoever is the same person is kept.")
  var foreign = false
  @Option(help: "Look at every so many frames only.") var step = 1
  @Flag(help: "Write the report as JSON.") var json = false
  @Flag(help: "Do not remember the verdicts in the store.") var dry = false
  @OptionGroup var options: StoreOptions
  @OptionGroup var look: Look

  func validate() throws {
    guard (1...1_000).contains(step) else { throw ValidationError("--step must be 1...1000") }
  }

  func run() async throws {
    let keeper = try options.keeper(isCreated: false)
    let verifier = try SeriesVerifier(
      keeper: keeper, reader: try FaceReader(threads: look.threads))
    let files = media.map { URL(fileURLWithPath: $0) }
    let progress = Progress("verifying")
    let found = try verifier.verify(
      SeriesVerifier.Request(
        media: files, series: series, characters: character, episode: episode,
        isForeign: foreign, step: step)
    ) { file, done, total in
      if let total, done <= total { progress(done, of: total) }
    }
    if !dry { try verifier.record(found, moment: StoreOptions.moment) }
    if let report {
      let folder = URL(fileURLWithPath: report)
      try ReportFolder.write(
        found, media: files, references: try await references(found, keeper), to: folder)
      if !json { print("report: \(folder.appending(path: "report.html").relativePath)") }
    }
    print(json ? try found.json() : text(found))
    if found.exitCode != 0 { throw ExitCode(found.exitCode) }
  }

  private func text(_ found: VerificationReport) -> String {
    var lines: [String] = []
    for media in found.media {
      for track in media.tracks {
        var line = "\(media.file): \(track.outcome.rawValue): "
        line += "frames \(track.firstFrame) to \(track.lastFrame): \(track.reason)"
        if let score = track.compensatedScore, let threshold = track.threshold {
          line += String(format: " (%.3f, threshold %.3f", score, threshold)
          if let worst = track.worst {
            line += String(format: "; worst frame %d: %.3f", worst.frame, worst.compensated)
          }
          line += ")"
        }
        if let whole = track.whole {
          line += String(format: "; as a whole %.3f apart of %.3f", whole.distance, whole.own)
        }
        lines.append(line)
      }
      for remark in media.remarks {
        lines.append("\(media.file): \(remark.outcome.rawValue): \(remark.text)")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The locked faces, drawn anew.
  private func references(
    _ found: VerificationReport, _ keeper: SeriesKeeper
  ) async throws -> [String: Raster] {
    let renderer = try CharacterRenderer(
      settings: RenderSettings(size: 192, threads: 1), weights: look.weightsFile)
    var names = found.expected.map(\.character)
    names += found.media.flatMap(\.tracks).compactMap(\.character).filter { !names.contains($0) }
    var pictures: [String: Raster] = [:]
    for name in names where pictures[name] == nil {
      let version = found.expected.first { $0.character == name }?.version
      guard let lock = try keeper.lock(of: name, in: found.series, version: version) else {
        continue
      }
      pictures[name] = try await renderer.portrait(of: lock)
    }
    return pictures
  }
}
