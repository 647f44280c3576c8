internal import CharacterCore

extension Format {
  /// A mapping from names to values of one kind, in the order of the file. With `keys` only those are
  /// allowed, matched as choices are, and returned as they are spelt there.
  static func table<Item>(
    keys: [String]?, of kind: String, _ item: Format<Item>, limit: Int = 256
  ) -> Self where Value == [(name: String, place: Place, value: Item)] {
    let folded = keys.map { keys in
      Dictionary(keys.map { (Spelling.folded($0), $0) }, uniquingKeysWith: { first, _ in first })
    }
    return Format(
      .table(keys: keys, value: item.schema), expecting: "a mapping from \(kind)s to values"
    ) { node, site in
      guard case .mapping(let pairs) = node.content else {
        site.report.error(
          node.place,
          "'\(site.name)' must be a mapping from \(kind)s to values, not \(node.description)")
        return nil
      }
      guard pairs.count <= limit else {
        site.report.error(
          node.place, "'\(site.name)' has \(pairs.count) entries; \(limit) are allowed")
        return nil
      }
      var result: Value = []
      var seen: [String: Place] = [:]
      for (key, value) in pairs {
        guard let typed = key.text, !key.isEmpty else {
          site.report.error(key.place, "a key must be a name, not \(key.description)")
          continue
        }
        var name = typed
        if let folded, let keys {
          guard let known = folded[Spelling.folded(typed)] else {
            let suggestion = Spelling.suggestion(typed, among: keys)
            let known =
              suggestion.isEmpty && keys.count <= 24
              ? "; they are \(Spelling.list(keys, "and"))" : suggestion
            site.report.error(key.place, "\(quoted(typed)) is not a \(kind)\(known)")
            continue
          }
          name = known
        }
        if let first = seen[name] {
          site.report.error(key.place, "\(quoted(name)) is already given on line \(first.line)")
          continue
        }
        seen[name] = key.place
        if let value = item.read(value, Site(name: name, report: site.report)) {
          result.append((name, key.place, value))
        }
      }
      return result
    }
  }
}
