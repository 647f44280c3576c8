package import CharacterCore

extension SpecWriter {
  /// The comment at a file's beginning, a line each, without its signs; a line that names a schema
  /// for editors is left out, since its path may not hold elsewhere.
  package static func leadingComment(of source: String) -> String {
    var lines: [Substring] = []
    for line in source.split(separator: "\n", omittingEmptySubsequences: false).prefix(64) {
      guard line.hasPrefix("#") else { break }
      let text = line.dropFirst()
      if !text.contains("yaml-language-server") {
        lines.append(text.hasPrefix(" ") ? text.dropFirst() : text)
      }
    }
    let body = lines.drop { $0.isEmpty }
    return body.joined(separator: "\n")
  }

  /// A spec that leaves all to the seed, with what the seed draws in comments.
  package static func castTemplate(name: String, seed: UInt64, drawn: CharacterSpec) -> String {
    let lead = """
      A character from a casting. The seed alone draws the person: this file as it stands is exactly
      the face on the sheet. What the seed draws stands below; take the '#' from a line, and from the
      lines that it belongs to, and change it. Then run
          mien check <this file>     every mistake at once
          mien vary <this file>      the faces around this one
      """
    var spec = CharacterSpec(name: name, seed: seed)
    let start = write(spec, comment: lead)
    spec = drawn
    (spec.name, spec.seed) = (name, seed)
    let known = write(CharacterSpec(name: name, seed: seed)).split(separator: "\n").count
    let rest = write(spec).split(separator: "\n").dropFirst(known)
    return start + "\n" + rest.map { "# \($0)\n" }.joined()
  }
}
