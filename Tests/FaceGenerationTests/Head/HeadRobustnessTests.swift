internal import CharacterCore
internal import TestSupport
import Testing

@testable import FaceGeneration

/// The head under expressions and views that no author would ask for.
struct HeadRobustnessTests {
  let shape: HeadShape
  init() throws { shape = try HeadFixture.shape.get() }

  private func person(_ stream: inout RandomStream) -> HeadParameters {
    let asian = stream.uniform()
    return HeadParameters(
      ageYears: stream.uniform(4, 85), sex: stream.uniform(),
      ancestry: Ancestry(european: 1 - asian, eastasian: asian), fat: stream.uniform(-1, 1.4),
      identity: (0..<100).map { _ in Float(min(max(stream.normal(), -2.5), 2.5)) })
  }

  /// Background that is enclosed by the head, between its landmarks.
  private func holes(_ maps: HeadMaps, _ landmarks: [SIMD3<Float>]) -> Int {
    let size = maps.size
    var isOpen = [Bool](repeating: false, count: size * size)
    var front: [Int] = []
    func open(_ x: Int, _ y: Int) {
      guard x >= 0, y >= 0, x < size, y < size, !isOpen[y * size + x],
        !maps.isHit(y * size + x)
      else { return }
      isOpen[y * size + x] = true
      front.append(y * size + x)
    }
    for edge in 0..<size {
      for far in [0, size - 1] {
        open(edge, far)
        open(far, edge)
      }
    }
    while let pixel = front.popLast() {
      let (x, y) = (pixel % size, pixel / size)
      for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] { open(x + dx, y + dy) }
    }
    // Chin and chest may enclose background too; a hole lies above the chin.
    let chin = landmarks.prefix(17).map(\.y).max() ?? 0
    return (0..<size * size).count {
      !maps.isHit($0) && !isOpen[$0] && Float($0 / size) < chin
    }
  }

  @Test(arguments: [UInt64(100), 200, 300, 400])
  func `no expression and no view tears the head open`(seed: UInt64) {
    forAll(seed: seed, count: 25) { stream in
      let rest = shape.rest(person(&stream))
      var expression = ExpressionWeights.neutral
      for shape in Blendshape.allCases { expression[shape] = Float(stream.uniform()) }
      let view = HeadView(
        yaw: stream.uniform(-60, 60), pitch: stream.uniform(-25, 25), roll: stream.uniform(-15, 15),
        frame: 33)
      let state = FaceState(
        expression: expression, gazeYaw: stream.uniform(-32, 32),
        gazePitch: stream.uniform(-22, 15),
        view: view)
      let head = shape.pose(rest, state)
      let maps = HeadMaps(shape: shape, head: head, view: view, size: 112)
      #expect(maps.normal.allSatisfy(\.isFinite) && maps.canonical.allSatisfy(\.isFinite))
      #expect(maps.part.count { $0 != 0 } > 112 * 112 / 8)
      let camera = HeadCamera(view: view, size: 112)
      #expect(holes(maps, camera.project(head.landmarks68)) == 0)
    }
  }

  @Test func `a blink closes everybody's eyes`() {
    forAll(count: 25) { stream in
      let rest = shape.rest(person(&stream))
      let view = HeadView(frame: 12, pivot: SIMD3(0, 3.2, 8))
      func visible(_ blink: Float) -> [Int] {
        let state = FaceState(
          expression: ExpressionWeights([.eyeBlinkLeft: blink, .eyeBlinkRight: blink]),
          gazeYaw: stream.uniform(-15, 15), gazePitch: stream.uniform(-10, 3), view: view)
        let maps = HeadMaps(shape: shape, head: shape.pose(rest, state), view: view, size: 256)
        return [0, 1].map { eye in maps.eyeSamples.count { $0.eye == eye } }
      }
      let (wide, half, shut) = (visible(0), visible(0.5), visible(1))
      for eye in 0..<2 {
        #expect(wide[eye] > 250)
        #expect(Double(half[eye]) > 0.2 * Double(wide[eye]))
        #expect(half[eye] < wide[eye])
        #expect(Double(shut[eye]) <= 0.02 * Double(wide[eye]))
      }
    }
  }

  @Test func `lids change nothing on open eyes`() {
    var stream = RandomStream(seed: 5)
    let rest = shape.rest(person(&stream))
    let state = FaceState(
      expression: ExpressionWeights([.eyeSquintLeft: 0.6, .jawOpen: 0.4, .eyeBlinkLeft: 0.1]))
    let (mended, table) = (shape.pose(rest, state), shape.pose(rest, state, lids: .table))
    #expect(mended.vertices == table.vertices)
  }

  @Test func `landmarks lie where a face has them`() {
    forAll(count: 20) { stream in
      let rest = shape.rest(person(&stream))
      let mark = shape.pose(
        rest, FaceState(expression: ExpressionWeights([.jawOpen: Float(stream.uniform())]))
      )
      .landmarks68
      // Jaw, brows and lips run from the subject's right to the left.
      for line in [0...16, 17...26, 31...35, 48...54] {
        #expect(zip(line, line.dropFirst()).allSatisfy { mark[$0].x < mark[$1].x + 0.6 })
        #expect(mark[line.lowerBound].x + 1 < mark[line.upperBound].x)
      }
      // Brows above eyes, eyes above nose, nose above lips, lips above the chin.
      let heights = [19, 37, 30, 51, 57, 8].map { mark[$0].y }
      #expect(zip(heights, heights.dropFirst()).allSatisfy { $0 > $1 })
      #expect(mark[8].y == mark.map(\.y).min())
      // The nose's tip is in front.
      #expect((mark.map(\.z).max() ?? 0) - mark[30].z < 0.8)
    }
  }

  @Test func `the left eye is the subject's own`() {
    let rest = shape.rest(HeadParameters())
    #expect(rest.eyeCentres[0].x > 2 && rest.eyeCentres[1].x < -2)
    let state = FaceState(expression: ExpressionWeights([.eyeBlinkLeft: 1]))
    let maps = HeadMaps(
      shape: shape, head: shape.pose(rest, state),
      view: HeadView(frame: 12, pivot: SIMD3(0, 3.2, 8)),
      size: 128)
    #expect(maps.eyeSamples.allSatisfy { $0.eye == 1 && $0.pixel % 128 < 64 })
    #expect(maps.eyeSamples.count > 50)
  }

  @Test func `parameters that no head has are refused`() throws {
    try shape.validate(HeadParameters(macro: ["thin_m": 0.5]))
    func message(_ head: HeadParameters) -> String {
      do { try shape.validate(head) } catch { return error.message }
      return "accepted"
    }
    #expect(message(HeadParameters(macro: ["thinn": 0.5])).contains("'thinn'"))
    #expect(message(HeadParameters(identity: [Float](repeating: 0, count: 101))).contains("101"))
    #expect(message(HeadParameters(fat: .infinity)).contains("finite"))
  }

  @Test func `a macro weight replaces its formula`() {
    let plain = shape.rest(HeadParameters(sex: 1))
    let thin = shape.rest(HeadParameters(sex: 1, macro: ["thin_m": 1]))
    #expect(plain.vertices != thin.vertices)
    let index = shape.macroNames.firstIndex(of: "fem") ?? -1
    #expect(shape.macroWeights(HeadParameters(sex: 1, macro: ["fem": 0.25]))[index] == 0.25)
  }
}
