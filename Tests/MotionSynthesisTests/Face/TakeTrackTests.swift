import CharacterCore
import Foundation
import Testing

@testable import MotionSynthesis

@Suite struct TakeTrackTests {
  private static let performer = Performer(ageYears: 30, sex: 0.1, stream: RandomStream(seed: 4))

  /// Another person, amazed for two seconds, as a take.
  private static func captured() throws -> CapturedFace {
    let reel = Reel(
      name: "His",
      beats: [
        Beat(duration: 0.8), Beat(duration: 1.2, expressions: [WeightedExpression("surprised")]),
      ])
    let other = Performer(ageYears: 50, sex: 0.9, stream: RandomStream(seed: 9))
    let face = try PerformanceSynthesizer().perform(reel, by: other, at: FrameRate(60))
    return CapturedFace(
      file: "take.csv", bytes: Array(LiveLinkTake(face).text.utf8), rate: FrameRate(60))
  }

  private func perform(_ beats: [Beat], fps: Int = 60) throws -> [FacePose] {
    try PerformanceSynthesizer().perform(
      Reel(name: "Test", beats: beats), by: Self.performer, at: FrameRate(fps)
    ).frames
  }

  private let happy = Beat(duration: 1.5, expressions: [WeightedExpression("happy")])

  @Test func `a beat's face is the take's, and the reel's before and after`() throws {
    let face = try Self.captured()
    let take = try LiveLinkTake(face)
    let frames = try perform([happy, Beat(duration: 2, take: face), happy])
    let own = try perform([happy, Beat(duration: 2), happy])
    #expect(frames.count == 300 && Array(frames[..<90]) == Array(own[..<90]))
    let (end, times) = (90 + 119, take.times)
    for index in 112..<end {
      var wanted = take.pose(at: Double(index - 90) / 60, times)
      wanted.breath = own[index].breath
      for shape in Blendshape.allCases {
        #expect(abs(frames[index].expression[shape] - wanted.expression[shape]) < 1e-4)
      }
      #expect(abs(frames[index].headYaw - wanted.headYaw) < 1e-4)
      #expect(frames[index].breath == wanted.breath)
    }
    #expect(Array(frames[(end + 22)...]) == Array(own[(end + 22)...]))
    #expect((frames[190].expression[.browInnerUp]) > 0.2)
  }

  @Test func `no channel jumps where a take begins or ends`() throws {
    let frames = try perform([happy, Beat(duration: 2, take: try Self.captured()), happy])
    for (before, after) in zip(frames, frames.dropFirst()) {
      // A blink closes a lid within four frames.
      for shape in Blendshape.allCases where shape != .eyeBlinkLeft && shape != .eyeBlinkRight {
        #expect(abs(before.expression[shape] - after.expression[shape]) < 0.2, "\(shape)")
      }
      #expect(abs(before.headYaw - after.headYaw) < 1.5)
    }
  }

  @Test func `beats play a take on, from a place in it, and let go where it ends`() throws {
    var face = try Self.captured()
    let whole = try perform([Beat(duration: 1.8, take: face)])
    let parts = try perform([Beat(duration: 1, take: face), Beat(duration: 0.8, take: face)])
    #expect(whole == parts)
    face.start = 1
    let later = try perform([Beat(duration: 0.5, take: face)])
    #expect(abs(later[10].expression[.browInnerUp] - whole[70].expression[.browInnerUp]) < 1e-4)
    face.start = 0
    let long = try perform([Beat(duration: 4, take: face)])
    #expect(Array(long[150...]) == Array(try perform([Beat(duration: 4)])[150...]))
  }

  @Test func `a damaged take is refused with its line`() {
    let bad = CapturedFace(file: "bad.csv", bytes: Array("Timecode,JawOpen\n".utf8))
    #expect {
      try perform([Beat(duration: 1, take: bad)])
    } throws: {
      "\($0)".contains("'bad.csv', line 1")
    }
  }
}
