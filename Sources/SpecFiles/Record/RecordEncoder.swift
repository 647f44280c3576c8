internal import Foundation

/// Turns a value into a tree whose keys stand in the order in which the value's type declares them.
///
/// Numbers are written with the fewest digits that read back as the same number.
final class RecordEncoder: Encoder {
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private let value: Slot

  /// A place in the tree that is being filled.
  final class Slot {
    enum Content {
      case empty
      case leaf(RecordTree)
      case list([Slot])
      case map([(key: String, slot: Slot)])
    }
    var content = Content.empty

    var tree: RecordTree {
      switch content {
      case .empty: .literal("null")
      case .leaf(let tree): tree
      case .list(let slots): .list(slots.map(\.tree))
      case .map(let pairs): .map(pairs.map { ($0.key, $0.slot.tree) })
      }
    }

    func appended() -> Slot {
      let slot = Slot()
      if case .list(let slots) = content { content = .list(slots + [slot]) }
      return slot
    }

    func member(_ key: String) -> Slot {
      let slot = Slot()
      if case .map(let pairs) = content {
        content = .map(pairs.filter { $0.key != key } + [(key, slot)])
      }
      return slot
    }
  }

  private init(_ value: Slot, _ codingPath: [any CodingKey]) {
    (self.value, self.codingPath) = (value, codingPath)
  }

  static func encode(_ value: some Encodable) throws -> RecordTree {
    let slot = Slot()
    try value.encode(to: RecordEncoder(slot, []))
    return slot.tree
  }

  func container<Key: CodingKey>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .map = value.content {} else { value.content = .map([]) }
    return KeyedEncodingContainer(Keyed<Key>(slot: value, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .list = value.content {} else { value.content = .list([]) }
    return Unkeyed(slot: value, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    Single(slot: value, codingPath: codingPath)
  }

  private static func fill(_ slot: Slot, _ value: some Encodable, _ path: [any CodingKey]) throws {
    switch value {
    case let value as String: slot.content = .leaf(.text(value))
    case let value as Bool: slot.content = .leaf(.literal(value ? "true" : "false"))
    case let value as Double: slot.content = .leaf(try number(value, value.isFinite, path))
    case let value as Float: slot.content = .leaf(try number(value, value.isFinite, path))
    case let value as any (FixedWidthInteger & Encodable):
      slot.content = .leaf(.literal(String(describing: value)))
    default: try value.encode(to: RecordEncoder(slot, path))
    }
  }

  private static func number(
    _ value: some BinaryFloatingPoint & CustomStringConvertible, _ isFinite: Bool,
    _ path: [any CodingKey]
  ) throws -> RecordTree {
    guard isFinite else {
      throw EncodingError.invalidValue(
        value, EncodingError.Context(codingPath: path, debugDescription: "not a finite number"))
    }
    let text = value.description
    return .literal(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: Slot
    let codingPath: [any CodingKey]

    mutating func encodeNil(forKey key: Key) throws { _ = slot.member(key.stringValue) }
    mutating func encode(_ value: some Encodable, forKey key: Key) throws {
      try RecordEncoder.fill(slot.member(key.stringValue), value, codingPath + [key])
    }
    mutating func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type, forKey key: Key)
      -> KeyedEncodingContainer<Nested>
    {
      RecordEncoder(slot.member(key.stringValue), codingPath + [key]).container(keyedBy: keyedBy)
    }
    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      RecordEncoder(slot.member(key.stringValue), codingPath + [key]).unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder {
      RecordEncoder(slot.member("super"), codingPath)
    }
    mutating func superEncoder(forKey key: Key) -> any Encoder {
      RecordEncoder(slot.member(key.stringValue), codingPath + [key])
    }
  }

  private struct Unkeyed: UnkeyedEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]
    var count: Int { if case .list(let slots) = slot.content { slots.count } else { 0 } }

    mutating func encodeNil() throws { _ = slot.appended() }
    mutating func encode(_ value: some Encodable) throws {
      try RecordEncoder.fill(slot.appended(), value, codingPath)
    }
    mutating func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type)
      -> KeyedEncodingContainer<Nested>
    {
      RecordEncoder(slot.appended(), codingPath).container(keyedBy: keyedBy)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      RecordEncoder(slot.appended(), codingPath).unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder { RecordEncoder(slot.appended(), codingPath) }
  }

  private struct Single: SingleValueEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]
    mutating func encodeNil() throws { slot.content = .leaf(.literal("null")) }
    mutating func encode(_ value: some Encodable) throws {
      try RecordEncoder.fill(slot, value, codingPath)
    }
  }
}
