import CharacterCore
import Testing

@testable import MotionSynthesis

/// What of a temperament is seen in the whole person.
@Suite struct TemperamentTests {
  /// What an onlooker could measure without hearing a word.
  private struct Bearing {
    /// How far the chest leans ahead, and the head is held up; degrees.
    let stoop, chin: Double
    /// How far the elbows are apart, in statures, and how far the hips wander.
    let spread, wandering: Double
    /// Of a walk: m/s, and the way of the wrists and the head in metres.
    let speed, arms, head: Double
    /// How far a waving hand is from the body, in arms' lengths.
    let wave: Double

    init(_ preset: Temperament.Preset, seed: UInt64) throws {
      func take(_ beats: [Beat], _ fps: Int, _ layers: MotionLayers) throws -> Take {
        try Take(beats, age: 28, seed: seed, fps: fps, traits: preset.traits, layers: layers)
      }
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      let stand = try take([Take.beat(24)], 3, MotionLayers.all.subtracting(.gesture))
      let degree = 180 / Double.pi
      stoop = mean(stand.worlds.map { $0.rotation(.upperChest).rotationVector.x * degree })
      chin = mean(stand.faces.map(\.headPitch))
      spread = mean(
        stand.worlds.map {
          ($0.position(.leftLowerArm) - $0.position(.rightLowerArm)).length / stand.body.stature
        })
      let aside = stand.positions(.hips).map(\.x)
      wandering = (aside.max() ?? 0) - (aside.min() ?? 0)
      let walk = try take([Take.beat(5, "walk")], 20, [.gait, .posture, .lookAt])
      (speed, arms, head) = (walk.speed, walk.swing.arm, walk.swing.head)
      let waving = try take([Take.beat(3, BodyAction("wave", side: .right))], 20, .all)
      let reach = waving.worlds.map {
        ($0.position(.rightHand) - $0.position(.upperChest)) / waving.body.stature
      }
      wave = reach.map { $0.y - $0.x }.max() ?? 0
    }
  }

  @Test func `a melancholic and a sanguine body are unlike in all that one sees`() throws {
    for seed in [1, 2, 3] as [UInt64] {
      let low = try Bearing(.melancholic, seed: seed)
      let high = try Bearing(.sanguine, seed: seed)
      #expect(low.stoop > high.stoop + 9)
      #expect(low.chin < high.chin - 5)
      #expect(low.spread < 0.94 * high.spread)
      #expect(low.wandering < 0.8 * high.wandering)
      #expect(low.speed < 0.9 * high.speed)
      #expect(low.arms < 0.7 * high.arms)
      #expect(low.head < 0.8 * high.head)
      #expect(low.wave < 0.85 * high.wave)
    }
  }
}
