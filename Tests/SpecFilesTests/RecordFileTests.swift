import CharacterCore
import SpecFiles
import TestSupport
import Testing

@Suite struct RecordFileTests {
  struct Entry: Codable, Equatable, Sendable {
    var name: String
    var number: Double
    var single: Float
    var seed: UInt64
    var isOn: Bool
    var list: [Float]
    var point: SIMD2<Double>
    var note: String?
    var inner: [Inner]
    var expression: ExpressionWeights
    struct Inner: Codable, Equatable, Sendable {
      var key: String
      var values: [Int]
    }
  }

  private func entry(_ stream: inout RandomStream, name: String) -> Entry {
    Entry(
      name: name, number: stream.normal() * 1e-9, single: Float(stream.normal()),
      seed: stream.next(), isOn: true, list: (0..<50).map { _ in Float(stream.normal()) },
      point: SIMD2(stream.normal(), 1e300), note: nil,
      inner: [.init(key: "on", values: []), .init(key: "1", values: [1, -2])],
      expression: ExpressionWeights([.jawOpen: 0.3]))
  }

  @Test func `what is written is read back exactly`() throws {
    let names = [
      "Lin Yue", "true", "-", "12", "1e5", "", " a", "a: b", "# c", "two\nlines\n", "no end\nhere",
      "\"quoted\" 'twice' \\", "👩🏽‍🚀 林月", "&a *a", "tab\there", "{x}", "- y", "null", "~", "|",
      "\u{2028}", "  indented\nlines\n", "key: value\n  more: [1, 2]\n\n# end\n", "0x10", "1_000",
      "2026-01-01", ".5", "+1", "NaN", "é\n", String(repeating: "long ", count: 2_000),
    ]
    forAll(count: 3) { stream in
      for name in names {
        let value = entry(&stream, name: name)
        let text = try RecordFile.write(value, note: "A note\nin two lines")
        let reading = RecordFile.read(Array(text.utf8), file: "a.yaml", as: Entry.self)
        #expect(reading.value == value, "\(reading.diagnostics.map(\.rendered)) \(text)")
      }
    }
  }

  @Test func `keys stand in the order of their type, a value a line`() throws {
    var stream = RandomStream(seed: 1)
    var value = entry(&stream, name: "Lin Yue")
    (value.number, value.single, value.seed, value.list) = (0.5, 2, 7, [1, 0.25])
    value.point = SIMD2(1, 2)
    #expect(
      try RecordFile.write(value, note: "Note") == """
        # Note
        name: Lin Yue
        number: 0.5
        single: 2
        seed: 7
        isOn: true
        list: [1, 0.25]
        point: [1, 2]
        inner:
          - key: "on"
            values: []
          - key: "1"
            values: [1, -2]
        expression:
          jawOpen: 0.3

        """)
  }

  @Test func `a mistake is named where it stands`() {
    let text = "name: A\nnumber: 1\nsingle: 2\nseed: abc\nisOn: true\n"
    let reading = RecordFile.read(Array(text.utf8), file: "a.yaml", as: Entry.self)
    #expect(reading.value == nil)
    #expect(reading.diagnostics.first?.rendered.hasPrefix("a.yaml:4:7: error:") == true)
    let missing = RecordFile.read(Array("name: A\n".utf8), file: "a.yaml", as: Entry.self)
    #expect(missing.diagnostics.first?.message == "'number' is missing")
  }

  @Test func `numbers that are none are refused`() {
    struct One: Codable { var value: Double }
    #expect(throws: EncodingError.self) { try RecordFile.write(One(value: .nan), note: "") }
  }

  @Test func `two texts differ in the values that differ`() {
    let difference = RecordFile.difference(
      "name: A\nface: {skin: 0.2, hair: {style: bob}, ancestry: {european: 1}}\nlist: [1, 2]\n",
      "name: A\nface: {skin: 0.3, hair: {style: bob, grey: 0.1}}\nlist: [1, 3]\n")
    #expect(
      difference.map(\.path) == [
        "face.skin", "face.ancestry.european", "list", "face.hair.grey",
      ])
    #expect(difference.map(\.first) == ["0.2", "1", "[1, 2]", nil])
    #expect(difference.map(\.second) == ["0.3", nil, "[1, 3]", "0.1"])
  }
}
