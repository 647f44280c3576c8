import CharacterCore
import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite struct DampedStepTests {
  @Test func `steps find the inputs of a linear system`() {
    forAll(count: 20) { stream in
      let truth = (0..<6).map { _ in stream.normal() }
      let model = (0..<12).map { _ in (0..<6).map { _ in stream.normal() } }
      func output(_ inputs: [Double]) -> [Double] {
        model.map { zip($0, inputs).reduce(0) { $0 + $1.0 * $1.1 } }
      }
      let goal = output(truth)
      let steps = DampedStep(model: model)
      var inputs = [Double](repeating: 0, count: 6)
      for _ in 0..<30 {
        let wanted = zip(goal, output(inputs)).map { $0 - $1 }
        let step = steps.step(toward: wanted, from: inputs, damping: 0.01, pull: 0)
        inputs = zip(inputs, step).map { $0 + $1 }
      }
      for (found, right) in zip(inputs, truth) { #expect(abs(found - right) < 1e-6) }
    }
  }

  @Test func `a model that is wrong is corrected by what steps do`() {
    var steps = DampedStep(model: [[1, 0], [0, 1]])
    // The truth is turned by a right angle; two steps along the axes teach it.
    steps.learn(step: [1, 0], moved: [0, 1])
    steps.learn(step: [0, 1], moved: [-1, 0])
    let step = steps.step(toward: [0, 2], from: [0, 0], damping: 1e-9, pull: 0)
    #expect(abs(step[0] - 2) < 1e-6 && abs(step[1]) < 1e-6)
  }

  @Test func `damping shortens steps, and a pull leads back to what is likely`() {
    let steps = DampedStep(model: [[1, 0], [0, 1]])
    func length(_ damping: Double) -> Double {
      steps.step(toward: [1, 1], from: [0, 0], damping: damping, pull: 0)
        .reduce(0) { $0 + $1 * $1 }
    }
    #expect(length(0.1) > length(1) && length(1) > length(10))
    let back = steps.step(toward: [0, 0], from: [3, -3], damping: 0.1, pull: 0.5)
    #expect(back[0] < 0 && back[1] > 0)
  }
}
