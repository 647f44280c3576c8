internal import Foundation

/// The PostgreSQL server beside which `scripts/with-postgres` runs the tests.
package enum TestServer {
  /// The folder of its programs; `nil` where there is none, so that tests of it are skipped.
  package static var programs: String? {
    ProcessInfo.processInfo.environment["MIEN_TEST_POSTGRES"]
  }

  /// Makes a database for one test and hands over its address.
  package static func withDatabase(_ body: (String) throws -> Void) throws {
    let name = "mien_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    try run("createdb", [name])
    defer { try? run("dropdb", ["--force", name]) }
    try body("postgres:///\(name)")
  }

  /// Runs statements in a database that `withDatabase` made.
  package static func execute(_ sql: String, in address: String) throws {
    try run("psql", ["-q", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", sql])
  }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: (programs ?? "/usr/bin") + "/" + program)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CocoaError(.executableLoad, userInfo: [NSFilePathErrorKey: program])
    }
  }
}
