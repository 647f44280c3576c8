internal import GRDB

/// Why the memory of who is who could not be read or written.
public struct IdentityError: Error, CustomStringConvertible, Sendable {
  /// What kind of trouble it is; more may be added.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// There is no such store, series, character or version.
    public static let missing = Code(description: "missing")
    /// The file is no identity store.
    public static let foreign = Code(description: "foreign")
    /// A newer version of Mien made the store.
    public static let newer = Code(description: "newer")
    /// What the store holds is damaged.
    public static let damaged = Code(description: "damaged")
    /// Somebody else holds the store for too long.
    public static let busy = Code(description: "busy")
    /// The store cannot be written: a full disk, a read-only folder.
    public static let cannotWrite = Code(description: "cannot write")
    /// The store holds something else under that name already.
    public static let conflict = Code(description: "conflict")
    /// A name or a value that no store takes.
    public static let badInput = Code(description: "bad input")
  }

  public let code: Code
  /// One sentence that names the store, the value and, where there is one, the remedy.
  public let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}

extension IdentityError {
  /// What SQLite complained about, in a user's words.
  init(_ error: any Error, store: String) {
    if let error = error as? IdentityError {
      self = error
      return
    }
    if error is SQLRow.Damage {
      self.init(
        .damaged,
        "\(store): a record is damaged; 'mien store repair' brings it back from the lockfiles.")
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.damaged, "\(store): \(error)")
      return
    }
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.busy, "\(store): another program is writing to it; try again in a moment.")
    case .SQLITE_FULL:
      self.init(.cannotWrite, "\(store): the disk is full; nothing was changed.")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
      self.init(
        .cannotWrite,
        "\(store): the store or its folder cannot be written to; make it writable, or name another "
          + "store with --store or $MIEN_STORE.")
    case .SQLITE_IOERR:
      self.init(
        .cannotWrite,
        "\(store): the disk refuses (\(error.extendedResultCode)); nothing was changed.")
    case .SQLITE_NOTADB:
      self.init(.foreign, "\(store): it is no identity store; name another file.")
    case .SQLITE_CORRUPT:
      self.init(
        .damaged,
        "\(store): it is damaged; 'mien store repair' builds it anew from what can be read and from "
          + "the lockfiles.")
    case .SQLITE_CONSTRAINT:
      self.init(.conflict, "\(store): \(error.message ?? "a rule of the store is broken").")
    default:
      self.init(.damaged, "\(store): \(error.message ?? "SQLite error \(error.resultCode)").")
    }
  }
}
