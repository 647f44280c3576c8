internal import Foundation

extension RecordFile {
  /// `base` with every value changed that differs between two others, to the second's.
  package static func carrying<Value: Codable>(
    from before: Value, to after: Value, over base: Value
  ) throws -> Value {
    let tree = carrying(
      try RecordEncoder.encode(before), try RecordEncoder.encode(after),
      try RecordEncoder.encode(base))
    return try JSONDecoder().decode(Value.self, from: Data(tree.json.utf8))
  }

  private static func carrying(
    _ before: RecordTree, _ after: RecordTree, _ base: RecordTree
  ) -> RecordTree {
    guard before != after else { return base }
    switch (before, after, base) {
    case (.map(let before), .map(let after), .map(let base)):
      func value(_ key: String, _ pairs: [(key: String, value: RecordTree)]) -> RecordTree? {
        pairs.first { $0.key == key }?.value
      }
      var pairs: [(key: String, value: RecordTree)] = []
      for (key, new) in after {
        if let old = value(key, before), let kept = value(key, base) {
          pairs.append((key, carrying(old, new, kept)))
        } else if let kept = value(key, base), value(key, before) == new {
          pairs.append((key, kept))
        } else {
          pairs.append((key, new))
        }
      }
      for (key, kept) in base where value(key, after) == nil && value(key, before) == nil {
        pairs.append((key, kept))
      }
      return .map(pairs)
    case (.list(let before), .list(let after), .list(let base))
    where before.count == after.count && after.count == base.count:
      return .list(zip(zip(before, after), base).map { carrying($0.0, $0.1, $1) })
    default: return after
    }
  }
}
