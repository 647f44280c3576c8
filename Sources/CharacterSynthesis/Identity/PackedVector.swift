internal import Foundation

/// A vector of numbers from -1 to 1 as a line of letters: Base64 of 16-bit numbers, the low byte first, in
/// steps of 1/32767.
enum PackedVector {
  /// The most numbers that are read.
  static let limit = 4_096
  private static let steps: Float = 32_767

  /// - Precondition: every number is finite.
  static func write(_ vector: [Float]) -> String {
    var bytes = Data(capacity: 2 * vector.count)
    for value in vector {
      let step = UInt16(bitPattern: Int16((value.clamped(to: -1...1) * steps).rounded()))
      bytes.append(UInt8(truncatingIfNeeded: step))
      bytes.append(UInt8(truncatingIfNeeded: step >> 8))
    }
    return bytes.base64EncodedString()
  }

  /// The nearest number that can be written.
  static func rounded(_ value: Float) -> Float { (value * steps).rounded() / steps }

  /// `nil` where it is none, or longer than `limit`.
  static func read(_ text: String) -> [Float]? {
    guard text.utf8.count <= 4 * limit, let bytes = Data(base64Encoded: text),
      bytes.count.isMultiple(of: 2), bytes.count <= 2 * limit
    else { return nil }
    return stride(from: 0, to: bytes.count, by: 2).map { index in
      let step = UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
      return Float(Int16(bitPattern: step)) / steps
    }
  }
}
