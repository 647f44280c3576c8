internal import CharacterCore
internal import Yams

/// One YAML document, parsed under limits that a hostile file cannot widen.
///
/// Aliases are refused before Yams sees the text, since it multiplies them out; anchors, tags, more
/// than one document, deep nesting and large files are refused after. Keys that are written twice are
/// all reported: Yams gives up at the first, so each is renamed in a copy of the text and parsed again.
enum YAMLDocument {
  /// Bytes; a spec is a page of text.
  static let sizeLimit = 1 << 18
  static let depthLimit = 16
  static let nodeLimit = 20_000

  /// The document's root, or `nil` with the reason in the report.
  static func parse(_ text: String, _ report: Report) -> YAMLNode? {
    if let place = aliasPlace(in: text) {
      report.error(place, "aliases ('&' and '*') are not used in this format; write the value out")
      return nil
    }
    var renaming = KeyRenaming(text)
    while true {
      do {
        // Yams keeps a pointer into its text, which must therefore not be one of Swift's small
        // strings; and its nodes know their anchors only while the parser lives.
        let padding = String(repeating: "\n", count: 16)
        let parser = try Parser(yaml: renaming.text + padding, resolver: .basic, encoding: .utf8)
        return try withExtendedLifetime(parser) {
          guard let root = try parser.singleRoot() else {
            report.error(.start, "the file is empty; it must begin with 'mien: 1'")
            return nil
          }
          var conversion = Conversion(renaming: renaming, report: report)
          return conversion.node(root, depth: 0)
        }
      } catch YamlError.duplicatedKeysInMapping(_, let context) {
        guard renaming.rename(at: Place(context.mark)) else {
          for place in renaming.places + [Place(context.mark)] {
            report.error(place, "this key is given more than once")
          }
          return nil
        }
      } catch {
        describe(error, report)
        return nil
      }
    }
  }

  private static func describe(_ error: any Error, _ report: Report) {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      guard !problem.hasPrefix("Maximum nesting") else {
        report.error(Place(mark), "nested deeper than \(depthLimit) levels")
        return
      }
      let lead = context.map { context in
        let begin = Place(context.mark)
        let beginning =
          begin.line == mark.line || context.mark.line == 1
          ? "" : " that begins on line \(begin.line)"
        return context.text.trimmingSpaces + beginning + ", "
      }
      let place = min(Place(mark), report.source.end)
      let tab = report.source.line(at: place)?.first == "\t" ? "; indent with spaces, not tabs" : ""
      report.error(place, "not valid YAML: \(lead ?? "")\(problem.trimmingSpaces)\(tab)")
    case YamlError.reader(let problem, let offset, _, let yaml):
      report.error(place(ofByte: offset ?? 0, in: yaml), "not valid YAML: \(problem)")
    default:
      report.error(.start, "not valid YAML")
    }
  }

  private static func place(ofByte offset: Int, in text: String) -> Place {
    var place = Place.start
    for (index, byte) in text.utf8.enumerated() {
      if index >= offset { break }
      if byte == UInt8(ascii: "\n") {
        place = Place(line: place.line + 1, column: 1)
      } else if byte & 0xc0 != 0x80 {
        place.column += 1
      }
    }
    return place
  }

  /// The first `*name` whose `&name` is also in the text, wherever the two stand; without such a pair
  /// no alias can resolve.
  private static func aliasPlace(in text: String) -> Place? {
    let bytes = Array(text.utf8)
    func names(after mark: UInt8) -> [(name: ArraySlice<UInt8>, offset: Int)] {
      bytes.indices.compactMap { start in
        guard bytes[start] == mark else { return nil }
        let name = bytes[(start + 1)...].prefix { byte in
          byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            || UnicodeScalar(byte).properties.isAlphabetic && byte < 128
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        return name.isEmpty ? nil : (name, start)
      }
    }
    let anchors = names(after: UInt8(ascii: "&"))
    guard !anchors.isEmpty else { return nil }
    let known = Set(anchors.map(\.name))
    let alias = names(after: UInt8(ascii: "*")).first { known.contains($0.name) }
    return alias.map { place(ofByte: $0.offset, in: text) }
  }
}

