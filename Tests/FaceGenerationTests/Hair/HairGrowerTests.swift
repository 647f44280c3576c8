internal import CharacterCore
internal import Foundation
import Testing

@testable import FaceGeneration

struct HairGrowerTests {
  let bench: HairBench
  let grower: HairGrower
  let rest: [SIMD3<Float>]

  init() throws {
    bench = try HairBench.shared.get()
    grower = HairGrower(neutral: bench.neutral, fields: bench.fields)
    rest = bench.shape.mean
  }

  /// Parameters in the middle of what the training sets hold for a style.
  static func typical(_ style: HairParameters.Style, seed: UInt64 = 11) -> HairParameters {
    var hair = HairParameters(style: style, seed: seed)
    switch style {
    case .bald, .receding: hair.length = 1.6
    case .buzz: hair.length = 0.5
    case .crop: hair.length = 3.5
    case .fringe: hair.length = 5.2
    case .sidepart: (hair.length, hair.parting) = (7.5, 2.2)
    case .swept: hair.length = 8.5
    case .curly: (hair.length, hair.curlRadius, hair.curlTurns) = (8, 0.35, 3)
    case .afro: (hair.length, hair.curlRadius, hair.curlTurns) = (5, 0.22, 4.5)
    case .bun, .ponytail: hair.length = 18
    case .bob, .bobfringe: hair.cutHeight = -4.5
    case .shoulder: hair.cutHeight = -8.5
    case .long, .longfringe: hair.cutHeight = -14
    case .longwavy: (hair.cutHeight, hair.wave) = (-14, 0.7)
    }
    return hair
  }

  func grow(_ hair: HairParameters, sex: Double = 0.1, share: Double = 0.03) -> HairStrands {
    grower.grow(hair, sex: sex, ageYears: 28, rest: rest, share: share).strands
  }

  func grow(_ style: HairParameters.Style, share: Double = 0.03) -> HairStrands {
    grow(Self.typical(style), share: share)
  }

  @Test(arguments: HairParameters.Style.allCases)
  func `the same parameters grow the same strands and another seed other ones`(
    style: HairParameters.Style
  ) {
    let first = grow(style)
    #expect(first == grow(style))
    let second = grow(Self.typical(style, seed: 12))
    #expect(first.strandCount == second.strandCount && first.points != second.points)
    // The style stays: where hair is on the average, and how far it spreads.
    func mean(_ points: [SIMD3<Float>]) -> SIMD3<Float> {
      points.reduce(.zero, +) / Float(points.count)
    }
    func spread(_ points: [SIMD3<Float>]) -> SIMD3<Float> {
      let middle = mean(points)
      let squares = mean(points.map { ($0 - middle) * ($0 - middle) })
      return SIMD3(squares.x.squareRoot(), squares.y.squareRoot(), squares.z.squareRoot())
    }
    #expect((mean(first.points) - mean(second.points)).length < 1.2)
    #expect((spread(first.points) - spread(second.points)).length < 0.9)
    #expect(first.points.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite })
    #expect(first.radii.allSatisfy { $0 > 0.001 && $0 < 0.06 })
  }

  @Test(arguments: HairParameters.Style.allCases)
  func `hair stays outside the skull`(style: HairParameters.Style) {
    let strands = grow(style)
    let skin = bench.neutral
    // Hair beside an ear lies behind one of its folds; it is inside only if it lies behind the skin
    // without ears too.
    let ear = HeadShape.VertexPart.ear.rawValue
    let surfaces = [skin.used, skin.used.filter { bench.shape.vertexPart[Int($0)] != ear }]
    let grids = surfaces.map { PointGrid($0.map { skin.vertices[Int($0)] }, cellSize: 1) }
    // Gathered strands meet in the knot, which sits in the skin; their way there lies outside.
    let isGathered = style == .bun || style == .ponytail
    let heights = strands.points.indices.compactMap { index -> Float? in
      let point = strands.points[index]
      guard point.y > 3, !isGathered || index % strands.pointsPerStrand < 8,
        index / strands.pointsPerStrand < strands.strandCount * 5 / 6
      else { return nil }
      return zip(surfaces, grids).map { surface, grid in
        let vertex = Int(surface[grid.nearest(to: point)])
        return (point - skin.vertices[vertex]).dot(skin.normals[vertex])
      }.max()
    }
    #expect(heights.count > 100)
    #expect((heights.min() ?? -1) > -0.3)
  }

  @Test func `hair falls to both sides of its parting`() {
    for parting in [-2.2, 2.2] {
      var hair = Self.typical(.sidepart)
      hair.parting = parting
      let strands = grow(hair, sex: 0.9)
      var (left, right): ([Float], [Float]) = ([], [])
      for index in 0..<strands.strandCount {
        let strand = Array(strands[index])
        guard let root = strand.first, let tip = strand.last, root.y > 10.5 else { continue }
        if root.x > Float(parting) + 0.6 { left.append(tip.x - root.x) }
        if root.x < Float(parting) - 0.6 { right.append(tip.x - root.x) }
      }
      #expect(left.count > 5 && left.reduce(0, +) / Float(left.count) > 0.8)
      #expect(right.count > 5 && right.reduce(0, +) / Float(right.count) < -0.8)
    }
  }

