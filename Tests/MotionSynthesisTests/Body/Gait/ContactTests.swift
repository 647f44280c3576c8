import CharacterCore
import Testing

@testable import MotionSynthesis

/// What the feet do to the floor, over gaits, ages and moods.
@Suite struct ContactTests {
  private static let mix: [(BodyAction, Double, String?)] = [
    ("walk", 6, nil), ("walk", 30, nil), ("walk", 75, nil), ("walk", 88, "sad"),
    ("walk", 30, "sad"), ("walk", 30, "happy"), ("walk", 22, "angry"), ("walk", 45, "afraid"),
    ("stroll", 6, "happy"), ("stroll", 30, "tired"), ("stroll", 75, nil),
    ("hurry", 6, "afraid"), ("hurry", 30, "angry"), ("hurry", 75, nil),
    ("run", 6, "happy"), ("run", 30, nil), ("run", 60, "afraid"),
    ("turn", 6, nil), ("turn", 30, "angry"), ("turn", 75, nil), ("step back", 30, "afraid"),
    (BodyAction("walk", destination: SIMD2(-1.5, 1)), 30, nil),
  ]

  @Test(arguments: mix.indices)
  func `feet stand where they are set, above the floor, within what joints allow`(_ index: Int)
    throws
  {
    let (action, age, mood) = Self.mix[index]
    let take = try Take(
      [Take.beat(0.3, nil, mood), Take.beat(2.9, action, mood), Take.beat(0.8, nil, mood)],
      age: age, sex: index.isMultiple(of: 2) ? 0.1 : 0.9, seed: UInt64(index))
    #expect(take.skatingRatio < 0.02)
    #expect(take.worstDrift <= 0.005)
    #expect(take.lowestSole > -0.004)
    #expect(take.worstExcess == 0)
    // It went somewhere, or turned.
    let end = take.time(take.poses.count - 1)
    let gone = take.score.root(at: end)
    #expect((gone * gone).sum().squareRoot() > 0.2 || abs(take.score.heading(at: end)) > 1.4)
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
