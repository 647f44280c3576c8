import CharacterCore
import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite struct FeatureTableTests {
  let table: FeatureTable

  init() throws { table = try FeatureTable() }

  @Test func `a slider sets its feature and leaves the others alone`() {
    forAll(count: 60) { stream in
      let identity = (0..<100).map { _ in stream.normal(0, 0.5) }
      let index = Int(stream.uniform(0, Double(FaceFeature.allCases.count)))
      let feature = FaceFeature.allCases[index]
      let result = table.setting([feature: stream.uniform(-0.5, 0.5)], in: identity)
      guard result.allSatisfy({ abs($0) < 2.2 }) else { return }
      for other in FaceFeature.allCases where other != feature {
        let change = table.value(of: other, in: result) - table.value(of: other, in: identity)
        #expect(abs(change) < 1e-3)
      }
    }
  }

  @Test(arguments: FaceFeature.allCases)
  func `the value that is asked for is the value that comes out`(_ feature: FaceFeature) {
    let start = [Double](repeating: 0, count: 100)
    for wanted in [-1, -0.4, 0, 0.7, 1] {
      let result = table.setting([feature: wanted], in: start)
      #expect(abs(table.value(of: feature, in: result) - wanted) < 1e-3)
    }
  }

  @Test func `all sliders together are reached`() {
    let start = [Double](repeating: 0, count: 100)
    let wanted = Dictionary(
      uniqueKeysWithValues: FaceFeature.allCases.enumerated().map { ($1, $0 % 2 == 0 ? 0.3 : -0.3) }
    )
    let result = table.setting(wanted, in: start)
    for (index, feature) in FaceFeature.allCases.enumerated() {
      #expect(abs(table.value(of: feature, in: result) - (index % 2 == 0 ? 0.3 : -0.3)) < 1e-3)
    }
  }
}
