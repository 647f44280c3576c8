/// A rectangle in pixels, y downwards from the top left corner.
public struct Rectangle: Sendable, Equatable {
  public var x, y, width, height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// The largest rectangle of a picture's shape in the middle of this one.
  public func fitting(width pictureWidth: Int, height pictureHeight: Int) -> Rectangle {
    let scale = min(width / Double(pictureWidth), height / Double(pictureHeight))
    return centered(width: Double(pictureWidth) * scale, height: Double(pictureHeight) * scale)
  }

  /// The largest part of this one, in its middle, that has the shape of a target: what remains of a
  /// picture that covers the target.
  public func covering(width targetWidth: Int, height targetHeight: Int) -> Rectangle {
    let scale = min(width / Double(targetWidth), height / Double(targetHeight))
    return centered(width: Double(targetWidth) * scale, height: Double(targetHeight) * scale)
  }

  private func centered(width inner: Double, height innerHeight: Double) -> Rectangle {
    Rectangle(
      x: x + (width - inner) / 2, y: y + (height - innerHeight) / 2, width: inner,
      height: innerHeight)
  }
}
