internal import CharacterCore
internal import Foundation
internal import MediaIO

/// A verification as one HTML page that opens from the disk: no script, no font, no picture from
/// elsewhere.
struct HTMLReport {
  let report: VerificationReport
  /// The locked face of each character, where it could be drawn.
  let references: [String: Raster]
  /// The faces of the worst frames, by media's place, then frame.
  let worst: [[Int: Raster]]

  /// How many of a track's worst frames are shown.
  static let worstCount = 4

  /// The frames of a track to show: its worst, apart from each other.
  static func worstFrames(of track: VerificationReport.Track) -> [VerificationReport.Frame] {
    var chosen: [VerificationReport.Frame] = []
    for frame in track.frames.sorted(by: {
      ($0.compensated - $0.threshold, $0.frame) < ($1.compensated - $1.threshold, $1.frame)
    }) where chosen.count < worstCount {
      if chosen.allSatisfy({ abs($0.frame - frame.frame) > 6 }) { chosen.append(frame) }
    }
    return chosen
  }

  func html() throws -> String {
    var body = try summary()
    for (index, media) in report.media.enumerated() {
      body += "<h2>\(e(media.file))</h2><p class=\"faint\">\(media.frames) frames, SHA-256 "
      body += "<code>\(media.digest.prefix(16))</code></p>"
      for remark in media.remarks {
        body += "<p>\(badge(remark.outcome)) \(e(remark.text))</p>"
      }
      for (number, track) in media.tracks.enumerated() {
        body += try section(track, number: number + 1, pictures: worst[index])
      }
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(e(report.series))\(report.episode.map { ", episode " + e($0) } ?? "")</title>
      <style>\(Self.style)</style></head><body>\(body)
      <footer>Mien \(e(report.mien)); encoder <code>\(report.encoderDigest.prefix(16))</code></footer>
      </body></html>

      """
  }

  private func summary() throws -> String {
    var body = "<h1>\(e(report.series))"
    if let episode = report.episode {
      body += " <span class=\"faint\">episode \(e(episode))</span>"
    }
    let verdict =
      switch report.exitCode {
      case 0: "<span class=\"badge kept\">all kept</span>"
      case 1: "<span class=\"badge drifted\">not kept</span>"
      default: "<span class=\"badge cannot-tell\">cannot tell</span>"
      }
    body += "</h1><p>\(verdict)</p><div class=\"cast\">"
    for member in report.expected {
      body += "<figure>"
      if let picture = references[member.character] { body += try image(picture) }
      body += "<figcaption>\(e(member.character))<br><span class=\"faint\">version "
      body += "\(member.version)</span></figcaption></figure>"
    }
    body += "</div><table><tr><th>file</th><th>frames</th><th>who</th><th></th><th>score</th>"
    body += "<th>threshold</th><th>nearest other</th><th>used</th></tr>"
    for media in report.media {
      for track in media.tracks {
        body += "<tr><td>\(e(media.file))</td><td>\(track.firstFrame)&ndash;\(track.lastFrame)</td>"
        body += "<td>\(e(track.character ?? "nobody known"))</td><td>\(badge(track.outcome))</td>"
        body += "<td>\(number(track.compensatedScore))</td><td>\(number(track.threshold))</td>"
        body += "<td>\(e(track.impostor ?? "")) \(number(track.impostorScore))</td>"
        body += "<td>\(track.used) of \(track.seen)</td></tr>"
      }
    }
    return body + "</table>"
  }

  private func section(
    _ track: VerificationReport.Track, number index: Int, pictures: [Int: Raster]
  ) throws -> String {
    var body = "<section><h3>\(index). \(e(track.character ?? "A face of nobody known")) "
    body += "\(badge(track.outcome))</h3><p>\(e(sentence(track.reason)))"
    if !track.doubts.isEmpty {
      body += " Not used: "
      body += track.doubts.map { "\($0.count) \(e($0.doubt))" }.joined(separator: ", ") + "."
    }
    body += "</p>"
    if let whole = track.whole {
      body += "<p>As a whole, without what light, side, expression and age do: "
      body +=
        "<b>\(number(whole.distance))</b> from the locked face; up to \(number(whole.own)) is "
      body += "theirs, beyond \(number(whole.limit)) is not "
      body += "<span class=\"faint\">(\(whole.looks) different looks)</span>.</p>"
    }
    guard !track.frames.isEmpty else { return body + "</section>" }
    body += "<h4>Score over time <span class=\"faint\">(expression made up for; dashed: "
    body += "threshold by yaw)</span></h4>"
    body += PlotSVG.scores(
      track.frames.map { frame in
        PlotSVG.Point(
          x: frame.second, y: frame.compensated,
          style: frame.compensated < frame.threshold ? "low" : "genuine")
      }, threshold: track.frames.map { ($0.second, $0.threshold) }, xLabel: "seconds")
    body += "<div class=\"pair\"><div><h4>Scores: <span class=\"g\">to them</span>, "
    body += "<span class=\"i\">to the nearest other</span></h4>"
    body += PlotSVG.histogram(
      genuine: track.frames.map(\.score), impostor: track.frames.compactMap(\.impostor),
      threshold: track.threshold)
    body += "</div><div><h4>Likeness over lag"
    if let slope = track.drift?.slope {
      body += " <span class=\"faint\">(\(Self.signed(slope * 1_000)) in 1000 frames)</span>"
    }
    body += "</h4>" + (track.drift.map(PlotSVG.drift) ?? "") + "</div></div>"
    body += "<h4>Worst frames beside the locked face</h4><div class=\"cast\">"
    if let name = track.character, let picture = references[name] {
      body += "<figure class=\"reference\">\(try image(picture))<figcaption>\(e(name)), as locked"
      body += "</figcaption></figure>"
    }
    for frame in Self.worstFrames(of: track) {
      guard let picture = pictures[frame.frame] else { continue }
      body += "<figure>\(try image(picture))<figcaption>frame \(frame.frame), "
      body += "\(number(frame.second)) s<br>\(number(frame.compensated)) "
      body += "<span class=\"faint\">of \(number(frame.threshold))</span></figcaption></figure>"
    }
    return body + "</div></section>"
  }

  private func image(_ picture: Raster) throws -> String {
    let data = Data(try PNGWriter.data(of: picture)).base64EncodedString()
    return "<img alt=\"\" width=\"160\" height=\"160\" src=\"data:image/png;base64,\(data)\">"
  }

  private func badge(_ outcome: VerificationReport.Outcome) -> String {
    let style = outcome.rawValue.replacing(" ", with: "-")
    return "<span class=\"badge \(style)\">\(outcome.rawValue)</span>"
  }

  private func number(_ value: Double?) -> String {
    value.map { String(format: "%.3f", $0) } ?? ""
  }

  private static func signed(_ value: Double) -> String { String(format: "%+.2f", value) }

  private func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  private func e(_ text: String) -> String { MarkupText.escape(text) }

  private static let style = """
    :root{color-scheme:light dark;--b:#fbfaf7;--t:#22242a;--f:#767a82;--l:#dedbd3;--g:#2f7d5b;\
    --i:#9aa0a8;--r:#c0392b;--y:#b7791f;--c:#fff}
    @media(prefers-color-scheme:dark){:root{--b:#18191c;--t:#ececea;--f:#96989c;--l:#3a3c41;\
    --g:#58b98c;--i:#6d7278;--r:#e8705f;--y:#dba544;--c:#222327}}
    body{background:var(--b);color:var(--t);font:15px/1.5 system-ui,sans-serif;max-width:60rem;\
    margin:2rem auto;padding:0 1rem}
    h1{font-size:1.7rem;margin:0}h2{margin:2.2rem 0 0;font-size:1.2rem;overflow-wrap:anywhere}
    h3{margin:0;font-size:1.05rem}h4{margin:1rem 0 .2rem;font-size:.9rem;font-weight:600}
    .faint{color:var(--f);font-weight:400}.g{color:var(--g)}.i{color:var(--i)}
    section{background:var(--c);border:1px solid var(--l);border-radius:10px;padding:1rem 1.2rem;\
    margin:1rem 0}
    table{border-collapse:collapse;width:100%;font-size:.88rem;margin:1rem 0}
    td,th{text-align:left;padding:.35rem .5rem;border-bottom:1px solid var(--l)}
    th{color:var(--f);font-weight:500}
    .badge{border-radius:99px;padding:.1rem .6rem;font-size:.8rem;font-weight:600;color:#fff;\
    background:var(--f);white-space:nowrap}
    .badge.kept{background:var(--g)}.badge.drifted,.badge.wrong-person,.badge.unknown-face,\
    .badge.missing{background:var(--r)}.badge.cannot-tell{background:var(--y)}
    .cast{display:flex;flex-wrap:wrap;gap:.8rem}figure{margin:0;font-size:.82rem;max-width:160px;\
    overflow-wrap:anywhere}
    img{border-radius:8px;display:block;background:#888}.reference img{outline:2px solid var(--g)}
    .pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
    @media(max-width:40rem){.pair{grid-template-columns:1fr}}
    svg{width:100%;height:auto}svg text{fill:var(--f);font-size:11px}
    text.y{text-anchor:end;dominant-baseline:middle}text.x{text-anchor:middle}\
    text.name{text-anchor:end}
    .grid{stroke:var(--l);stroke-width:1}.threshold{stroke:var(--r);stroke-dasharray:5 4;fill:none}
    .line{stroke:var(--g);fill:none}circle.genuine,rect.genuine{fill:var(--g)}circle.low{fill:var(--r)}
    rect.impostor{fill:var(--i)}rect.genuine{fill-opacity:.75}footer{color:var(--f);\
    font-size:.82rem;margin:2rem 0}
    """
}
