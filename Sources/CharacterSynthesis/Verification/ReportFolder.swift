public import CharacterCore
public import Foundation

/// Writes a verification into a folder: `report.html` to look at, `report.json` for scripts,
/// `junit.xml` for continuous integration.
public enum ReportFolder {
  /// - Parameters:
  ///   - media: the files that were verified, in the report's order.
  ///   - references: a picture of each character as locked, by name.
  /// - Throws: `SynthesisError` `cannotWrite`.
  public static func write(
    _ report: VerificationReport, media: [URL], references: [String: Raster], to folder: URL
  ) throws {
    precondition(media.count == report.media.count)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw SynthesisError(
        .cannotWrite, "\(folder.relativePath): \(error.localizedDescription)")
    }
    let worst = try zip(media, report.media).map { url, found in
      try WorstFrames.pictures(
        of: url,
        Dictionary(
          found.tracks.flatMap { HTMLReport.worstFrames(of: $0).map { ($0.frame, $0.box) } },
          uniquingKeysWith: { first, _ in first }))
    }
    let page = try HTMLReport(report: report, references: references, worst: worst).html()
    try WholeFile.write(page, to: folder.appending(path: "report.html"))
    try WholeFile.write(try report.json() + "\n", to: folder.appending(path: "report.json"))
    try WholeFile.write(JUnitReport(report: report).xml, to: folder.appending(path: "junit.xml"))
  }
}

extension VerificationReport {
  /// The report as readable JSON with its keys in order.
  public func json() throws -> String { try JSONReport.text(self) }
}