  @Test(arguments: [HairParameters.Style.bob, .shoulder, .long, .longwavy])
  func `long hair is cut at its height`(style: HairParameters.Style) {
    let hair = Self.typical(style)
    let strands = grow(hair)
    let heights = strands.points.map { Double($0.y) }.sorted()
    let deviation = HairStyleRule(hair, isMale: false).raggedness
    #expect(heights[0] > hair.cutHeight - 4 * deviation - 1.5)
    #expect(heights[heights.count / 20] < hair.cutHeight + 3)
    var shorter = hair
    shorter.cutHeight += 2
    let risen = grow(shorter).points.map { Double($0.y) }.sorted()
    let step = heights.count / 50
    #expect(abs(risen[step] - heights[step] - 2) < 0.7)
  }

  @Test(arguments: [5.3, 6.5]) func `a fringe ends near its height`(height: Double) {
    var hair = Self.typical(.bobfringe)
    hair.fringeHeight = height
    let strands = grow(hair, share: 0.1)
    let tips = (0..<strands.strandCount).compactMap { index -> Float? in
      let strand = Array(strands[index])
      guard let root = strand.first, let tip = strand.last else { return nil }
      return abs(root.x) < 3 && root.z > 6 && root.y > 8.5 ? tip.y : nil
    }
    let mean = tips.reduce(0, +) / Float(tips.count)
    #expect(tips.count > 10 && abs(Double(mean) - height) < 1)
  }

  @Test func `a bald head that grows nothing has no strands but a shadow of hair`() {
    var hair = Self.typical(.bald)
    let wreath = grower.grow(hair, sex: 1, ageYears: 60, rest: rest, share: 0.05)
    hair.grows = false
    let bare = grower.grow(hair, sex: 1, ageYears: 60, rest: rest)
    #expect(!wreath.strands.isEmpty && bare.strands.isEmpty)
    #expect(zip(bare.density, wreath.density).allSatisfy { abs($0 - 0.25 * $1) < 1e-6 })
    #expect((bare.density.max() ?? 0) > 0.2)
    // The wreath leaves the top bare.
    #expect(wreath.strands.points.allSatisfy { $0.y < 12.5 })
  }

  @Test(arguments: [HairParameters.Style.bob, .shoulder, .long, .longwavy, .curly])
  func `long hair keeps off the face`(style: HairParameters.Style) {
    let points = grow(style).points
    let inFace = points.filter { abs($0.x) < 4.5 && $0.y < 6 && $0.y > -7 && $0.z > 5 }
    #expect(Double(inFace.count) < 0.002 * Double(points.count))
  }

  @Test func `an afro stands off the head as far as it is long`() {
    let skin = bench.neutral
    let grid = PointGrid(skin.used.map { skin.vertices[Int($0)] }, cellSize: 1)
    func reach(_ length: Double) -> Double {
      var hair = Self.typical(.afro)
      hair.length = length
      let strands = grow(hair)
      let tips = (0..<strands.strandCount).compactMap { strands[$0].last }.filter { $0.y > 10 }
      return tips.map { tip in
        Double((tip - grid.points[grid.nearest(to: tip)]).length)
      }.reduce(0, +) / Double(tips.count)
    }
    #expect(abs(reach(3) - 3) < 0.7 && abs(reach(6) - 6) < 1.2)
  }

  @Test func `a higher hairline moves the roots back`() {
    var hair = Self.typical(.swept)
    func front(_ recession: Double) -> Float {
      hair.recession = recession
      let strands = grow(hair, sex: 0.9, share: 0.1)
      let roots = (0..<strands.strandCount).compactMap { strands[$0].first }
      let heights = roots.filter { abs($0.x) < 2 && $0.z > 4 }.map(\.y).sorted()
      return heights[heights.count / 20]
    }
    #expect(front(0.7) > front(-0.5) + 0.5)
  }

  @Test func `a bun has its knot and a ponytail its tail behind the head`() {
    var hair = Self.typical(.bun)
    hair.knotHeight = 12
    let bun = grow(hair)
    let knot = bun.points.suffix(bun.points.count / 10)
    #expect(knot.allSatisfy { $0.z < -2 && $0.y > 8 })
    let tail = grow(.ponytail)
    let tips = (0..<tail.strandCount).compactMap { tail[$0].last }
    let mean = tips.reduce(.zero, +) / Float(tips.count)
    #expect(mean.z < -10 && mean.y < 0)
  }

  @Test func `numbers that no head of hair has are refused by name`() {
    var hair = Self.typical(.crop)
    hair.length = .nan
    #expect(throws: FaceGenerationError.self) { try HairGrower.validate(hair) }
    hair.length = 3
    hair.cutHeight = -1e9
    do {
      try HairGrower.validate(hair)
      Issue.record("a cut a thousand kilometres below the chin passed")
    } catch {
      #expect(error.message.contains("cutHeight"))
    }
  }

  /// Measured on request, as times say nothing in a debug build:
  ///
  ///     HAIR_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter HairGrowerTests
  @Test(.enabled(if: ProcessInfo.processInfo.environment["HAIR_SPEED"] != nil))
  func `the longest hair grows within half a second`() {
    let clock = ContinuousClock()
    for style in HairParameters.Style.allCases {
      let hair = Self.typical(style)
      let times = (0..<3).map { _ in clock.measure { _ = grow(hair, share: 1) } }
      let best = (times.min() ?? .zero) / .seconds(1)
      print("\(style.rawValue): \(best) s")
      #expect(best < 0.5, "\(style.rawValue)")
    }
  }
}
