/// What a frame shows of a character.
public enum FrameLayout: String, Sendable, CaseIterable, Codable {
  /// The face, square.
  case portrait
  /// The whole person.
  case body
  /// The face large, the whole person beside it; in upright frames below it.
  case split
}

/// A frame's shape: width to height.
public struct FrameAspect: Sendable, Hashable, Codable, CustomStringConvertible {
  public let width, height: Int

  public init(_ width: Int, _ height: Int) {
    precondition(width > 0 && height > 0)
    (self.width, self.height) = (width, height)
  }

  /// The shape that a text such as `9:16` names; `nil` for one that is narrower than 1:4 or wider
  /// than 4:1.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1],
      1...10_000 ~= width, 1...10_000 ~= height, width <= 4 * height, height <= 4 * width
    else { return nil }
    (self.width, self.height) = (width, height)
  }

  public static let upright = FrameAspect(9, 16)
  public static let wide = FrameAspect(16, 9)
  public static let square = FrameAspect(1, 1)

  public var description: String { "\(width):\(height)" }
}

extension FrameLayout {
  /// The shape of a frame where none is asked for.
  public var aspect: FrameAspect {
    switch self {
    case .portrait: .square
    case .body: .upright
    case .split: .wide
    }
  }
}

/// Where a layout's pictures lie in a frame; all numbers are pixels, the frame's own sides even.
public struct FrameGeometry: Sendable, Equatable {
  /// A part of a frame, from its top left corner.
  public struct Panel: Sendable, Equatable {
    public var x, y, width, height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
      (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }
  }

  public let width, height: Int
  /// Where the face is; its square picture covers the panel and is cut evenly.
  public let face: Panel?
  /// Where the whole person is.
  public let body: Panel?

  /// - Parameters:
  ///   - size: the frame's height.
  ///   - aspect: has no say in a portrait, which is square.
  public init(_ layout: FrameLayout, size: Int, aspect: FrameAspect) {
    func even(_ value: Double) -> Int { max(2, 2 * Int((value / 2).rounded())) }
    height = size
    switch layout {
    case .portrait:
      width = size
      face = Panel(x: 0, y: 0, width: size, height: size)
      body = nil
    case .body:
      width = even(Double(size * aspect.width) / Double(aspect.height))
      face = nil
      body = Panel(x: 0, y: 0, width: width, height: height)
    case .split:
      let width = even(Double(size * aspect.width) / Double(aspect.height))
      self.width = width
      if Double(width) >= 1.2 * Double(size) {
        let side = min(size, even(0.6 * Double(width)))
        face = Panel(x: 0, y: 0, width: side, height: size)
        body = Panel(x: side, y: 0, width: width - side, height: size)
      } else {
        let side = min(width, even(0.48 * Double(size)))
        face = Panel(x: 0, y: 0, width: width, height: side)
        body = Panel(x: 0, y: side, width: width, height: size - side)
      }
    }
  }
}
