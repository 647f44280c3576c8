import CharacterCore
import Foundation
import SpecFiles
import TestSupport
import Testing

/// The example casts, sorted by name.
func characterFiles() throws -> [URL] {
  try FileManager.default
    .contentsOfDirectory(
      at: Fixtures.root.appending(path: "Characters"), includingPropertiesForKeys: nil
    )
    .filter { $0.pathExtension == "yaml" }
    .sorted { $0.lastPathComponent < $1.lastPathComponent }
}

@Suite struct CharactersTests {
  @Test(arguments: try characterFiles())
  func `an example character has nothing to complain about`(_ url: URL) throws {
    let reader = SpecReader()
    let reading = reader.read(try Data(contentsOf: url), file: url.lastPathComponent)
    #expect(reading.diagnostics.map(\.rendered) == [])
    let spec = try #require(reading.value)
    #expect(read(SpecWriter.write(spec)).value == spec)
  }

  @Test func `the examples show a varied cast`() throws {
    let reader = SpecReader()
    let cast = try characterFiles().compactMap { url in
      reader.read(try Data(contentsOf: url), file: "x").value
    }
    #expect(cast.count >= 6)
    #expect(cast.contains { ($0.age ?? 30) <= 8 } && cast.contains { ($0.age ?? 30) >= 78 })
    #expect(cast.contains { ($0.sex ?? 0.5) < 0.2 } && cast.contains { ($0.sex ?? 0.5) > 0.8 })
    #expect(Set(cast.compactMap(\.face.hair.style)).count >= 6)
    #expect(Set(cast.compactMap(\.temperament.preset)).count >= 5)
    let mixes = cast.compactMap(\.face.ancestry)
    #expect(mixes.contains { $0.african > 0 } && mixes.contains { $0.southasian > 0 })
    #expect(mixes.contains { $0.european > 0 } && mixes.contains { $0.eastasian > 0 })
  }
}
