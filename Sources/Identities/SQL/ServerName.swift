internal import Foundation

/// The address of a server as it may be shown.
package enum ServerName {
  /// True for an address of a server, false for a file's path.
  package static func isServer(_ text: String) -> Bool {
    ["postgres://", "postgresql://"].contains(where: text.hasPrefix)
  }

  /// An address less its password and its options, some of which are secret.
  package static func withoutSecrets(_ text: String) -> String {
    let plain = text.prefix { $0 != "?" && $0 != "#" }
    guard let scheme = plain.range(of: "://") else { return String(plain) }
    let rest = plain[scheme.upperBound...]
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let at = rest[..<end].lastIndex(of: "@") else { return String(plain) }
    let user = rest[..<at].prefix { $0 != ":" }
    return String(plain[..<scheme.upperBound] + user + rest[at...])
  }
}
