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

  private func action(_ text: String, actions: [String]? = known) -> BodyAction? {
    readReel("mien: 1\nreel: R\nbeats: [{for: 1, \(text)}]", actions: actions)
      .value?.beats.first?.action
  }

  private static let known = BodyAction.Known.allCases.map(\.title)

  private func complaint(_ text: String) -> String? {
    let reading = readReel("mien: 1\nreel: R\nbeats: [{for: 1, \(text)}]", actions: Self.known)
    #expect(reading.value == nil)
    #expect(reading.diagnostics.count == 1)
    return reading.diagnostics.first?.message
  }

  @Test(arguments: BodyAction.Known.allCases)
  func `every action is read by its name and its synonyms`(_ known: BodyAction.Known) {
    for name in [known.title, known.title.uppercased()] + known.synonyms {
      #expect(action("action: \(name)") == BodyAction(known.title))
    }
  }

  @Test func `an action has a side, options and a destination`() {
    #expect(action("action: wave left") == BodyAction("wave", side: .left))
    #expect(action("action: hands on hips both") == BodyAction("hands on hips", side: .both))
    #expect(action("action: turn around") == BodyAction("turn", turn: 180))
    #expect(
      action("action: {wave: {side: right, strength: 0.6, tempo: 1.2, times: 3}}")
        == BodyAction("wave", side: .right, strength: 0.6, tempo: 1.2, times: 3))
    #expect(action("action: {turn: {by: -90}}") == BodyAction("turn", turn: -90))
    #expect(action("action: {wave: }") == "wave")
    #expect(
      action("action: walk, to: [0, 3]") == BodyAction("walk", destination: SIMD2(0, 3)))
    #expect(
      action("action: {walk: {tempo: 0.8}}, to: [1, -2]")
        == BodyAction("walk", tempo: 0.8, destination: SIMD2(1, -2)))
  }

  @Test func `a wrong action is a mistake with its remedy`() {
    #expect(complaint("action: wavee") == "'action' cannot be 'wavee'; did you mean 'wave'?")
    #expect(
      complaint("action: pont right")
        == "'action' cannot be 'pont right'; did you mean 'point right'?")
    #expect(
      complaint("action: {shrg: {strength: 1}}")
        == "'action' cannot be 'shrg'; did you mean 'shrug'?")
    #expect(
      complaint("action: levitate")?.hasPrefix("there is no action 'levitate'; use one of nod, ")
        == true)
    #expect(complaint("action: nod left") == "'nod' has no side")
    #expect(complaint("action: {stand: {tempo: 1}}") == "'stand' has no options")
    #expect(
      complaint("action: {bow: {times: 2}}")
        == "unknown key 'times' in 'bow'; the keys here are strength and tempo")
    #expect(
      complaint("action: {wave: {strength: 2}}")
        == "'strength' must be a number from 0 to 1, not '2'")
    #expect(
      complaint("action: {wave: {strenth: 1}}")
        == "unknown key 'strenth' in 'wave'; did you mean 'strength'?")
    #expect(
      complaint("action: {wave: {}, bow: {}}")
        == "'action' must have one action with its options, like {wave: {side: left}}, not 2")
    #expect(
      complaint("action: wave, to: [0, 3]")
        == "'wave' goes nowhere; 'to' belongs to walk, stroll, hurry or run")
    #expect(complaint("to: [0, 3]") == "'to' needs an 'action' that goes there, such as walk")
    #expect(
      complaint("action: walk, to: [3]") == "'to' must be a list of 2 to 2 items, not 1 items")
    #expect(
      complaint("action: [wave, nod]")
        == "'action' must be text of 1 to 60 characters on one line, not a list")
  }

  @Test func `a motion is brought along by its file, and its faults are the reel's`() {
    struct Fault: Error, CustomStringConvertible {
      var description: String { "'bad.bvh', line 7: 'x' is no number" }
    }
    let reader = ReelReader(
      presets: presets, custom: [], actions: Self.known,
      motion: { file in
        guard file.hasSuffix("dance.bvh") else { throw Fault() }
        return [1, 2, 3]
      })
    func read(_ text: String) -> Reading<Reel> {
      reader.read(
        Data("mien: 1\nreel: R\nbeats:\n  - {for: 1, \(text)}".utf8), file: "r.yaml")
    }
    var dance = CapturedMotion(file: "dance.bvh", bytes: [1, 2, 3])
    let wanted = BodyAction("dance.bvh", motion: dance)
    #expect(read("action: dance.bvh").value?.beats[0].action == wanted)
    #expect(read("action: {bvh: dance.bvh}").value?.beats[0].action == wanted)
    #expect(read("action: {bvh: {file: dance.bvh}}").value?.beats[0].action == wanted)
    #expect(read("action: {bvh: sub/dance.bvh}").value?.beats[0].action?.name == "sub/dance.bvh")
    dance.start = 2.5
    #expect(
      read("action: {bvh: {file: dance.bvh, from: 2.5s, tempo: 0.8}}").value?.beats[0].action
        == BodyAction("dance.bvh", tempo: 0.8, motion: dance))
    #expect(
      read("action: dance.bvh").value?.motions == [
        CapturedMotion(file: "dance.bvh", bytes: [1, 2, 3])
      ])
    func complaint(_ text: String) -> String? { read(text).diagnostics.first?.rendered }
    #expect(
      complaint("action: {bvh: bad.bvh}")?.hasPrefix(
        "r.yaml:4:28: error: 'bad.bvh', line 7: 'x' is no number") == true)
    #expect(complaint("action: bad.bvh")?.contains("line 7") == true)
    #expect(complaint("action: {bvh: {from: 1s}}")?.contains("'bvh' needs a 'file'") == true)
    #expect(
      complaint("action: {bvh: {file: dance.bvh, side: left}}")?.contains("unknown key 'side'")
        == true)
    #expect(complaint("action: {bvh: }")?.contains("'bvh' must be") == true)
    #expect(complaint("action: {bvh: [a]}")?.contains("'bvh' must be") == true)
    #expect(
      complaint("action: dance.bvh, to: [0, 1]")?.contains("leave 'to' out") == true)
  }

  @Test func `a captured face is brought along in place of an expression`() {
    struct Fault: Error, CustomStringConvertible {
      var description: String { "'bad.csv', line 2: 3 cells under 63 names" }
    }
    let reader = ReelReader(
      presets: presets, custom: [],
      face: { file in
        guard file == "take.csv" else { throw Fault() }
        return CapturedFace(file: file, bytes: [7])
      })
    func read(_ text: String) -> Reading<Reel> {
      reader.read(
        Data("mien: 1\nreel: R\nbeats:\n  - {for: 1, \(text)}".utf8), file: "r.yaml")
    }
    var take = CapturedFace(file: "take.csv", bytes: [7])
    #expect(read("face: take.csv").value?.beats[0].take == take)
    #expect(read("face: take.csv, action: walk").value?.takes == [take])
    take.start = 2
    #expect(read("face: {file: take.csv, from: 2s}").value?.beats[0].take == take)
    func complaint(_ text: String) -> String? { read(text).diagnostics.first?.rendered }
    #expect(complaint("face: bad.csv")?.contains("error: 'bad.csv', line 2: 3 cells") == true)
    #expect(
      complaint("face: take.csv, expression: happy")?.contains(
        "a captured 'face' brings its own 'expression'; leave it out") == true)
    #expect(complaint("face: {from: 2s}")?.contains("'face' needs a 'file'") == true)
    #expect(complaint("face: [a]")?.contains("'face' must be") == true)
  }

  @Test func `where no actions are known any name will do`() {
    #expect(action("action: nodd", actions: nil) == "nodd")
    #expect(action("action: {wave: {side: left}}", actions: nil)?.side == .left)
  }

  @Test func `a reel has an end`() {
    let beats = (0..<10).map { _ in "- {for: 600}" }.joined(separator: "\n")
    #expect(
      readReel("mien: 1\nreel: R\nbeats:\n\(beats)\n").diagnostics.first?.message
        == "the beats last 6000 s together; a reel may last 3600 s")
  }

  @Test(arguments: [("standard", 39.1), ("body", 27.2), ("demo", 10)])
  func `the reels that ship are valid`(_ name: String, _ duration: Double) throws {
    let url = Fixtures.root.appending(
      path: "Sources/CharacterSynthesis/Resources/Reels/\(name).yaml")
    let reading = ReelReader(presets: presets, custom: []).read(
      try Data(contentsOf: url), file: name)
    #expect(reading.diagnostics == [])
    let reel = try #require(reading.value)
    #expect(abs(reel.duration - duration) < 1e-6)
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
