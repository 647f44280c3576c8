import CharacterCore
import Foundation
import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite struct SpecimenTests {
  @Test func `another look keeps the head, the skin and the eyes`() throws {
    let draws = try SpecimenDraws(seed: 5, plan: .varied(8))
    var changed = 0
    for person in 0..<12 {
      let own = draws.face(person: person, look: 0)
      var other = draws.face(person: person, look: 1)
      changed += own.look.hair == other.look.hair ? 0 : 1
      #expect(abs(own.head.ageYears - other.head.ageYears) <= 4)
      other.head.ageYears = own.head.ageYears
      #expect(own.head == other.head)
      #expect(own.look.skinColor == other.look.skinColor)
      #expect(own.look.irisColor == other.look.irisColor)
      #expect(own.look.browThickness == other.look.browThickness)
    }
    #expect(changed == 12)
  }

  @Test func `people differ, and each depends on the seed and its number alone`() throws {
    let draws = try SpecimenDraws(seed: 5, plan: .varied(8))
    let again = try SpecimenDraws(seed: 5, plan: .varied(4))
    #expect(draws.face(person: 3, look: 0) == again.face(person: 3, look: 0))
    #expect(draws.face(person: 3, look: 0).head != draws.face(person: 4, look: 0).head)
    let other = try SpecimenDraws(seed: 6, plan: .varied(8))
    #expect(draws.face(person: 3, look: 0).head != other.face(person: 3, look: 0).head)
  }

  @Test func `states stay within what the generator knows, and lids agree with the gaze`() throws {
    let draws = try SpecimenDraws(seed: 5, plan: .varied(8))
    let face = draws.face(person: 0, look: 0)
    for picture in 0..<200 {
      let state = draws.state(person: 0, picture: picture, of: face)
      #expect(abs(state.view.yaw) <= 50 && abs(state.view.pitch) <= 20)
      #expect(state.expression.values.allSatisfy { (0...1).contains($0) })
      let left = Float(max(state.gazeYaw, 0) / 35)
      #expect(state.expression[.eyeLookOutLeft] == left)
    }
  }

  @Test func `a sweep shows each movement alone at a half and whole`() throws {
    let draws = try SpecimenDraws(seed: 5, plan: .sweep)
    let face = draws.face(person: 0, look: 0)
    let states = (0..<draws.plan.pictures).map { draws.state(person: 0, picture: $0, of: face) }
    #expect(states.count == 105)
    #expect(states[0].expression == .neutral)
    for (index, shape) in Blendshape.allCases.enumerated() {
      for (state, weight) in [(states[2 * index + 1], 0.5), (states[2 * index + 2], 1)] {
        var expected = ExpressionWeights.neutral
        expected[shape] = Float(weight)
        if shape == .mouthClose { expected[.jawOpen] = Float(weight) }
        #expect(state.expression == expected)
      }
    }
  }

  @Test func `a set that was stopped goes on with the person who is not whole`() async throws {
    try await withTemporaryDirectoryAsync { folder in try await goesOn(in: folder) }
  }

  private func goesOn(in folder: URL) async throws {
    let list = folder.appending(path: "params.jsonl")
    func write(_ people: Int) async throws {
      let writer = try SpecimenWriter(
        people: .drawn(people, seed: 5), seed: 5, plan: .varied(1), threads: 1)
      try await writer.write(to: folder)
    }
    try await write(1)
    let whole = try Data(contentsOf: list)
    let record = try FaceRecordFile.read(list)[0]
    #expect(record.landmarks?.count == 68)
    #expect(record.landmarks?.allSatisfy { (0...256).contains($0.x) } == true)
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: record.file).path))

    try Data(whole + whole.prefix(100)).write(to: list)
    try await write(2)
    let records = try FaceRecordFile.read(list)
    #expect(records.map(\.identity) == [0, 1])
    #expect(records[0] == record)

    let stranger = try SpecimenWriter(
      people: .drawn(2, seed: 6), seed: 6, plan: .varied(1), threads: 1)
    await #expect(throws: SynthesisError.self) { try await stranger.write(to: folder) }
  }

  @Test func `the people of a rendered set keep their numbers`() throws {
    let face = try SpecimenDraws(seed: 5, plan: .varied(1)).face(person: 0, look: 0)
    let records = [7, 7, 9].map {
      FaceRecord(file: "a.png", set: 3, identity: $0, face: face, state: FaceState())
    }
    let people = try SpecimenWriter.People.recorded(in: records, atMost: 10)
    #expect(people.set == 3)
    #expect(people.identities == [7, 9])
    #expect(try SpecimenWriter.People.recorded(in: records, atMost: 1).identities == [7])
  }
}
