package import Foundation

/// The memory of who is who: series, their characters, every version of each, the episodes that show
/// them and what verifications said. One SQLite file, or a PostgreSQL server that a team shares.
///
/// Each write is one transaction that survives the program's death at any moment; readers never wait
/// for writers. What is remembered of a version is its lockfile, so the lockfiles alone can bring the
/// store back.
package final class IdentityStore: Sendable {
  /// The most scalars that a name may have.
  package static let nameLimit = 100_000

  let backend: any StoreBackend

  /// The file, or the server's address without its password.
  package var path: String { backend.name }

  /// Opens a store in a file.
  ///
  /// - Parameter isCreated: makes the store and its folder where there is none.
  /// - Throws: `missing`, `foreign`, `newer` (both untouched), `damaged`, `cannotWrite`, `busy`.
  package init(at url: URL, isCreated: Bool = true) throws(IdentityError) {
    backend = try SQLiteBackend(url, isCreated: isCreated)
  }

  /// Opens a store on a PostgreSQL server, in the schema `mien` of a database.
  ///
  /// - Parameter server: as libpq takes it, for instance `postgres://editor@host/bridge`.
  /// - Throws: as `init(at:isCreated:)`; `missing` where the server cannot be reached, and where Mien was
  ///   built without PostgreSQL.
  package init(server: String, isCreated: Bool = true) throws(IdentityError) {
    #if Postgres
      backend = try PostgresBackend(server, isCreated: isCreated)
    #else
      throw IdentityError(
        .missing,
        "\(ServerName.withoutSecrets(server)): this Mien was built without PostgreSQL; build it with "
          + "'swift build -c release --product mien --traits Postgres', or name a file with --store."
      )
    #endif
  }

  func read<Value>(_ body: (any SQLSession) throws -> Value) throws(IdentityError) -> Value {
    try backend.read(body)
  }

  func write<Value>(_ body: (any SQLSession) throws -> Value) throws(IdentityError) -> Value {
    do {
      return try backend.write(body)
    } catch {
      throw error as? IdentityError ?? IdentityError(.damaged, "\(path): \(error)")
    }
  }

  /// A name as the store keeps it: composed Unicode, so that two spellings of one name are one.
  ///
  /// - Throws: `badInput` for an empty or endless name, or one with control characters.
  package static func canonical(_ name: String, what: String) throws(IdentityError) -> String {
    let composed = name.precomposedStringWithCanonicalMapping
    let isText = composed.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard !composed.isEmpty, isText, composed.unicodeScalars.count <= nameLimit else {
      throw IdentityError(
        .badInput,
        composed.isEmpty
          ? "The name of the \(what) is empty."
          : "A name of a \(what) has at most \(nameLimit) characters and no control characters.")
    }
    return composed
  }

  // MARK: Health

  /// What the database finds wrong with itself; empty where all is well.
  package func problems() throws(IdentityError) -> [String] { try backend.problems() }

  /// Moves what is in the write-ahead log into the file itself.
  package func checkpoint() throws(IdentityError) { try backend.checkpoint() }

  /// Closes the store; nothing can be asked of it afterwards.
  package func close() throws(IdentityError) { try backend.close() }
}
