internal import CharacterCore
internal import Foundation

/// A moment as `HH:MM:SS:FF.sss`: hours, minutes, seconds, whole frames, and thousandths of a frame.
///
/// Frames are counted without drops, at the rate's nearest whole number, as Live Link Face does.
package struct Timecode: Sendable, Equatable {
  package var hours, minutes, seconds, frames: Int
  /// The share of a frame that has passed, 0..<1.
  package var subframe: Double

  package init(
    hours: Int = 0, minutes: Int = 0, seconds: Int = 0, frames: Int = 0, subframe: Double = 0
  ) {
    (self.hours, self.minutes, self.seconds) = (hours, minutes, seconds)
    (self.frames, self.subframe) = (frames, subframe)
  }

  /// A frame of a clip that begins at midnight.
  init(frame: Int, countingTo framesPerSecond: Int) {
    let (whole, frames) = frame.quotientAndRemainder(dividingBy: framesPerSecond)
    self.init(
      hours: whole / 3600 % 24, minutes: whole / 60 % 60, seconds: whole % 60, frames: frames)
  }

  /// Reads the text; the last separator may be `;`, and the thousandths may be missing. `nil` where
  /// it is no timecode.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == ";" }
    guard parts.count == 4, parts.allSatisfy({ (1...12).contains($0.utf8.count) }),
      let hours = Self.whole(parts[0]), let minutes = Self.whole(parts[1]),
      let seconds = Self.whole(parts[2])
    else { return nil }
    let last = parts[3].split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(last.count), let frames = Self.whole(last[0]) else { return nil }
    var subframe = 0.0
    if last.count == 2 {
      guard Self.whole(last[1]) != nil, let share = Double("0." + last[1]) else { return nil }
      subframe = share
    }
    guard hours < 24, minutes < 60, seconds < 60, frames < 1000 else { return nil }
    self.init(hours: hours, minutes: minutes, seconds: seconds, frames: frames, subframe: subframe)
  }

  /// Digits alone: no sign, no space.
  private static func whole(_ text: some StringProtocol) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  package var text: String {
    String(
      format: "%02d:%02d:%02d:%02d.%03d", hours, minutes, seconds, frames,
      min(Int((subframe * 1000).rounded()), 999))
  }

  /// Frames since midnight, where a second has so many.
  func frames(countingTo framesPerSecond: Int) -> Double {
    Double(((hours * 60 + minutes) * 60 + seconds) * framesPerSecond + frames) + subframe
  }
}
