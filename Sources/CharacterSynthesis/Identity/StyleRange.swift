internal import CharacterCore

/// How far the pictures of a locked character go in flatness, outlines, tones and the encoder's response:
/// what lies well outside is drawn otherwise, and the encoder is not asked.
public struct StyleRange: Sendable, Equatable, Codable {
  /// The most of the character's own pictures, after they were compressed, blurred and recoloured, too.
  public var flat, outlined: Float
  /// The least of them.
  public var tones, response: Float

  /// How far beyond its own pictures a character may be drawn. Chosen on stylised copies of pictures
  /// (posters, cartoons, sketches) so that the encoder's answers are still right where it is asked: see
  /// `Documentation/identity.md`.
  private static let (moreFlat, moreOutlined, fewerTones): (Float, Float, Float) = (0.1, 0.03, 0.4)
  private static let leastResponse: Float = 0.6

  package init(flat: Float, outlined: Float, tones: Float, response: Float) {
    (self.flat, self.outlined) = (flat, outlined)
    (self.tones, self.response) = (tones, response)
  }

  init(of styles: [DrawingStyle]) {
    func rounded(_ value: Float?) -> Float { ((value ?? 0) * 1e4).rounded() / 1e4 }
    self.init(
      flat: rounded(styles.map(\.flat).max()), outlined: rounded(styles.map(\.outlined).max()),
      tones: rounded(styles.map(\.tones).min()), response: rounded(styles.map(\.response).min()))
  }

  /// What covers both.
  func union(_ other: StyleRange) -> StyleRange {
    StyleRange(
      flat: max(flat, other.flat), outlined: max(outlined, other.outlined),
      tones: min(tones, other.tones), response: min(response, other.response))
  }

  /// Why a face is drawn too much otherwise for the encoder; `nil` where it is not.
  func objection(to style: DrawingStyle) -> String? {
    if style.flat > flat + Self.moreFlat { return "areas of one colour" }
    if style.tones < tones - Self.fewerTones { return "few tones" }
    if style.outlined > outlined + Self.moreOutlined { return "outlines" }
    if style.response < response * Self.leastResponse { return "the encoder sees little of a face" }
    return nil
  }
}
