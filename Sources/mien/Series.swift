import ArgumentParser
import CharacterSynthesis
import Foundation

struct Series: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List a series' characters, versions, episodes and last verdicts.",
    discussion: """
      Without a name it lists the series that the store knows.

      Example: mien series "The Bridge" --json
      """)

  @Argument(help: "The series.") var name: String?
  @Flag(help: "Write JSON, for scripts.") var json = false
  @OptionGroup var options: StoreOptions

  func run() throws {
    let keeper = try options.keeper(isCreated: false)
    guard let name else {
      let names = try keeper.seriesNames()
      if json {
        let data = try JSONEncoder().encode(names)
        print(String(decoding: data, as: UTF8.self))
      } else {
        for name in names { print(name) }
      }
      return
    }
    let overview = try keeper.overview(of: name)
    print(json ? try overview.json() : text(overview))
  }

  private func text(_ overview: SeriesOverview) -> String {
    var lines = [overview.series, "", "characters"]
    for character in overview.characters {
      let versions = character.versions.map(String.init).joined(separator: ", ")
      lines.append(
        "  \(character.name)  \(character.isLocked ? "locked" : "unlocked"), version \(versions)")
      if let verdict = character.lastVerdict { lines.append("    last: " + line(verdict)) }
    }
    if !overview.episodes.isEmpty { lines += ["", "episodes"] }
    for episode in overview.episodes {
      lines.append("  \(episode.name)")
      for member in episode.cast {
        lines.append("    \(member.character), version \(member.version), in \(member.media)")
      }
      for verdict in episode.lastVerdicts { lines.append("    " + line(verdict)) }
    }
    return lines.joined(separator: "\n")
  }

  private func line(_ verdict: SeriesOverview.Verdict) -> String {
    var text = "\(verdict.outcome): \(verdict.character ?? "a face of nobody known")"
    text += " in \(verdict.media)"
    if let score = verdict.score, let threshold = verdict.threshold {
      text += String(format: " (%.3f, threshold %.3f)", score, threshold)
    }
    return text + ", \(verdict.moment)"
  }
}
