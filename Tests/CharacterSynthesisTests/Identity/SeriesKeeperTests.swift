import CharacterCore
import CharacterSynthesis
import Foundation
import Identities
import IdentityFixtures
import TestSupport
import Testing

@Suite struct SeriesKeeperTests {
  private func withKeeper(_ body: (SeriesKeeper, URL) throws -> Void) throws {
    try withTemporaryDirectory { folder in
      try body(try SeriesKeeper(store: folder.appending(path: "identities.sqlite")), folder)
    }
  }

  @Test func `a lock is read back from its file and from the store`() throws {
    try withKeeper { keeper, folder in
      let names = ["Lin Yue", "O'Neil \"&\" *", "👩🏽‍🚀 林月", String(repeating: "ü", count: 10_000)]
      for (index, name) in names.enumerated() {
        let lock = try InventedLock.make(name, seed: UInt64(index + 1))
        let url = folder.appending(path: "\(index).lock.yaml")
        try keeper.lock(lock, at: url, moment: "now")
        #expect(try LockFile(at: url).lock == lock)
        #expect(try keeper.lock(of: name, in: "Bridge") == lock)
      }
      #expect(try keeper.cast(of: "Bridge").count == names.count)
      #expect(try keeper.problems().isEmpty)
      let overview = try keeper.overview(of: "Bridge")
      #expect(overview.characters.count == names.count)
      #expect(overview.history.count == names.count)
    }
  }

  @Test func `the lockfile alone brings a lost record back`() throws {
    try withKeeper { keeper, folder in
      let url = folder.appending(path: "a.lock.yaml")
      try keeper.lock(try InventedLock.make(), at: url, moment: "now")
      let other = try SeriesKeeper(store: folder.appending(path: "other.sqlite"))
      let file = try LockFile(at: url)
      #expect(try other.adopt(file, moment: "later"))
      #expect(try !other.adopt(file, moment: "later"))
      #expect(try other.lock(of: "Lin Yue", in: "Bridge") == file.lock)
      #expect(try other.overview(of: "Bridge").history.map(\.event) == ["restored"])
    }
  }

