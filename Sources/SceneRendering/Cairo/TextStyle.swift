public import CharacterCore

/// How text looks.
public struct TextStyle: Sendable, Equatable {
  public enum Weight: Sendable { case regular, bold }
  public enum Alignment: Sendable { case left, center, right }

  /// The fonts in the order of preference; a character that one lacks is taken from the next that
  /// has it.
  public static let families = "Noto Sans, DejaVu Sans, Noto Sans CJK SC, sans-serif"

  /// The em in pixels.
  public var size: Double
  public var weight: Weight
  public var color: RGBA8
  public var alignment: Alignment
  /// Lines beyond this many are cut off with an ellipsis.
  public var lineLimit: Int
  /// The language (BCP 47), which decides how shared Chinese, Japanese and Korean characters look.
  public var language: String

  public init(
    size: Double, weight: Weight = .regular, color: RGBA8 = RGBA8(255, 255, 255),
    alignment: Alignment = .left, lineLimit: Int = 1, language: String = "zh-Hans"
  ) {
    precondition(size > 0 && lineLimit > 0)
    self.size = size
    self.weight = weight
    self.color = color
    self.alignment = alignment
    self.lineLimit = lineLimit
    self.language = language
  }
}

/// The room that drawn text takes, in pixels.
public struct TextSize: Sendable, Equatable {
  public let width, height: Double
}
