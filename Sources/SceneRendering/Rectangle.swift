/// A rectangle in pixels, y downwards from the top left corner.
public struct Rectangle: Sendable, Equatable {
  public var x, y, width, height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// The largest rectangle of a picture's shape in the middle of this one: where the picture lies in
  /// it, or what is left of this one when it covers the picture.
  public func fitting(width inner: Int, height innerHeight: Int) -> Rectangle {
    let (inner, innerHeight) = (Double(inner), Double(innerHeight))
    let scale = min(width / inner, height / innerHeight)
    return Rectangle(
      x: x + (width - inner * scale) / 2, y: y + (height - innerHeight * scale) / 2,
      width: inner * scale, height: innerHeight * scale)
  }
}
