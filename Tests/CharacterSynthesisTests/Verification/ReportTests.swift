import CharacterCore
import Foundation
import IdentityFixtures
import TestSupport
import Testing

@testable import CharacterSynthesis

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ReportTests {
  private func track(_ outcome: VerificationReport.Outcome, _ name: String?) throws
    -> VerificationReport.Track
  {
    let frames = (0..<40).map { frame in
      VerificationReport.Frame(
        frame: frame, second: Double(frame) / 25, yaw: 0, score: 0.8, compensated: 0.82,
        threshold: 0.7, impostor: 0.1, box: FaceBox(x: 20, y: 20, width: 60, height: 70))
    }
    return VerificationReport.Track(
      outcome: outcome, character: name, version: 1, reason: "because of <this> & \"that\"",
      firstFrame: 0, lastFrame: 39, firstSecond: 0, lastSecond: 1.56, seen: 40, used: 40,
      doubts: [], score: 0.8, compensatedScore: 0.82, threshold: 0.7, impostor: "Gu Chen",
      impostorScore: 0.1, worst: frames[3], drift: nil, frames: frames)
  }

  private func report(_ outcomes: [VerificationReport.Outcome]) throws -> VerificationReport {
    VerificationReport(
      mien: "1", series: "The <Bridge> & \"Co\"", episode: "12", expected: [],
      encoderDigest: InventedLock.encoder,
      media: [
        VerificationReport.Media(
          file: "e12's.mp4", digest: InventedLock.encoder, frames: 40,
          tracks: try outcomes.map { try track($0, "Lin Yue") }, remarks: [])
      ])
  }

  @Test func `the exit code is 0 for kept, 1 for anybody else, 2 for an open question`() throws {
    #expect(try report([.kept, .kept]).exitCode == 0)
    #expect(try report([.kept, .drifted]).exitCode == 1)
    #expect(try report([.wrongPerson, .cannotTell]).exitCode == 1)
    #expect(try report([.unknownFace]).exitCode == 1)
    #expect(try report([.missing]).exitCode == 1)
    #expect(try report([.kept, .cannotTell]).exitCode == 2)
    #expect(try report([]).exitCode == 2)
  }

  @Test func `the XML is well formed and counts failures and open questions`() throws {
    let xml = JUnitReport(report: try report([.kept, .drifted, .cannotTell])).xml
    let document = try XMLDocument(xmlString: xml)
    let suite = try #require(try document.nodes(forXPath: "//testsuite").first as? XMLElement)
    #expect(suite.attribute(forName: "tests")?.stringValue == "3")
    #expect(suite.attribute(forName: "failures")?.stringValue == "1")
    #expect(suite.attribute(forName: "skipped")?.stringValue == "1")
    #expect(try document.nodes(forXPath: "//failure").count == 1)
    let message = (try document.nodes(forXPath: "//failure").first as? XMLElement)?
      .attribute(forName: "message")?.stringValue
    #expect(message == "because of <this> & \"that\"")
  }

  @Test func `the page holds everything it shows`() throws {
    let picture = Raster(width: 8, height: 8, filling: RGBA8(9, 9, 9))
    let page = try HTMLReport(
      report: try report([.kept, .drifted]), references: ["Lin Yue": picture],
      worst: [[0: picture, 3: picture]]
    ).html()
    #expect(page.contains("The &lt;Bridge&gt; &amp; &quot;Co&quot;"))
    #expect(!page.contains("http") && !page.contains("<script") && !page.contains("<link"))
    #expect(page.contains("data:image/png;base64,"))
    #expect(
      page.components(separatedBy: "<svg").count == page.components(separatedBy: "</svg>").count)
  }

  @Test func `a film's faces are cut out where the report shows them`() throws {
    let black = Raster(width: 60, height: 60, filling: RGBA8(0, 0, 0))
    let face = WorstFrames.face(in: black, FaceBox(x: 40, y: 40, width: 40, height: 40))
    #expect(face.width == WorstFrames.side && face.height == WorstFrames.side)
    #expect(face[2, 2] == RGBA8(0, 0, 0) && face[188, 188] == RGBA8(0, 0, 0))
    var corner = Raster(width: 90, height: 60, filling: RGBA8(0, 0, 0))
    for y in 40..<60 { for x in 70..<90 { corner[x, y] = RGBA8(255, 255, 255) } }
    let shifted = WorstFrames.face(in: corner, FaceBox(x: 70, y: 40, width: 20, height: 20))
    #expect(shifted[4, 4] == RGBA8(0, 0, 0) && shifted[180, 180] == RGBA8(255, 255, 255))
  }

  @Test func `text of any kind is harmless in markup`() {
    #expect(
      MarkupText.escape("<a b='c'>&\u{0}\u{b}\u{ffff}")
        == "&lt;a b=&#39;c&#39;&gt;&amp;\u{fffd}\u{fffd}\u{fffd}")
  }
}
