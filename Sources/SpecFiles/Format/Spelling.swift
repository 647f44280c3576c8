/// Finds the word that a misspelt one was meant to be.
enum Spelling {
  /// Lower case without spaces, hyphens and underscores: what is equal here is the same word.
  static func folded(_ word: String) -> String {
    String(word.lowercased().filter { !" -_".contains($0) })
  }

  /// The nearest of `words` in the optimal string alignment distance (insert, delete, replace, swap
  /// neighbours), where at most a third of the letters differ; the first of equally near ones.
  static func nearest(_ word: String, among words: [String]) -> String? {
    let typed = Array(folded(word).unicodeScalars)
    guard (1...64).contains(typed.count) else { return nil }
    let limit = max(1, typed.count / 3)
    let candidates = words.map { ($0, distance(typed, Array(folded($0).unicodeScalars))) }
    guard let best = candidates.min(by: { $0.1 < $1.1 }), best.1 <= limit else { return nil }
    return best.0
  }

  private static func distance(_ a: [UnicodeScalar], _ b: [UnicodeScalar]) -> Int {
    var before: [Int] = []
    var above = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      (before, above) = (above, row)
    }
    return above[b.count]
  }

  /// `; did you mean 'x'?`, or nothing.
  static func suggestion(_ word: String, among words: [String]) -> String {
    nearest(word, among: words).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// `a, b or c`.
  static func list(_ words: [String], _ joint: String = "or") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(joint) " + last
  }
}
