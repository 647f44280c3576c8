import CharacterCore
import Foundation
import Identities
import TestSupport
import Testing

@Suite struct IdentityStoreTests {
  @Test func `what is locked is remembered whole`() throws {
    try withStores { store, open in
      let first = try Cast.version()
      try store.lock(first)
      let second = try Cast.version(number: 2, seed: 2)
      try store.lock(second)
      let again = try open()
      #expect(try again.version(of: "Lin Yue", in: "Bridge") == second)
      #expect(try again.version(of: "Lin Yue", in: "Bridge", number: 1) == first)
      #expect(try again.version(of: "Lin Yue", in: "Bridge", number: 3) == nil)
      #expect(try again.version(of: "Nobody", in: "Bridge") == nil)
      #expect(try again.cast(of: "Bridge") == [second])
      #expect(try again.seriesNames() == ["Bridge"])
      #expect(
        try again.characters(of: "Bridge")
          == [CharacterRecord(name: "Lin Yue", isLocked: true, versions: [1, 2])])
      #expect(try again.problems().isEmpty)
    }
  }

  @Test func `a version follows the last one or is refused`() throws {
    try withStores { store, _ in
      try store.lock(try Cast.version())
      for number in [1, 3] {
        let error = #expect(throws: IdentityError.self) {
          try store.lock(try Cast.version(number: number))
        }
        #expect(error?.code == .conflict)
      }
      #expect(try store.characters(of: "Bridge")[0].versions == [1])
    }
  }

  @Test func `nothing is remembered where the lockfile cannot be written`() throws {
    try withStores { store, _ in
      let version = try Cast.version()
      let failure = #expect(throws: CancellationError.self) {
        try store.lock(version, event: Cast.event(), lockfile: { throw CancellationError() })
      }
      #expect(failure != nil)
      let names = try store.seriesNames()
      #expect(names.isEmpty)
    }
  }

  @Test func `an unlocked character leaves the cast and keeps its versions`() throws {
    try withStores { store, _ in
      try store.lock(try Cast.version())
      try store.unlock("Lin Yue", in: "Bridge", event: Cast.event("unlock")) {}
      #expect(try store.cast(of: "Bridge").isEmpty)
      #expect(try store.version(of: "Lin Yue", in: "Bridge") != nil)
      let error = #expect(throws: IdentityError.self) {
        try store.unlock("Nobody", in: "Bridge", event: Cast.event()) {}
      }
      #expect(error?.code == .missing)
    }
  }

  @Test func `lockfiles bring a lost store back, and change nothing in a whole one`() throws {
    try withStores { store, _ in
      let versions = [try Cast.version(), try Cast.version(number: 2, seed: 2)]
      let restored = try store.restore(versions, event: Cast.event("restore"))
      #expect(restored == versions)
      #expect(try store.restore(versions, event: Cast.event("restore")).isEmpty)
      #expect(try store.version(of: "Lin Yue", in: "Bridge") == versions[1])
      var other = versions[0]
      other.lockDigest = String(repeating: "a", count: 64)
      let error = #expect(throws: IdentityError.self) {
        try store.restore([other], event: Cast.event("restore"))
      }
      #expect(error?.code == .conflict)
    }
  }

  @Test func `a series moves to another store whole`() throws {
    try withStores { store, _ in
      try store.lock(try Cast.version())
      try store.lock(try Cast.version("Gu Chen", seed: 5))
      try store.record(
        Appearance(
          episode: "12", character: "Lin Yue", version: 1, media: "e12.mp4",
          mediaDigest: Cast.digest), in: "Bridge")
      try store.record(
        [
          Verdict(
            episode: "12", character: "Lin Yue", outcome: "kept", score: 0.8, threshold: 0.5,
            worstFrame: 17, media: "e12.mp4", mediaDigest: Cast.digest, moment: "now")
        ], in: "Bridge")
      let record = try #require(try store.series("Bridge"))
      #expect(record.appearances.count == 1 && record.verdicts.count == 1)
      try withStores { other, _ in
        try other.importSeries(record, event: Cast.event("import"))
        var copy = try #require(try other.series("Bridge"))
        #expect(copy.history.last == Cast.event("import"))
        copy.history.removeLast()
        #expect(copy == record)
        let error = #expect(throws: IdentityError.self) {
          try other.importSeries(record, event: Cast.event("import"))
        }
        #expect(error?.code == .conflict)
      }
    }
  }

  @Test func `names of every kind are names`() throws {
    try withStores { store, _ in
      let names = [
        "O'Brien \"the\" \\ ; DROP TABLE series; --", "👩🏽‍🚀 林月", String(repeating: "é", count: 10_000),
        "%_?", " ", "' OR 1=1",
      ]
      for (index, name) in names.enumerated() {
        try store.lock(try Cast.version(name, in: name, seed: UInt64(index)))
      }
      for name in names {
        #expect(try store.version(of: name, in: name)?.character == name)
        #expect(try store.cast(of: name).count == 1)
      }
      // Two spellings of one letter.
      #expect(try store.version(of: "Zoe\u{301}", in: "x") == nil)
      try store.lock(try Cast.version("Zo\u{e9}", in: "x"))
      #expect(try store.version(of: "Zoe\u{301}", in: "x") != nil)
      for name in ["", "a\u{0}b", "a\nb", String(repeating: "a", count: 100_001)] {
        let error = #expect(throws: IdentityError.self) { try store.lock(try Cast.version(name)) }
        #expect(error?.code == .badInput)
      }
    }
  }

  @Test func `an embedding of another encoder is refused`() throws {
    try withStores { store, _ in
      var version = try Cast.version()
      version.encoderDigest = String(repeating: "f", count: 64)
      #expect(throws: IdentityError.self) { try store.lock(version) }
      #expect(try store.seriesNames().isEmpty)
    }
  }
}
