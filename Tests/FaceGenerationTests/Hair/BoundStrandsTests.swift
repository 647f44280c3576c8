internal import CharacterCore
internal import Foundation
import Testing

@testable import FaceGeneration

/// The head table with its skin and fields, loaded once for the tests of this folder.
struct HairBench: Sendable {
  let shape: HeadShape
  let neutral: SkinSurface
  let fields: HairFields

  static let shared = Result { try HairBench() }

  init() throws {
    shape = try HeadFixture.shape.get()
    neutral = SkinSurface(shape)
    fields = try HairFields.bundled(for: shape)
  }

  func pose(_ expression: ExpressionWeights, head: HeadParameters = HeadParameters()) -> PosedHead {
    shape.pose(shape.rest(head), FaceState(expression: expression))
  }

  func face(_ hair: HairParameters = HairParameters(style: .crop, seed: 1)) -> FaceParameters {
    FaceParameters(head: HeadParameters(), look: LookParameters(hair: hair))
  }
}

struct BoundStrandsTests {
  let bench: HairBench
  init() throws { bench = try HairBench.shared.get() }

  @Test func `a root is bound to the very point of the skin that it names`() {
    var random = RandomStream(seed: 3)
    let skin = bench.neutral
    let sampler = SurfaceSampler(skin, mask: bench.fields.fullBeard)
    let points = (0..<200).map { _ in sampler.draw(&random).value(skin.vertices) }
    for (point, root) in zip(points, skin.bind(points)) {
      #expect((root.value(skin.vertices) - point).length < 1e-3)
      #expect(abs(root.weights.sum() - 1) < 1e-5 && root.weights.min() > -1e-6)
    }
  }

  @Test func `the grid's nearest point is the nearest of all`() {
    let points = bench.neutral.used.map { bench.neutral.vertices[Int($0)] }
    let grid = PointGrid(points, cellSize: 1)
    var random = RandomStream(seed: 5)
    for _ in 0..<100 {
      let p = SIMD3<Float>(
        SIMD3(random.uniform(-14, 14), random.uniform(-22, 18), random.uniform(-12, 15)))
      let hint = Int(random.uniform(0, Double(points.count)))
      let best = points.map { ($0 - p).dot($0 - p) }.min()
      let found = points[grid.nearest(to: p, hint: hint)] - p
      #expect(found.dot(found) == best)
    }
  }

  @Test func `brows lie over the eyes and thicken with their parameter`() {
    var face = bench.face()
    let pose = bench.pose(.neutral)
    let thin = BoundStrands.brows(face, fields: bench.fields, neutral: bench.neutral)
    face.look.browThickness = 1.6
    let thick = BoundStrands.brows(face, fields: bench.fields, neutral: bench.neutral)
    func spread(_ brows: BoundStrands) -> Float {
      let roots = brows.roots.map { $0.value(pose.vertices) }.filter { $0.x > 2 && $0.x < 4 }
      let middle = roots.map(\.y).reduce(0, +) / Float(roots.count)
      return roots.map { abs($0.y - middle) }.reduce(0, +) / Float(roots.count)
    }
    #expect(spread(thick) > 1.3 * spread(thin))
    for point in thick.posed(on: pose, expression: .neutral).points {
      #expect(abs(point.x) > 0.5 && abs(point.x) < 7.5)
      #expect(point.y > 4.2 && point.y < 7.8 && point.z > 5)
    }
  }

  @Test func `raised brows carry their hair up`() {
    let brows = BoundStrands.brows(bench.face(), fields: bench.fields, neutral: bench.neutral)
    func height(_ expression: ExpressionWeights) -> Float {
      let strands = brows.posed(on: bench.pose(expression), expression: expression)
      return strands.points.map(\.y).reduce(0, +) / Float(strands.points.count)
    }
    let raised = ExpressionWeights([.browInnerUp: 1, .browOuterUpLeft: 1, .browOuterUpRight: 1])
    #expect(height(raised) > height(.neutral) + 0.2)
  }

  @Test func `a blink lowers the upper lashes`() {
    let lashes = BoundStrands.lashes(bench.face(), neutral: bench.neutral)
    func upperTips(_ expression: ExpressionWeights) -> [SIMD3<Float>] {
      let strands = lashes.posed(on: bench.pose(expression), expression: expression)
      return (0..<69).map { strands.points[($0 + 1) * strands.pointsPerStrand - 1] }
    }
    let open = upperTips(.neutral)
    let shut = upperTips(ExpressionWeights([.eyeBlinkLeft: 1]))
    for (before, after) in zip(open, shut) {
      #expect(before.x > 1 && before.z > 8.5)
      #expect(after.y < before.y - 0.1)
    }
    // Between the corners a closed lid's lashes point down.
    for (index, tip) in shut.enumerated() where (4..<19).contains(index % 23) {
      #expect(tip.y < 3.6)
    }
  }

