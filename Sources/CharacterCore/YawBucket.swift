/// How far a face is turned from the camera, as far as it matters to who it seems to be: thresholds of
/// likeness belong to one such class.
public enum YawBucket: Int, CaseIterable, Sendable, Codable {
  /// Less than 15 degrees.
  case frontal
  /// From 15 to less than 30 degrees.
  case turned
  /// From 30 to 45 degrees.
  case threeQuarter

  /// The class of a yaw in degrees; `nil` beyond 45, where no face is judged.
  public init?(yaw: Double) {
    switch abs(yaw) {
    case ..<15: self = .frontal
    case ..<30: self = .turned
    case ...45: self = .threeQuarter
    default: return nil
    }
  }

  /// `frontal`, `turned` or `threeQuarter`.
  public var name: String { String(describing: self) }
}
