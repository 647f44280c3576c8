import CharacterCore
import Foundation
import Identities
import TestSupport
import Testing

@Suite struct ServerNameTests {
  @Test func `an address is shown without its password and its options`() {
    for (address, shown) in [
      ("postgres://ed:geheim@host:5433/db?sslpassword=x", "postgres://ed@host:5433/db"),
      ("postgresql://ed:p@ss@host/db", "postgresql://ed@host/db"),
      ("postgres:///db?password=x", "postgres:///db"), ("postgres://host", "postgres://host"),
      ("postgres://a:b@one,two:5/db", "postgres://a@one,two:5/db"),
    ] {
      #expect(ServerName.isServer(address))
      #expect(ServerName.withoutSecrets(address) == shown)
    }
    #expect(!ServerName.isServer("/a/postgres.sqlite"))
  }

  #if !Postgres
    @Test func `a Mien without PostgreSQL says how to build one with it`() {
      let error = #expect(throws: IdentityError.self) {
        try IdentityStore(server: "postgres://ed:geheim@host/db")
      }
      #expect(error?.message.contains("--traits Postgres") == true)
      #expect(error?.message.contains("geheim") == false)
    }
  #endif
}

#if Postgres
  @Suite(.enabled(if: TestServer.programs != nil, "no PostgreSQL beside the tests"))
  struct PostgresStoreTests {
    @Test func `a newer store is refused and left untouched`() throws {
      try TestServer.withDatabase { address in
        try IdentityStore(server: address).lock(try Cast.version())
        try TestServer.execute("UPDATE mien.store SET version = 7", in: address)
        let error = #expect(throws: IdentityError.self) { try IdentityStore(server: address) }
        #expect(error?.code == .newer)
        try TestServer.execute("UPDATE mien.store SET version = 1", in: address)
        #expect(try IdentityStore(server: address).seriesNames() == ["Bridge"])
      }
    }

    @Test func `another program's schema is refused, a missing one is made where asked for`()
      throws
    {
      try TestServer.withDatabase { address in
        let missing = #expect(throws: IdentityError.self) {
          try IdentityStore(server: address, isCreated: false)
        }
        #expect(missing?.code == .missing)
        try TestServer.execute(
          "CREATE SCHEMA mien; CREATE TABLE mien.other (a INTEGER)", in: address)
        let foreign = #expect(throws: IdentityError.self) { try IdentityStore(server: address) }
        #expect(foreign?.code == .foreign)
      }
    }

    @Test func `a server that is not there is named without the password`() throws {
      let error = #expect(throws: IdentityError.self) {
        try IdentityStore(server: "postgres://ed:geheim@localhost:1/db?connect_timeout=2")
      }
      #expect(error?.code == .missing)
      #expect(error?.message.contains("postgres://ed@localhost:1/db") == true)
      #expect(error?.message.contains("geheim") == false, "\(error?.message ?? "")")
    }

    @Test func `a user without the right to write can read`() throws {
      try TestServer.withDatabase { address in
        try IdentityStore(server: address).lock(try Cast.version())
        let name = "reader_" + address.suffix(12)
        try TestServer.execute(
          """
          CREATE ROLE \(name) LOGIN; GRANT USAGE ON SCHEMA mien TO \(name);
          GRANT SELECT ON ALL TABLES IN SCHEMA mien TO \(name)
          """, in: address)
        let reader = try IdentityStore(server: "\(address)?user=\(name)")
        #expect(try reader.seriesNames() == ["Bridge"])
        let error = #expect(throws: IdentityError.self) {
          try reader.lock(try Cast.version(number: 2))
        }
        #expect(error?.code == .cannotWrite)
        try reader.close()
        try TestServer.execute("DROP OWNED BY \(name); DROP ROLE \(name)", in: address)
      }
    }

    @Test func `many writers at once take turns, and readers see what is whole`() async throws {
      let name = try #require(TestServer.programs)
      #expect(!name.isEmpty)
      try TestServer.withDatabase { address in
        _ = try IdentityStore(server: address)
        DispatchQueue.concurrentPerform(iterations: 6) { writer in
          do {
            let store = try IdentityStore(server: address)
            for number in 1...8 {
              try store.lock(try Cast.version("P\(writer)", number: number, seed: UInt64(writer)))
              for version in try store.cast(of: "Bridge") {
                #expect(version.centroids.count == 3)
              }
            }
          } catch {
            Issue.record(error)
          }
        }
        let store = try IdentityStore(server: address)
        #expect(try store.cast(of: "Bridge").map(\.number) == [Int](repeating: 8, count: 6))
        #expect(try store.problems().isEmpty)
      }
    }

    @Test func `a writer that dies leaves nothing by halves`() throws {
      try TestServer.withDatabase { address in
        let store = try IdentityStore(server: address)
        try store.lock(try Cast.version())
        #expect(throws: IdentityError.self) {
          try store.lock(try Cast.version(number: 2), event: Cast.event()) {
            // The server ends this very connection in the midst of the transaction.
            try TestServer.execute(
              """
              SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE state LIKE 'idle in transaction%' AND datname = current_database()
              """, in: address)
          }
        }
        // The next transaction finds the server again.
        #expect(try store.version(of: "Lin Yue", in: "Bridge")?.number == 1)
        try store.lock(try Cast.version(number: 2))
        #expect(try store.version(of: "Lin Yue", in: "Bridge")?.number == 2)
      }
    }
  }
#endif