  @Test func `a beard keeps to its mask and a moustache to the lip`() throws {
    var face = bench.face()
    face.look.beard = BeardParameters(style: .moustache, length: 0.85)
    let moustache = try #require(
      BoundStrands.beard(face, fields: bench.fields, neutral: bench.neutral))
    for root in moustache.roots {
      #expect(root.value(bench.fields.moustache) > 0)
    }
    face.look.beard = BeardParameters(style: .longbeard, length: 4)
    let long = try #require(BoundStrands.beard(face, fields: bench.fields, neutral: bench.neutral))
    let points = long.posed(on: bench.pose(.neutral), expression: .neutral).points
    let lowest = points.map(\.y).min() ?? 0
    #expect(lowest < -9.5 && lowest > -16)
    face.look.beard.style = .none
    #expect(BoundStrands.beard(face, fields: bench.fields, neutral: bench.neutral) == nil)
  }

  @Test func `strands come back from a file as the renderer drew them`() throws {
    let root = bench.neutral.vertices[Int(bench.neutral.triangles[40].x)]
    let data = try WeightFile.encode(tensors: [
      .init("points", shape: [2, 3, 3], values: (0..<18).map { Float($0) }, precision: .float16),
      .init(
        "radius", shape: [2, 3], values: [Float](repeating: 0.5, count: 6), precision: .float16),
      .init("brow_root", shape: [1, 3], values: [root.x, root.y, root.z]),
      .init("brow_angle", shape: [1], values: [0.25]),
      .init("brow_length", shape: [1], values: [0.5]),
      .init("brow_side", shape: [1], values: [-1]),
    ])
    let file = try WeightFile(data: data, name: "strands.safetensors")
    let stream = RandomStream(seed: 1)
    let hair = try HairStrands(file: file, grey: 0, stream: stream)
    #expect(hair.strandCount == 2 && hair.pointsPerStrand == 3)
    #expect(hair[1].first == SIMD3(9, 10, 11) && hair.radii == [Float](repeating: 0.5, count: 6))
    let brows = try BoundStrands.brows(
      file: file, sex: 0.2, grey: 0, neutral: bench.neutral, stream: stream)
    let mean = bench.shape.mean
    let posed = brows.posed(vertices: mean, normals: bench.shape.normals(of: mean))
    #expect(posed.strandCount == 1 && (posed.points[0] - root).length < 0.1)
    #expect(posed.points[3].x < posed.points[0].x)
    #expect(
      try BoundStrands.beard(
        file: file, style: .beard, grey: 0, neutral: bench.neutral, stream: stream) == nil)
    #expect(throws: FaceGenerationError.self) {
      try HairFields(file: file, vertexCount: bench.shape.skinVertexCount)
    }
  }

  @Test func `the share of grey decides how many strands are grey`() {
    let (shade, grey) = HairStrands.tones(count: 4000, grey: 0.3, stream: RandomStream(seed: 2))
    let share = Double(grey.filter { $0 }.count) / 4000
    #expect(abs(share - 0.3) < 0.03)
    #expect(abs(shade.reduce(0, +) / 4000 - 0.5) < 0.03)
  }
}

struct GarmentTests {
  let bench: HairBench
  init() throws { bench = try HairBench.shared.get() }

  @Test(arguments: LookParameters.Garment.allCases)
  func `a garment covers the shoulders and leaves the face free`(kind: LookParameters.Garment) {
    let garment = Garment(kind, neutral: bench.neutral)
    let posed = garment.posed(vertices: bench.pose(.neutral).vertices)
    #expect(posed.vertices.count == garment.neckline.count)
    var cloth = 0
    for (point, height) in zip(garment.neutral, garment.neckline) where height <= 0 {
      cloth += 1
      #expect(point.y < -4.9)
    }
    #expect(cloth > 300)
    // It hangs below the table's own border, closed all round.
    #expect((posed.vertices.map(\.y).min() ?? 0) < -35)
    var edges: [SIMD2<Int32>: Int] = [:]
    for t in garment.triangles {
      for (a, b) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)] { edges[SIMD2(a, b), default: 0] += 1 }
    }
    #expect(edges.values.allSatisfy { $0 == 1 })
  }

  @Test func `a turtleneck rises higher than a tee and a v-neck opens lower`() {
    func clothAtThroat(_ kind: LookParameters.Garment) -> Float {
      let garment = Garment(kind, neutral: bench.neutral)
      return zip(garment.neutral, garment.neckline).filter {
        abs($0.0.x) < 1.5 && $0.0.z > 0 && $0.1 <= 0
      }.map { $0.0.y }.max() ?? -99
    }
    #expect(clothAtThroat(.turtle) > clothAtThroat(.tee) + 2)
    #expect(clothAtThroat(.tee) > clothAtThroat(.vneck) + 1)
  }

  @Test func `the torso's rings face outwards`() {
    let garment = Garment(.tee, neutral: bench.neutral)
    let posed = garment.posed(vertices: bench.pose(.neutral).vertices)
    for (point, normal) in zip(posed.vertices, posed.normals) where point.y < -22 {
      let outward = SIMD3<Float>(point.x, 0, point.z + 2)
      if abs(point.x) > 6 { #expect(normal.dot(outward.normalized) > 0) }
    }
  }
}
