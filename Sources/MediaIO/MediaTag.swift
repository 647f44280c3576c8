/// One entry of a file's metadata, for instance `AIGC` with the label's JSON (GB 45438-2025).
public struct MediaTag: Sendable, Hashable {
  public let key: String
  public let value: String
  public init(_ key: String, _ value: String) { (self.key, self.value) = (key, value) }
}
