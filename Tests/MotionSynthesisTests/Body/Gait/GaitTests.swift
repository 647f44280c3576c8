import CharacterCore
import Testing

@testable import MotionSynthesis

@Suite struct GaitTests {
  private static func walk(
    _ age: Double, _ sex: Double, _ mood: String? = nil, _ weight: Double = 1
  )
    throws -> Take
  {
    try Take(
      [Take.beat(7, "walk", mood, weight)], age: age, sex: sex, fps: 10, layers: [.gait, .posture])
  }

  @Test func `every decade walks at its own speed, in steps as frequent as another's`() throws {
    for (sex, speeds) in [(1.0, GaitTable.menSpeeds), (0, GaitTable.womenSpeeds)] {
      var cadences: [Double] = []
      for (age, speed) in zip(GaitTable.decades, speeds) {
        let take = try Self.walk(age, sex)
        #expect(abs(take.speed / speed - 1) < 0.05, "\(age) years, sex \(sex): \(take.speed) m/s")
        cadences.append(take.cadence)
      }
      let (least, most) = (try #require(cadences.min()), try #require(cadences.max()))
      #expect(most / least < 1.03)
      #expect((1.7...2.1).contains(least))
    }
  }

  @Test func `a child steps oftener and shorter than its parents`() throws {
    let (child, adult) = (try Self.walk(6, 0.5), try Self.walk(30, 0.5))
    #expect(child.cadence > 1.12 * adult.cadence)
    #expect(child.speed < adult.speed)
    #expect(child.speed / child.cadence < 0.8 * adult.speed / adult.cadence)
  }

  @Test func `the sadder, the slower, with less of arms and head and more sway`() throws {
    let takes = try [0, 0.25, 0.5, 0.75, 1].map { weight in
      try Take(
        [Take.beat(6, "walk", "sad", weight)], age: 30, fps: 25, layers: [.gait, .posture, .lookAt])
    }
    for (glad, sad) in zip(takes, takes.dropFirst()) {
      #expect(sad.speed < glad.speed)
      #expect(sad.swing.arm < glad.swing.arm)
      #expect(sad.swing.head < glad.swing.head)
      #expect(sad.swing.hips > glad.swing.hips)
    }
    #expect(takes[4].speed < 0.8 * takes[0].speed)
    #expect(takes[4].swing.arm < 0.65 * takes[0].swing.arm)
  }

  @Test func `joy and anger stride, fear trips, each more the stronger it is`() throws {
    for mood in ["happy", "angry", "afraid"] {
      let takes = try [0, 0.5, 1].map { try Self.walk(30, 0.5, mood, $0) }
      let plain = takes[0]
      for (less, more) in zip(takes, takes.dropFirst()) {
        #expect(more.speed > less.speed)
        #expect(more.cadence > less.cadence)
        let strides = (less.speed / less.cadence, more.speed / more.cadence)
        #expect(mood == "afraid" ? strides.1 < strides.0 : strides.1 > strides.0)
        #expect(
          mood == "afraid" ? more.swing.arm < plain.swing.arm : more.swing.arm > less.swing.arm)
      }
    }
    let (joy, anger) = (try Self.walk(30, 0.5, "happy"), try Self.walk(30, 0.5, "angry"))
    #expect(anger.cadence > joy.cadence)
  }

  @Test func `sorrow bends the thorax and joy opens it, at one speed`() throws {
    func flexion(_ mood: String?) throws -> Double {
      let take = try Take([Take.beat(2, nil, mood)], fps: 5, layers: [.posture])
      let world = try #require(take.worlds.last)
      let up = world.rotation(.upperChest).turn(SIMD3(0, 1, 0))
      return up.z
    }
    let (plain, sad, glad) = (try flexion(nil), try flexion("sad"), try flexion("happy"))
    #expect(sad > plain + 0.15)
    #expect(glad < plain - 0.05)
  }

  @Test func `gaits go from a stroll to a run`() throws {
    let takes = try ["stroll", "walk", "hurry", "run"].map { name in
      try Take([Take.beat(6, BodyAction(name))], age: 30, fps: 30, layers: [.gait])
    }
    for (slow, fast) in zip(takes, takes.dropFirst()) {
      #expect(fast.speed > 1.15 * slow.speed)
      #expect(fast.cadence > 1.08 * slow.cadence)
    }
    func flying(_ take: Take) -> Int {
      take.steady.count { take.score.contacts(at: take.time($0)) == [false, false] }
    }
    #expect(takes[..<3].allSatisfy { flying($0) == 0 })
    #expect(Double(flying(takes[3])) > 0.15 * Double(takes[3].steady.count))
  }

  @Test func `who runs for a moment runs all the same`() throws {
    let take = try Take([Take.beat(0.5), Take.beat(1.5, "run"), Take.beat(3)], fps: 30)
    let flying = take.poses.indices.count {
      take.score.contacts(at: take.time($0)) == [false, false]
    }
    #expect(flying > 5)
    #expect(take.score.contacts(at: 4.9) == [true, true])
    #expect(take.skatingRatio < 0.02)
  }

  @Test func `a walk ends where it was sent, feet side by side`() throws {
    for goal in [SIMD2(0.0, 3.0), SIMD2(1, 3), SIMD2(-2, 0.5), SIMD2(0.3, -1.5)] {
      let take = try Take(
        [
          Take.beat(5, BodyAction("walk", destination: goal)), Take.beat(3),
        ], fps: 15)
      let end = try #require(take.worlds.last)
      let miss = SIMD2(end.position(.hips).x, end.position(.hips).z) - goal
      #expect((miss * miss).sum().squareRoot() < 0.07)
      let feet = end.position(.leftFoot) - end.position(.rightFoot)
      #expect((0.08...0.3).contains(feet.length))
      #expect(take.score.contacts(at: 7.9) == [true, true])
    }
  }

  @Test func `a turn turns by what it says, to the side it says`() throws {
    for (action, angle) in [
      (BodyAction("turn", turn: 90), 0.5), (BodyAction("turn", turn: -135), -0.75),
      (BodyAction("turn", side: .right), -0.5),
    ] {
      let take = try Take([Take.beat(4, action)], fps: 10)
      #expect(abs(take.score.heading(at: 4) - angle * .pi) < 0.01)
      let hips = try #require(take.worlds.last).rotation(.hips).turn(SIMD3(0, 0, 1))
      #expect(
        abs(
          Quaternion(from: SIMD3(0, 0, 1), to: hips.normalized).rotationVector.length
            - abs(angle) * .pi) < 0.12)
    }
  }
}