/// Makes keys that a mapping has twice differ, so that the whole document can still be read.
///
/// The first scalar of a key is replaced by one of Unicode's private use area, which keeps every place
/// in the text; the original is put back when nodes are converted.
struct KeyRenaming {
  private var scalars: [UnicodeScalar]
  private var lineStarts: [Int]
  private var originals: [Place: UnicodeScalar] = [:]
  /// A large file is parsed again less often.
  private var tries: Int

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    tries = min(50, max(2, (1 << 17) / (scalars.count + 1)))
    lineStarts = [0]
    for index in scalars.indices {
      switch scalars[index] {
      case "\r" where index + 1 < scalars.count && scalars[index + 1] == "\n": continue
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lineStarts.append(index + 1)
      default: continue
      }
    }
  }

  var text: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// False where the key is no plain or quoted text, or there have been too many.
  mutating func rename(at place: Place) -> Bool {
    guard tries > 0, lineStarts.indices.contains(place.line - 1) else { return false }
    tries -= 1
    var index = lineStarts[place.line - 1] + place.column - 1
    if index < scalars.count, ["\"", "'"].contains(scalars[index]) { index += 1 }
    guard index < scalars.count, scalars[index].properties.isAlphabetic,
      let substitute = UnicodeScalar(0xe000 + originals.count)
    else { return false }
    originals[place] = scalars[index]
    scalars[index] = substitute
    return true
  }

  /// Where the keys stand that were renamed, in the order of the file.
  var places: [Place] { originals.keys.sorted() }

  func original(_ text: String, at place: Place) -> String {
    guard let first = originals[place] else { return text }
    return String(first) + String(String.UnicodeScalarView(text.unicodeScalars.dropFirst()))
  }
}

/// Turns Yams' nodes into ours, refusing what the format has no use for.
private struct Conversion {
  let renaming: KeyRenaming
  let report: Report
  private var nodes = 0

  init(renaming: KeyRenaming, report: Report) {
    (self.renaming, self.report) = (renaming, report)
  }

  /// `nil` where the document is refused as a whole.
  mutating func node(_ node: Node, depth: Int) -> YAMLNode? {
    let place = Place(node.mark)
    nodes += 1
    guard nodes <= YAMLDocument.nodeLimit else {
      report.error(place, "the file has more than \(YAMLDocument.nodeLimit) values")
      return nil
    }
    guard depth <= YAMLDocument.depthLimit else {
      report.error(place, "nested deeper than \(YAMLDocument.depthLimit) levels")
      return nil
    }
    guard node.anchor == nil else {
      report.error(place, "anchors ('&') are not used in this format; leave it out")
      return nil
    }
    switch node {
    case .scalar(let scalar):
      refuse(tag: scalar.tag, implicit: [.implicit, .str], at: place)
      let text = renaming.original(scalar.string, at: place)
      return YAMLNode(
        content: .scalar(text, isPlain: scalar.style == .plain || scalar.style == .any),
        place: place)
    case .sequence(let sequence):
      refuse(tag: sequence.tag, implicit: [.implicit, .seq], at: place)
      var items: [YAMLNode] = []
      for item in sequence {
        guard let item = self.node(item, depth: depth + 1) else { return nil }
        items.append(item)
      }
      return YAMLNode(content: .sequence(items), place: place)
    case .mapping(let mapping):
      refuse(tag: mapping.tag, implicit: [.implicit, .map], at: place)
      var pairs: [(key: YAMLNode, value: YAMLNode)] = []
      for (key, value) in mapping {
        guard let key = self.node(key, depth: depth + 1),
          let value = self.node(value, depth: depth + 1)
        else { return nil }
        pairs.append((key, value))
      }
      return YAMLNode(content: .mapping(pairs), place: place)
    case .alias:
      report.error(place, "aliases ('*') are not used in this format; write the value out")
      return nil
    }
  }

  private func refuse(tag: Tag, implicit: [Tag.Name], at place: Place) {
    guard !implicit.contains(where: { tag.description == $0.rawValue }) else { return }
    let standard = "tag:yaml.org,2002:"
    let name =
      tag.description.hasPrefix(standard)
      ? "!!" + tag.description.dropFirst(standard.count) : tag.description
    report.error(place, "tags ('!') are not used in this format; leave \(quoted(name)) out")
  }
}

extension Place {
  fileprivate init(_ mark: Mark?) {
    self = mark.map { Place(line: $0.line, column: $0.column) } ?? .start
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "\n" }.reversed())
  }
}
