import CharacterCore
import Foundation
import Identities
import TestSupport
import Testing

@Suite struct NearestTests {
  @Test func `the nearest are those of a plain comparison, mapped or not`() throws {
    try withStores { store, _ in
      var people: [(String, FaceEmbedding)] = []
      for index in 0..<60 {
        let version = try Cast.version("P\(index)", in: "S\(index % 3)", seed: UInt64(index + 1))
        try store.lock(version)
        people.append((version.character, version.centroids[1].embedding))
      }
      for seed in 0..<5 {
        let probe = try Cast.embedding(UInt64(90_000 + seed))
        let expected = people.sorted { $0.1.cosine(probe) > $1.1.cosine(probe) }
        for start in [1_000_000, 1] {
          let found = try store.nearest(to: probe, bucket: .turned, count: 7, mappedFrom: start)
          #expect(found.map(\.character) == expected.prefix(7).map(\.0))
          for (match, person) in zip(found, expected) {
            #expect(abs(match.cosine - Double(person.1.cosine(probe))) < 1e-5)
          }
        }
      }
      let own = people[4].1
      #expect(try store.nearest(to: own, bucket: .turned)[0].character == "P4")
      let other = try store.nearest(to: own, bucket: .turned, excluding: ("S1", "P4"))
      #expect(other[0].character != "P4")
      #expect(try store.nearest(to: own, bucket: .turned, count: 500).count == 60)
    }
  }

  @Test func `the mapped file is made anew when somebody is added`() throws {
    try withStore { store, file in
      try store.lock(try Cast.version("A", seed: 1))
      let probe = try Cast.version("B", seed: 2).centroids[0].embedding
      #expect(try store.nearest(to: probe, bucket: .frontal, mappedFrom: 1)[0].character == "A")
      let mapped = URL(filePath: file.path + ".frontal.vectors")
      #expect(FileManager.default.fileExists(atPath: mapped.path))
      try store.lock(try Cast.version("B", seed: 2))
      #expect(try store.nearest(to: probe, bucket: .frontal, mappedFrom: 1)[0].character == "B")
      // A cut or foreign file is not believed.
      for garbage in [Data(), Data("MIENVEC1".utf8), try Data(contentsOf: mapped).dropLast(4)] {
        try garbage.write(to: mapped)
        #expect(try store.nearest(to: probe, bucket: .frontal, mappedFrom: 1)[0].character == "B")
      }
    }
  }

  @Test func `one character's versions count as one match`() throws {
    try withStores { store, _ in
      for number in 1...5 { try store.lock(try Cast.version("A", number: number, seed: 1)) }
      try store.lock(try Cast.version("B", seed: 2))
      let probe = try Cast.version("A", seed: 1).centroids[0].embedding
      let found = try store.nearest(to: probe, bucket: .frontal, count: 2)
      #expect(found.map(\.character) == ["A", "B"])
    }
  }
}
