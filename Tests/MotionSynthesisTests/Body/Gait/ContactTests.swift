import CharacterCore
import Testing

@testable import MotionSynthesis

/// What the feet do to the floor, over gaits, ages and moods.
@Suite struct ContactTests {
  private static let actions: [BodyAction] = [
    "stroll", "walk", "hurry", "run", "turn", "step back",
    BodyAction("walk", destination: SIMD2(-1.5, 1)),
  ]
  private static let ages = [6.0, 30, 75]

  @Test(arguments: [nil, "sad", "happy", "angry", "afraid"])
  func `feet stand where they are set, above the floor, within what joints allow`(_ mood: String?)
    throws
  {
    for (index, action) in Self.actions.enumerated() {
      for age in Self.ages {
        try check(action, age: age, sex: index.isMultiple(of: 2) ? 0.1 : 0.9, mood)
      }
    }
  }

  private func check(_ action: BodyAction, age: Double, sex: Double, _ mood: String?) throws {
    let take = try Take(
      [Take.beat(0.3, nil, mood), Take.beat(2.2, action, mood), Take.beat(0.6, nil, mood)],
      age: age, sex: sex, seed: UInt64(age))
    let name: Comment = "\(action), \(age) years, \(mood ?? "calm")"
    #expect(take.skatingRatio < 0.02, name)
    #expect(take.worstDrift <= 0.005, name)
    #expect(take.lowestSole > -0.004, name)
    #expect(take.worstExcess == 0, name)
    // It went somewhere, or turned.
    let end = take.time(take.poses.count - 1)
    let gone = take.score.root(at: end)
    #expect((gone * gone).sum().squareRoot() > 0.1 || abs(take.score.heading(at: end)) > 1.4, name)
  }

  @Test func `knees bend and stretch without a jump`() throws {
    let take = try Take(
      [Take.beat(0.3), Take.beat(3, "walk"), Take.beat(1)], fps: 120)
    for joint in [Joint.leftLowerLeg, .rightLowerLeg] {
      let bends = take.poses.map { $0[joint].rotationVector.x }
      let speeds = zip(bends.dropFirst(), bends).map { ($0 - $1) * 120 }
      let jumps = zip(speeds.dropFirst(), speeds).map { abs($0 - $1) }
      // 10 rad/s is a knee at its fastest; from one frame to the next its speed changes by little.
      #expect(try #require(speeds.map { abs($0) }.max()) < 14)
      #expect(try #require(jumps.max()) < 5)
    }
  }
}
