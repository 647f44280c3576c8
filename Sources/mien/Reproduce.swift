import ArgumentParser
import CharacterSynthesis
import Foundation
import SceneRendering

struct Reproduce: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Film again what a manifest describes, and compare the bytes.",
    discussion: """
      Exits with 0 for the same bytes, with 1 where they differ, and says what is not as it was: \
      the version, the weights, the machine class, the libraries, the spec.

      Example: mien reproduce e12.json --spec lin-yue.yaml
      """)

  @Argument(help: "The manifest that lies beside a film.") var manifest: String
  @Option(help: "The spec as it is now, to say what has changed in it.") var spec: String?
  @Option(help: "The folder with the captures that the film was made with; the manifest's own.")
  var captures: String?
  @Option(name: .shortAndLong, help: "Keep the new film here.") var output: String?
  @Flag(help: "Overwrite the film if it exists.") var force = false
  @Flag(help: "Write JSON, for scripts.") var json = false
  @OptionGroup var look: Look

  func run() async throws {
    let reproducer = try Reproducer(
      manifest: URL(fileURLWithPath: manifest),
      backdrop: look.background == nil ? nil : try look.backdrop(),
      captures: captures.map { URL(fileURLWithPath: $0) }, threads: look.threads)
    let folder = FileManager.default.temporaryDirectory.appending(path: "mien-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let clip = try output.map {
      try OutputFile.url($0, for: manifest, extension: "mp4", overwrite: force)
    }
    let progress = Progress(reproducer.manifest.character.name)
    let found = try await reproducer.run(
      weights: look.weightsFile, spec: spec.map { URL(fileURLWithPath: $0) },
      to: clip ?? folder.appending(path: "again.mp4")
    ) { progress($0, of: $1) }
    print(json ? try JSONReport.text(found) : text(found))
    if !found.isSame { throw ExitCode(1) }
  }

  private func text(_ found: Reproduction) -> String {
    var lines = [found.isSame ? "the same bytes" : "other bytes"]
    for difference in found.differences {
      lines.append(
        "  \(difference.what): \(brief(difference.before)) -> \(brief(difference.now))")
    }
    if !found.isSame, found.differences.isEmpty {
      lines.append(
        "  nothing that the manifest names is otherwise; a library that it does not name must be")
    }
    if let pictures = found.pictures { lines.append("  pictures: \(pictures)") }
    return lines.joined(separator: "\n")
  }

  /// A list of many numbers by its first ones; `--json` has them all.
  private func brief(_ value: String) -> String {
    let items = value.split(separator: ",")
    guard value.count > 70, items.count > 4 else { return value }
    return items.prefix(3).joined(separator: ",") + ", ... \(items.count) values]"
  }
}
