import CharacterCore
import MotionSynthesis
import Testing

@Suite struct SpeechTests {
  private let sentence: [Viseme] = [.pp, .aa, .ss, .ou, .ff, .ih, .oh, .dd, .e, .nn, .kk, .rr]

  @Test func `every viseme but silence has a mouth, and moves nothing else`() {
    for viseme in Viseme.allCases {
      let weights = VisemeShapes.weights(of: viseme)
      #expect((viseme == .silence) == (weights == .neutral))
      for shape in Blendshape.allCases where FaceRegion(of: shape) != .mouth {
        #expect(weights[shape] == 0)
      }
    }
  }

  @Test func `speech opens the jaw on a vowel and closes the lips on p`() throws {
    let beat = Beat(duration: 1.2, visemes: [.aa, .pp, .aa, .pp, .aa, .pp])
    let frames = try Rehearsal.perform(Rehearsal.reel(beat), at: FrameRate(100))
    let jaw = frames.map { $0.weight(.jawOpen) }
    let press = frames.map { $0.weight(.mouthPressLeft) }
    #expect(jaw.max() ?? 0 > 0.3)
    let closed = try #require(press.indices.max { press[$0] < press[$1] })
    #expect(press[closed] > 0.3 && jaw[closed] < 0.12)
  }

  @Test func `speech leaves brows, eyes and cheeks alone`() throws {
    var beat = Beat(
      duration: 2, expressions: [WeightedExpression("surprised", 0.8)],
      gaze: .direction(yaw: 0, pitch: 0))
    let silent = try Rehearsal.perform(Rehearsal.reel(beat))
    beat.visemes = sentence
    let spoken = try Rehearsal.perform(Rehearsal.reel(beat))
    for shape in Blendshape.allCases
    where [.brow, .eye, .cheek].contains(FaceRegion(of: shape)) {
      #expect(silent.map { $0.weight(shape) } == spoken.map { $0.weight(shape) }, "\(shape)")
    }
    #expect(silent.map { $0.weight(.jawOpen) } != spoken.map { $0.weight(.jawOpen) })
  }

  @Test func `a smile stays in the corners of a speaking mouth`() throws {
    let beat = Beat(
      duration: 2.4, expressions: [WeightedExpression("happy", 0.8)], visemes: sentence)
    let frames = try Rehearsal.perform(Rehearsal.reel(Beat(duration: 1), beat))
    let smile = frames[45..<75].map { $0.weight(.mouthSmileLeft) }
    #expect(smile.min() ?? 0 > 0.1)
    #expect(frames.allSatisfy { $0.weight(.jawOpen) < 0.75 })
  }

  @Test func `the mouth is never faster than speech and closes after it`() throws {
    let frames = try Rehearsal.perform(
      Rehearsal.reel(Beat(duration: 1.6, visemes: sentence), Beat(duration: 1)))
    for shape in Blendshape.allCases where FaceRegion(of: shape) == .mouth {
      let curve = frames.map { $0.weight(shape) }
      for (a, b) in zip(curve, curve.dropFirst()) { #expect(abs(b - a) < 0.32, "\(shape)") }
    }
    #expect(frames.suffix(12).allSatisfy { $0.weight(.jawOpen) < 0.01 })
  }

  @Test func `few sounds in a long beat are spoken at a natural pace`() throws {
    let frames = try Rehearsal.perform(
      Rehearsal.reel(Beat(duration: 4, visemes: [.aa, .pp, .oh])))
    #expect(frames[40...].allSatisfy { $0.weight(.jawOpen) < 0.01 })
  }
}
