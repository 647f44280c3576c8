/// How a face is drawn, in numbers of its aligned picture: what tells a picture with light and shade
/// from a poster, a cartoon, a sketch.
public struct DrawingStyle: Sendable, Equatable, Codable {
  /// The share of pixels that are as light as their neighbours, 0...1: areas of one colour.
  public var flat: Float
  /// The share of pixels that differ from a neighbour by a fifth of white or more, 0...1: outlines.
  public var outlined: Float
  /// The bits of information in the lightness of a pixel, 0...6: few where there are few tones.
  public var tones: Float
  /// The length of the embedding before it was made a unit vector: how much of what the encoder knows
  /// it sees. In units of one encoder.
  public var response: Float

  public init(flat: Float, outlined: Float, tones: Float, response: Float) {
    (self.flat, self.outlined) = (flat, outlined)
    (self.tones, self.response) = (tones, response)
  }
}
