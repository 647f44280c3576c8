import Foundation
import GRDB
import Identities
import TestSupport
import Testing

@Suite struct StoreFileTests {
  /// Writes a number of 32 bits into a file, big-endian.
  private func poke(_ number: UInt32, at offset: UInt64, of file: URL) throws {
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    try handle.seek(toOffset: offset)
    try handle.write(contentsOf: withUnsafeBytes(of: number.bigEndian) { Data($0) })
  }

  @Test func `a newer store is refused and left untouched`() throws {
    try withTemporaryDirectory { folder in
      let file = folder.appending(path: "identities.sqlite")
      let store = try IdentityStore(at: file)
      try store.lock(try Cast.version())
      try store.checkpoint()
      try store.close()
      try poke(7, at: 60, of: file)
      let (before, names) = (try Data(contentsOf: file), try files(of: folder))
      let error = #expect(throws: IdentityError.self) { try IdentityStore(at: file) }
      #expect(error?.code == .newer)
      #expect(error?.message.contains("version 7") == true)
      #expect(try Data(contentsOf: file) == before)
      #expect(try files(of: folder) == names)
    }
  }

  @Test func `a newer store whose version is still in its log is refused, too`() throws {
    try withTemporaryDirectory { folder in
      let file = folder.appending(path: "identities.sqlite")
      let store = try IdentityStore(at: file)
      try store.checkpoint()
      let other = try DatabaseQueue(path: file.path)
      try other.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 9") }
      let error = #expect(throws: IdentityError.self) { try IdentityStore(at: file) }
      #expect(error?.code == .newer)
      try store.close()
    }
  }

  @Test func `another program's files are refused and left untouched`() throws {
    try withTemporaryDirectory { folder in
      let text = folder.appending(path: "notes.txt")
      try Data("not a database, but a note of some length, longer than a header of SQLite's".utf8)
        .write(to: text)
      let foreign = folder.appending(path: "other.sqlite")
      let store = try IdentityStore(at: foreign)
      try store.checkpoint()
      try store.close()
      try poke(0x1234_5678, at: 68, of: foreign)
      for file in [text, foreign, folder] {
        let before = try? Data(contentsOf: file)
        let error = #expect(throws: IdentityError.self) { try IdentityStore(at: file) }
        #expect(error?.code == .foreign)
        #expect((try? Data(contentsOf: file)) == before)
      }
    }
  }

  @Test func `a store that is not there is made only where it is asked for`() throws {
    try withTemporaryDirectory { folder in
      let file = folder.appending(path: "deep/er/identities.sqlite")
      let error = #expect(throws: IdentityError.self) {
        try IdentityStore(at: file, isCreated: false)
      }
      #expect(error?.code == .missing)
      #expect(try files(of: folder).isEmpty)
      let store = try IdentityStore(at: file)
      #expect(try store.seriesNames().isEmpty)
    }
  }

  @Test func `a damaged page is found and named`() throws {
    try withTemporaryDirectory { folder in
      let file = folder.appending(path: "identities.sqlite")
      let store = try IdentityStore(at: file)
      for number in 1...40 { try store.lock(try Cast.version(number: number)) }
      #expect(try store.problems().isEmpty)
      try store.checkpoint()
      try store.close()
      let pages = try Data(contentsOf: file).count / 4096
      #expect(pages > 12)
      for page in (pages - 10)..<pages { try poke(0xdead_beef, at: UInt64(4096 * page), of: file) }
      let damaged = try IdentityStore(at: file)
      #expect(try !damaged.problems().isEmpty)
      let error = #expect(throws: IdentityError.self) { _ = try damaged.series("Bridge") }
      #expect(error?.code == .damaged)
      #expect(error?.message.contains("mien store repair") == true)
    }
  }

  private func files(of folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }
}
