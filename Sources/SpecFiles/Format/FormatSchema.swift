internal import CharacterCore

/// The JSON Schemas (draft 2020-12) of the formats, for editors; made from the readers themselves.
package enum FormatSchema {
  /// A character, `mien-spec.schema.json`.
  package static var character: String {
    text("mien-spec", "A character", Fields.describing { CharacterFormat.spec($0) })
  }

  /// A reel, `mien-reel.schema.json`.
  package static var reel: String {
    let reader = ReelReader(presets: [], custom: nil)
    let silent = Report(SourceText(file: "", text: ""))
    return text(
      "mien-reel", "A reel", Fields.describing { ReelFormat.reel($0, names: reader, silent) })
  }

  private static func text(_ id: String, _ title: String, _ fields: [Schema.Field]) -> String {
    Schema.object(fields).json
      .adding("title", .string("\(title), version \(SpecFile.version) of the format"))
      .adding("$id", .string("\(id).schema.json"))
      .adding("$schema", "https://json-schema.org/draft/2020-12/schema")
      .rendered() + "\n"
  }
}
