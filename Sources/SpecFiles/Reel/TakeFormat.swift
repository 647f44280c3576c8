internal import CharacterCore

/// How a beat brings a captured face along: `face: take.csv`, or `face: {file: take.csv, from: 2s}`.
enum TakeFormat {
  private static let path = Format<String>.text(1...240)
  /// What a captured face does by itself.
  private static let replaced = ["expression", "gaze", "head", "visemes", "blinks"]

  static func read(_ fields: Fields, _ names: ReelReader) -> CapturedFace? {
    let take = fields.read(
      "face", "A take of Live Link Face (CSV) beside the reel, in place of an expression.",
      format(names))
    if fields.place(of: "face") != nil {
      for name in replaced {
        guard let place = fields.place(of: name) else { continue }
        fields.report.error(place, "a captured 'face' brings its own '\(name)'; leave it out")
      }
    }
    return take
  }

  private static func format(_ names: ReelReader) -> Format<CapturedFace> {
    let schema = Schema.anyOf([
      path.schema, .object(Fields.describing { captured(in: $0, names) }),
    ])
    return Format(schema, expecting: "a file such as take.csv, or {file: take.csv, from: 2s}") {
      node, site in
      if case .mapping = node.content {
        return Fields(node, site.name, site.report)?.reading { captured(in: $0, names) }
      }
      return path.read(node, site).flatMap { captured($0, at: node.place, names, site.report) }
    }
  }

  private static func captured(in fields: Fields, _ names: ReelReader) -> CapturedFace? {
    let file = fields.read("file", "The file, beside the reel.", path, isRequired: true)
    let start = fields.read("from", "Seconds into the file.", .duration(0...36000)) ?? 0
    guard let file, let place = fields.place(of: "file"),
      var take = captured(file, at: place, names, fields.report)
    else { return nil }
    take.start = start
    return take
  }

  private static func captured(
    _ file: String, at place: Place, _ names: ReelReader, _ report: Report
  ) -> CapturedFace? {
    do { return try names.face?(file) ?? CapturedFace(file: file, bytes: []) } catch {
      report.error(place, "\(error)")
      return nil
    }
  }
}
