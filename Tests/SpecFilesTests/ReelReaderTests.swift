import CharacterCore
import Foundation
import SpecFiles
import TestSupport
import Testing

private func readReel(_ text: String, custom: [String]? = ["doubt"], actions: [String]? = nil)
  -> Reading<Reel>
{
  ReelReader(presets: presets, custom: custom, actions: actions)
    .read(Array(text.utf8), file: "reel.yaml")
}

private func beat(_ text: String) -> Beat? {
  readReel("mien: 1\nreel: R\nbeats:\n  - {\(text)}\n").value?.beats.first
}

@Suite struct ReelReaderTests {
  @Test func `times have units or are seconds`() {
    for (text, seconds) in [("1.2s", 1.2), ("500ms", 0.5), ("2", 2), ("\"3 s\"", 3), (".5s", 0.5)] {
      #expect(beat("for: \(text)")?.duration == seconds)
    }
    for text in ["1m", "s", "1.2.3s", "-1s", "inf", "nan", "0", "1e9s", "0x2", "1 2s"] {
      #expect(beat("for: \(text)") == nil, "\(text)")
    }
  }

  @Test func `an expression is a name or a mixture, and weight scales it`() {
    #expect(beat("for: 1s, expression: sad")?.expressions == [WeightedExpression("sad", 1)])
    #expect(
      beat("for: 1s, expression: [Sad, 0.6, doubt], weight: 0.5")?.expressions
        == [WeightedExpression("sad", 0.3), WeightedExpression("doubt", 0.5)])
    #expect(beat("for: 1s, expression: neutral")?.expressions == [])
    #expect(beat("for: 1s")?.expressions == [])
  }

  @Test func `gaze is named from the character's own side`() {
    #expect(beat("for: 1s")?.gaze == .camera)
    #expect(beat("for: 1s, gaze: left")?.gaze == .direction(yaw: 25, pitch: 0))
    #expect(beat("for: 1s, gaze: free")?.gaze == .free)
    #expect(beat("for: 1s, gaze: {yaw: -10, pitch: 5}")?.gaze == .direction(yaw: -10, pitch: 5))
  }

  @Test func `the rest of a beat is read`() {
    let found = beat(
      "for: 2s, expression: contempt, head: {yaw: 10, roll: -3}, action: step back, "
        + "visemes: [aa, ee, pp], blinks: [300ms, 1], micro: true")
    #expect(found?.head == SIMD3(10, 0, -3))
    #expect(found?.action == "step back")
    #expect(found?.visemes == [.aa, .e, .pp])
    #expect(found?.blinks == [0.3, 1])
    #expect(found?.isMicroExpression == true)
  }

  @Test func `without a cast an unknown expression is a warning, a misspelt one an error`() {
    let unknown = readReel(
      "mien: 1\nreel: R\nbeats: [{for: 1, expression: smouldering}]", custom: nil)
    #expect(unknown.diagnostics.map(\.severity) == [.warning])
    #expect(unknown.value?.beats.first?.expressions == [WeightedExpression("smouldering")])
    let misspelt = readReel("mien: 1\nreel: R\nbeats: [{for: 1, expression: sadd}]", custom: nil)
    #expect(misspelt.diagnostics.map(\.severity) == [.error])
    #expect(misspelt.value == nil)
    let cast = readReel("mien: 1\nreel: R\nbeats: [{for: 1, expression: smouldering}]")
    #expect(cast.diagnostics.map(\.severity) == [.error])
  }

  @Test func `actions are checked where they are known`() {
    let text = "mien: 1\nreel: R\nbeats: [{for: 1, action: nodd}]"
    #expect(readReel(text).value?.beats.first?.action == "nodd")
    #expect(
      readReel(text, actions: ["nod", "shake"]).diagnostics.first?.message
        == "'action' cannot be 'nodd'; did you mean 'nod'?")
  }

  @Test func `a reel has an end`() {
    let beats = (0..<10).map { _ in "- {for: 600}" }.joined(separator: "\n")
    #expect(
      readReel("mien: 1\nreel: R\nbeats:\n\(beats)\n").diagnostics.first?.message
        == "the beats last 6000 s together; a reel may last 3600 s")
  }

  @Test(arguments: ["standard", "demo"])
  func `the reels that ship are valid`(_ name: String) throws {
    let url = Fixtures.root.appending(
      path: "Sources/CharacterSynthesis/Resources/Reels/\(name).yaml")
    let reading = ReelReader(presets: presets, custom: []).read(
      try Data(contentsOf: url), file: name)
    #expect(reading.diagnostics == [])
    let reel = try #require(reading.value)
    #expect(abs(reel.duration - (name == "demo" ? 10 : 39.1)) < 1e-6)
    guard name == "standard" else { return }
    let shown = reel.beats.flatMap(\.expressions)
    for preset in ["happy", "sad", "angry", "afraid", "disgusted", "surprised", "contempt"] {
      #expect(shown.contains(WeightedExpression(preset, 0.5)))
      #expect(shown.contains(WeightedExpression(preset, 1)))
    }
    #expect(reel.beats.contains { $0.isMicroExpression })
    #expect(Set(reel.beats.flatMap(\.visemes)) == Set(Viseme.allCases))
    #expect(reel.beats.contains { $0.expressions.count == 2 })
    #expect(reel.beats.contains { !$0.blinks.isEmpty })
  }
}
