import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite struct PairCalibrationTests {
  private let text = """
    {"pair": [{"name": "frontal", "yaw": [0, 15], "same": 0.6, "other": 0.3, "eer_threshold": 0.4},
              {"name": "turned", "yaw": [15, 30], "same": 0.5, "other": 0.2, "eer_threshold": 0.35}]}
    """

  @Test func `a likeness is judged by the bounds of its yaw`() throws {
    let calibration = try PairCalibration(metadata: ["calibration": text])
    #expect(calibration.verdict(0.55, yaw: 3) == .uncertain)
    #expect(calibration.verdict(0.55, yaw: -20) == .same)
    #expect(calibration.verdict(0.6, yaw: 0) == .same)
    #expect(calibration.verdict(0.29, yaw: 14) == .other)
    #expect(calibration.verdict(0.5, yaw: 80) == .same)
  }

  @Test(arguments: [[:], ["calibration": "{}"], ["calibration": "{\"pair\": []}"]])
  func `weights without a calibration are refused`(_ metadata: [String: String]) {
    #expect(throws: SynthesisError.self) { try PairCalibration(metadata: metadata) }
  }
}
