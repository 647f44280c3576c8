import CharacterCore
import Foundation
import SpecFiles
import TestSupport
import Testing

/// Names as the performance has them.
let presets = [
  "neutral", "happy", "sad", "angry", "afraid", "disgusted", "surprised", "contempt", "joy", "fear",
]

func check(_ bytes: some Collection<UInt8>, _ file: String = "test.yaml") -> CheckedFile {
  CheckedFile(
    bytes, file: file, spec: SpecReader(),
    reel: ReelReader(
      presets: presets, custom: ["doubt"], actions: BodyAction.Known.allCases.map(\.title)))
}

func read(_ text: String) -> Reading<CharacterSpec> {
  SpecReader().read(Array(text.utf8), file: "test.yaml")
}

@Suite struct SpecReaderTests {
  @Test(arguments: try Fixtures.files(in: "specs/invalid", withExtension: "yaml"))
  func `every mistake is reported with its place`(_ url: URL) throws {
    let diagnostics = check(try Data(contentsOf: url), url.lastPathComponent).diagnostics
    let found = diagnostics.map(\.rendered).joined(separator: "\n") + "\n"
    let expected = url.deletingPathExtension().appendingPathExtension("expected")
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      try found.write(to: expected, atomically: true, encoding: .utf8)
      Issue.record("recorded \(expected.lastPathComponent)")
    }
    #expect(found == (try? String(contentsOf: expected, encoding: .utf8)))
    #expect(diagnostics.contains { $0.severity == .error })
  }

  @Test(arguments: try Fixtures.files(in: "specs/valid", withExtension: "yaml"))
  func `a valid spec has nothing to complain about`(_ url: URL) throws {
    let reading = check(try Data(contentsOf: url))
    #expect(reading.diagnostics == [])
    guard case .character(let character) = reading else {
      Issue.record("\(url.lastPathComponent) is not read as a character")
      return
    }
    #expect(character.value != nil)
  }

  @Test func `a spec says what its author wrote`() throws {
    let data = try Fixtures.data("specs/valid/everything.yaml")
    let spec = try #require(SpecReader().read(data, file: "x").value)
    #expect(spec.name == "Everything: said")
    #expect(spec.seed == 9_007_199_254_740_991)
    #expect(spec.temperament.preset == .docile)
    #expect(spec.face.hair.style == .sidepart)
    #expect(spec.face.hair.color == .hex(HexColor(0x4a, 0x30, 0x20)))
    #expect(spec.face.eyes.color == .named(.darkBrown))
    #expect(spec.face.features == [.faceWidth: -1, .chinForward: 1])
    #expect(spec.face.identity == [0.5, -1, 2])
    #expect(spec.expression.gain == [.jawOpen: 2, .mouthSmileLeft: 0])
    #expect(spec.expression.named.map(\.name) == ["one two", "nothing"])
  }

  @Test func `neuroticism is the opposite of stability`() {
    let spec = read("mien: 1\nname: A\ntemperament: {neuroticism: 0.25}\n").value
    #expect(spec?.temperament.stability == 0.75)
  }

  @Test func `a byte order mark and Windows line ends change nothing`() {
    let plain = "mien: 1\nname: A\nage: 30\n"
    let windows = "\u{feff}" + plain.split(separator: "\n").joined(separator: "\r\n")
    #expect(read(windows) == read(plain))
    #expect(read("mien: 1\r\nname: A\r\nagee: 30\r\n").diagnostics.first?.location.line == 3)
  }

  @Test func `a mistake on the last line without a line break has its place`() {
    let found = read("mien: 1\nname: A\nage: 3").diagnostics
    #expect(found.map(\.location.line) == [3])
    #expect(found.map(\.location.column) == [6])
    #expect(found.first?.sourceLine == "age: 3")
  }

  @Test func `columns count characters, not bytes`() {
    let found = read("mien: 1\nname: A\nbody: {\"\u{1f468}é\": 1}\n").diagnostics
    #expect(found.map(\.location.column) == [8])
  }
}

@Suite struct HostileFileTests {
  private func refusal(_ text: String) -> (count: Int, first: String, seconds: Double) {
    let bytes = Array(text.utf8)
    let start = ContinuousClock.now
    let found = check(bytes).diagnostics
    let time = (ContinuousClock.now - start) / .seconds(1)
    return (found.count, found.first?.message ?? "", time)
  }

  @Test func `a hundred megabytes are refused at once`() {
    let found = refusal(String(repeating: "x: y\n", count: 20_000_000))
    #expect(
      found.first == "the file has more than 262144 bytes; a character or a reel is a page of text")
    #expect(found.seconds < 1)
  }

  @Test(arguments: ["[", "{", "- ", "? ", "{a: ", "[{a: "])
  func `bottomless nesting is refused`(_ opening: String) {
    let found = refusal("mien: 1\nname: " + String(repeating: opening, count: 100_000))
    #expect(found.count >= 1)
    #expect(found.seconds < 5)
  }

  @Test func `an alias as a key is refused before it is multiplied out`() {
    var text = "mien: 1\na0: &a0 [x, x]\n"
    for level in 1..<40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    let found = refusal(text + "? *a39\n: bomb\n")
    #expect(found.first.hasPrefix("aliases"))
    #expect(found.seconds < 1)
  }

  @Test func `thousands of mistakes are counted, not listed`() {
    let lines = (0..<15_000).map { "key\($0): 1" }.joined(separator: "\n")
    let found = refusal("mien: 1\nname: A\n" + lines)
    #expect(found.count <= 101)
    #expect(found.seconds < 5)
  }

  @Test func `thousands of values are refused`() {
    let found = refusal("mien: 1\nname: [" + String(repeating: "a,", count: 100_000) + "a]")
    #expect(found.first == "the file has more than 20000 values")
    #expect(found.seconds < 10)
  }

  @Test func `thousands of duplicates are refused`() {
    let lines = (0..<30_000).map { "k\($0 / 2): 1" }.joined(separator: "\n")
    let found = refusal("mien: 1\nname: A\n" + lines)
    #expect(found.count >= 1)
    #expect(found.seconds < 10)
  }

  @Test func `random bytes never crash the reader`() {
    forAll(count: 300) { stream in
      let bytes = (0..<Int(stream.uniform(0, 200))).map { _ in
        UInt8(truncatingIfNeeded: stream.next())
      }
      _ = check(bytes)
    }
  }

  @Test func `mutilated specs never crash the reader`() throws {
    let source = Array(try Fixtures.data("specs/valid/everything.yaml"))
    forAll(count: 300) { stream in
      var bytes = source
      for _ in 0..<Int(stream.uniform(1, 6)) {
        let index = Int(stream.uniform(0, Double(bytes.count)))
        if stream.uniform() < 0.5 {
          bytes.remove(at: index)
        } else {
          let marks = Array("{}[]:,-?&*!|>'\"%@`#\n\t \u{0}9a".utf8)
          bytes.insert(marks[Int(stream.uniform(0, Double(marks.count)))], at: index)
        }
      }
      let reading = check(bytes)
      if case .character(let character) = reading, character.value == nil {
        #expect(reading.diagnostics.contains { $0.severity == .error })
      }
    }
  }
}
