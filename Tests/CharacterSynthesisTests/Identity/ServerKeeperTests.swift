#if Postgres
  import CharacterCore
  import CharacterSynthesis
  import Foundation
  import Identities
  import IdentityFixtures
  import TestSupport
  import Testing

  @Suite(.enabled(if: TestServer.programs != nil, "no PostgreSQL beside the tests"))
  struct ServerKeeperTests {
    @Test func `a team's server keeps series as a file does`() throws {
      try withTemporaryDirectory { folder in
        try TestServer.withDatabase { address in
          let keeper = try SeriesKeeper(at: StorePlace(address))
          let local = try SeriesKeeper(store: folder.appending(path: "identities.sqlite"))
          let long = String(repeating: "ü", count: 10_000)
          let names = ["Lin Yue", "O'Neil \"&\" $1 ?", "👩🏽‍🚀 林月", long]
          var lockfiles: [URL] = []
          for (index, name) in names.enumerated() {
            let url = folder.appending(path: "\(index).lock.yaml")
            let lock = try InventedLock.make(name, seed: UInt64(index + 1))
            try keeper.lock(lock, at: url, moment: "now")
            #expect(try keeper.lock(of: name, in: "Bridge") == lock)
            lockfiles.append(url)
          }
          #expect(try keeper.problems().isEmpty)
          // To a file and to another server, and back from lockfiles alone.
          try local.importSeries(try keeper.export("Bridge"), from: "server", moment: "now")
          #expect(try local.cast(of: "Bridge") == keeper.cast(of: "Bridge"))
          try TestServer.withDatabase { other in
            let second = try SeriesKeeper(at: StorePlace(other))
            try second.importSeries(try local.export("Bridge"), from: "file", moment: "now")
            #expect(try second.cast(of: "Bridge") == keeper.cast(of: "Bridge"))
          }
          try TestServer.withDatabase { other in
            let repair = try SeriesKeeper.repair(
              store: StorePlace(other), lockfiles: lockfiles, moment: "now")
            #expect(repair.restored.count == 4 && repair.aside == nil)
            let third = try SeriesKeeper(at: StorePlace(other))
            #expect(try third.cast(of: "Bridge") == keeper.cast(of: "Bridge"))
          }
        }
      }
    }
  }
#endif