  @Test func `a lockfile that was edited by hand is a conflict, a damaged one is named`() throws {
    try withKeeper { keeper, folder in
      let url = folder.appending(path: "a.lock.yaml")
      try keeper.lock(try InventedLock.make(), at: url, moment: "now")
      let text = try String(contentsOf: url, encoding: .utf8)
      try Data(text.replacing("own: 0.7", with: "own: 0.1").utf8).write(to: url)
      let error = #expect(throws: IdentityError.self) {
        try keeper.adopt(try LockFile(at: url), moment: "now")
      }
      #expect(error?.code == .conflict)
      try Data(text.replacing("mienLock: 2", with: "mienLock: 3").utf8).write(to: url)
      let newer = #expect(throws: SynthesisError.self) { try LockFile(at: url) }
      #expect(newer?.message.contains("newer Mien") == true)
      try Data(text.prefix(900).utf8).write(to: url)
      #expect(throws: SpecFileError.self) { try LockFile(at: url) }
    }
  }

  @Test func `unlocking takes the lockfile away and keeps the versions`() throws {
    try withKeeper { keeper, folder in
      let url = folder.appending(path: "a.lock.yaml")
      let file = try keeper.lock(try InventedLock.make(), at: url, moment: "now")
      try keeper.unlock(file, moment: "now")
      #expect(!FileManager.default.fileExists(atPath: url.path))
      #expect(try keeper.cast(of: "Bridge").isEmpty)
      #expect(try keeper.lock(of: "Lin Yue", in: "Bridge", version: 1) != nil)
    }
  }

  @Test func `episodes keep the version that they were rendered with`() throws {
    try withKeeper { keeper, folder in
      let url = folder.appending(path: "a.lock.yaml")
      let first = try InventedLock.make()
      try keeper.lock(first, at: url, moment: "now")
      let digest = String(repeating: "c", count: 64)
      try keeper.record(episode: "1", of: first, media: url, digest: digest)
      let second = try InventedLock.make(version: 2)
      try keeper.lock(second, at: url, moment: "now")
      try keeper.record(episode: "2", of: second, media: url, digest: digest)
      #expect(try keeper.versions(inEpisode: "1", of: "Bridge").map(\.version) == [1])
      #expect(try keeper.versions(inEpisode: "2", of: "Bridge").map(\.version) == [2])
      #expect(try keeper.overview(of: "Bridge").episodes.map(\.name) == ["1", "2"])
    }
  }

  @Test func `an exported series comes back whole, a changed one is refused`() throws {
    try withKeeper { keeper, folder in
      try keeper.lock(
        try InventedLock.make(), at: folder.appending(path: "a.lock.yaml"), moment: "now")
      try keeper.lock(
        try InventedLock.make("Gu Chen", seed: 2), at: folder.appending(path: "b.lock.yaml"),
        moment: "now")
      let data = try keeper.export("Bridge")
      let other = try SeriesKeeper(store: folder.appending(path: "other.sqlite"))
      #expect(try other.importSeries(data, from: "x", moment: "now") == "Bridge")
      #expect(try other.cast(of: "Bridge") == keeper.cast(of: "Bridge"))
      #expect(throws: IdentityError.self) {
        try other.importSeries(data, from: "x", moment: "now")
      }
      let text = String(decoding: data, as: UTF8.self)
      for (old, new) in [
        ("Gu Chen", "Gu Chan"), ("\"number\" : 1", "\"number\" : 2"),
        ("\"mienSeries\" : 1", "\"mienSeries\" : 9"), ("{", "["),
      ] {
        let broken = Data(text.replacing(old, with: new).utf8)
        let empty = try SeriesKeeper(store: folder.appending(path: "empty.sqlite"))
        let error = #expect(throws: SynthesisError.self) {
          try empty.importSeries(broken, from: "x", moment: "now")
        }
        #expect(error?.code == .badInput)
        #expect(try empty.seriesNames().isEmpty)
      }
    }
  }

  @Test func `a damaged store is built anew from its lockfiles`() throws {
    try withTemporaryDirectory { folder in
      let store = folder.appending(path: "identities.sqlite")
      let keeper = try SeriesKeeper(store: store)
      var locks: [URL] = []
      for index in 1...12 {
        let url = folder.appending(path: "\(index).lock.yaml")
        try keeper.lock(
          try InventedLock.make("P\(index)", seed: UInt64(index)), at: url, moment: "now")
        locks.append(url)
      }
      let whole = try keeper.cast(of: "Bridge")
      try keeper.close()
      var bytes = try Data(contentsOf: store)
      for page in 2..<(bytes.count / 4_096) where page % 2 == 0 {
        bytes.replaceSubrange(
          page * 4_096..<page * 4_096 + 64, with: Data(repeating: 0xee, count: 64))
      }
      try bytes.write(to: store)
      let isDamaged = (try? SeriesKeeper(store: store).problems().isEmpty) != true
      #expect(isDamaged)
      let repair = try SeriesKeeper.repair(store: store, lockfiles: locks, moment: "now")
      #expect(repair.refused.count <= 1)
      #expect(repair.restored.count == 12)
      let aside = try #require(repair.aside)
      #expect(FileManager.default.fileExists(atPath: aside.path))
      let again = try SeriesKeeper(store: store)
      #expect(try again.cast(of: "Bridge") == whole)
      #expect(try again.problems().isEmpty)
    }
  }

  @Test func `the store lies where the environment says`() {
    #expect(StorePlace.standard(["MIEN_STORE": "/a/b.sqlite"]).description == "/a/b.sqlite")
    let server = StorePlace.standard(["MIEN_STORE": "postgres://ed:secret@host:5/db?password=x"])
    #expect(server == .server("postgres://ed:secret@host:5/db?password=x"))
    #expect(server.description == "postgres://ed@host:5/db")
    #if os(Linux)
      #expect(
        StorePlace.standard(["XDG_DATA_HOME": "/data"]).description
          == "/data/mien/identities.sqlite")
    #endif
  }
}
