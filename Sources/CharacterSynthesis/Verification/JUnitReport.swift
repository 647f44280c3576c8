internal import Foundation

/// A verification as JUnit's XML, which continuous integration shows as tests: a suite a file, a case
/// a face.
struct JUnitReport {
  let report: VerificationReport

  var xml: String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    let outcomes = report.outcomes
    lines.append(
      "<testsuites name=\(quote("mien verify: " + report.series)) \(counts(outcomes))>")
    for media in report.media {
      let own = media.tracks.map(\.outcome) + media.remarks.map(\.outcome)
      lines.append("  <testsuite name=\(quote(media.file)) \(counts(own))>")
      for track in media.tracks {
        let name =
          "\(track.character ?? "a face"), frames \(track.firstFrame) to \(track.lastFrame)"
        lines += testCase(name, in: media, track.outcome, track.reason, detail: detail(track))
      }
      for remark in media.remarks {
        lines += testCase(
          remark.character ?? "the file", in: media, remark.outcome, remark.text, detail: "")
      }
      lines.append("  </testsuite>")
    }
    return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
  }

  private func testCase(
    _ name: String, in media: VerificationReport.Media, _ outcome: VerificationReport.Outcome,
    _ reason: String, detail: String
  ) -> [String] {
    let head =
      "    <testcase classname=\(quote(report.series + "." + media.file)) name=\(quote(name))"
    switch outcome {
    case .kept: return [head + "/>"]
    case .cannotTell:
      return [head + ">", "      <skipped message=\(quote("cannot tell: " + reason))/>"]
        + ["    </testcase>"]
    case .drifted, .wrongPerson, .unknownFace, .missing:
      return [
        head + ">",
        "      <failure type=\(quote(outcome.rawValue)) message=\(quote(reason))>\(escape(detail))"
          + "</failure>", "    </testcase>",
      ]
    }
  }

  private func detail(_ track: VerificationReport.Track) -> String {
    guard let score = track.compensatedScore, let bar = track.threshold else { return "" }
    var text = "score \(score), threshold \(bar)"
    if let worst = track.worst {
      text += "; worst frame \(worst.frame) at \(worst.second) s: \(worst.compensated)"
    }
    if let impostor = track.impostor, let value = track.impostorScore {
      text += "; nearest other: \(impostor), \(value)"
    }
    return text
  }

  private func counts(_ outcomes: [VerificationReport.Outcome]) -> String {
    let failures = outcomes.filter { $0 != .kept && $0 != .cannotTell }.count
    let skipped = outcomes.filter { $0 == .cannotTell }.count
    return
      "tests=\"\(outcomes.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\""
  }

  private func quote(_ text: String) -> String { "\"" + escape(text) + "\"" }

  /// Text that stands in XML 1.0; characters that it has no place for become U+FFFD.
  private func escape(_ text: String) -> String { MarkupText.escape(text) }
}

/// Text on its way into XML or HTML.
enum MarkupText {
  static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{fffe}", "\u{ffff}": result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
