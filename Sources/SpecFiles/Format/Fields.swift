internal import CharacterCore

/// The fields of one mapping, read one by one by the names that the format gives them.
///
/// It knows what has been asked for, so that keys which nobody asked for can be reported, with the
/// name that the author may have meant.
final class Fields {
  let report: Report
  let place: Place
  private let title: String
  private let entries: [(name: String, key: YAMLNode, value: YAMLNode)]
  private var declared: [Schema.Field] = []
  private var refused: [String: String] = [:]

  /// Reports a node that is no mapping, keys that are no text, and keys that come twice.
  init?(_ node: YAMLNode, _ title: String, _ report: Report) {
    guard case .mapping(let pairs) = node.content else {
      report.error(
        node.place, "'\(title)' must be a mapping of keys and values, not \(node.description)")
      return nil
    }
    self.report = report
    self.title = title
    place = node.place
    var entries: [(name: String, key: YAMLNode, value: YAMLNode)] = []
    var seen: [String: Place] = [:]
    for (key, value) in pairs {
      guard let name = key.text, !key.isEmpty else {
        report.error(key.place, "a key must be a name, not \(key.description)")
        continue
      }
      if let first = seen[name] {
        report.error(key.place, "\(quoted(name)) is already given on line \(first.line)")
        continue
      }
      seen[name] = key.place
      entries.append((name, key, value))
    }
    self.entries = entries
  }

  /// No fields at all, and nobody to complain to: what reads from it only declares.
  private init() {
    report = Report(SourceText(file: "", text: ""))
    (title, place, entries) = ("", .start, [])
  }

  static func describing<Value>(_ body: (Fields) -> Value) -> [Schema.Field] {
    let fields = Fields()
    _ = body(fields)
    return fields.declared
  }

  /// Runs `body` and reports the keys that it did not ask for.
  func reading<Value>(_ body: (Fields) -> Value) -> Value {
    let value = body(self)
    let names = declared.map(\.name)
    for entry in entries where !names.contains(entry.name) {
      report.error(entry.key.place, complaint(aboutUnknown: entry.name, names))
    }
    return value
  }

  private func complaint(aboutUnknown name: String, _ names: [String]) -> String {
    if let reason = refused[name] { return reason }
    let lead = "unknown key \(quoted(name)) in '\(title)'"
    if let meant = Spelling.nearest(name, among: names) {
      return lead + "; did you mean '\(meant)'?"
    }
    for field in declared {
      guard case .object(let inner) = field.schema,
        let meant = Spelling.nearest(name, among: inner.map(\.name))
      else { continue }
      return lead + "; did you mean '\(meant)' in '\(field.name)'?"
    }
    if name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      return lead + "; decimals have a point, not a comma"
    }
    return lead + "; the keys here are \(Spelling.list(names, "and"))"
  }

  /// Reads a field; `nil` where it is absent or wrong.
  func read<Value>(
    _ name: String, _ about: String, _ format: Format<Value>, isRequired: Bool = false
  ) -> Value? {
    declared.append(
      Schema.Field(name: name, about: about, schema: format.schema, isRequired: isRequired))
    guard let entry = entries.first(where: { $0.name == name }) else {
      if isRequired { report.error(place, "'\(title)' needs a '\(name)': \(format.expectation)") }
      return nil
    }
    return format.read(entry.value, Site(name: name, report: report))
  }

  /// Where a field's key stands, where the author gave it.
  func place(of name: String) -> Place? { entries.first { $0.name == name }?.key.place }

  /// Says why a key that one might expect is not there.
  func refuse(_ name: String, because reason: String) { refused[name] = reason }
}
