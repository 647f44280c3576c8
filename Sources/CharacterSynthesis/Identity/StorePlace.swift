public import Foundation
internal import Identities

/// Where an identity store is: in a file, or on a PostgreSQL server that a team shares.
public enum StorePlace: Sendable, Equatable, CustomStringConvertible {
  case file(URL)
  /// An address as libpq takes it, for instance `postgres://editor@host/bridge`.
  case server(String)

  /// - Parameter text: a file's path, or an address that begins with `postgres://`.
  public init(_ text: String) {
    self = ServerName.isServer(text) ? .server(text) : .file(URL(fileURLWithPath: text))
  }

  /// What `$MIEN_STORE` names, else `identities.sqlite` in the user's data folder.
  public static func standard(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> StorePlace {
    if let text = environment["MIEN_STORE"], !text.isEmpty { return StorePlace(text) }
    #if os(macOS)
      let data = FileManager.default.homeDirectoryForCurrentUser.appending(
        path: "Library/Application Support")
    #else
      let given = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      let data =
        given.map { URL(fileURLWithPath: $0) }
        ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share")
    #endif
    return .file(data.appending(path: "mien/identities.sqlite"))
  }

  /// As messages name it: never with a password.
  public var description: String {
    switch self {
    case .file(let url): url.path
    case .server(let address): ServerName.withoutSecrets(address)
    }
  }
}
