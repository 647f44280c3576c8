internal import CharacterCore
internal import Foundation
internal import TestSupport
import Testing

@testable import FaceGeneration

/// The head against numbers that the table's reference implementation wrote (double precision).
struct HeadParityTests {
  let shape: HeadShape
  let parity: HeadParity

  init() throws {
    shape = try HeadFixture.shape.get()
    parity = try HeadParity.load()
  }

  @Test func `macro weights and size follow the reference`() {
    for (number, one) in parity.head.enumerated() {
      let weights = shape.macroWeights(one.params.head)
      #expect(weights.count == one.expected.macro.count)
      for (weight, expected) in zip(weights, one.expected.macro) {
        #expect(abs(weight - expected) < 2e-5, "head \(number)")
      }
      let scale = shape.rest(one.params.head).scale
      #expect(abs(Double(scale) - one.expected.scale) < 1e-5, "head \(number)")
    }
  }

  @Test func `vertices, eyes and landmarks follow the reference`() {
    let tolerance = parity.tolerance.verticesCm
    for (number, one) in parity.head.enumerated() {
      let (params, expected) = (one.params, one.expected)
      let head = shape.pose(
        shape.rest(params.head), params.state(shape.recipe), lids: .table)
      func expectClose(_ point: SIMD3<Float>, _ wanted: [Double], _ what: String) {
        let offset = SIMD3<Double>(point) - SIMD3(wanted)
        #expect((offset * offset).sum().squareRoot() < tolerance, "head \(number), \(what)")
      }
      for (index, wanted) in expected.vertices {
        expectClose(head.vertices[Int(index) ?? -1], wanted, "vertex \(index)")
      }
      for (index, wanted) in expected.inner {
        let vertex = shape.skinVertexCount + (Int(index) ?? -1)
        expectClose(head.vertices[vertex], wanted, "inner vertex \(index)")
      }
      for eye in 0..<2 {
        expectClose(head.eyes[eye].centre, expected.eyeCentre[eye], "eye \(eye)")
        #expect(abs(Double(head.eyes[eye].radius) - expected.eyeRadius[eye]) < tolerance)
      }
      let camera = HeadCamera(view: params.state(shape.recipe).view, size: 256)
      for (mark, wanted) in zip(head.landmarks68, expected.landmarks256) {
        let pixel = camera.project(SIMD3<Double>(mark))
        let off = max(abs(pixel.x - wanted[0]), abs(pixel.y - wanted[1]))
        #expect(off < parity.tolerance.landmarksPx, "head \(number)")
      }
    }
  }

  @Test func `maps follow the reference`() {
    let tolerance = parity.tolerance
    for (number, one) in parity.head.enumerated() {
      let state = one.params.state(shape.recipe)
      let head = shape.pose(shape.rest(one.params.head), state, lids: .table)
      for (name, expected) in one.expected.maps.sorted(by: { $0.key < $1.key }) {
        let label = "head \(number) at \(name)"
        let size = Int(name) ?? 0
        let maps = HeadMaps(shape: shape, head: head, view: state.view, size: size)
        let count = size * size
        for (index, wanted) in expected.maskPixels.enumerated() {
          let drawn = maps.part.count { Int($0) == index + 1 }
          let slack = max(0.02 * Double(wanted), 4)
          #expect(abs(Double(drawn - wanted)) <= slack, "\(label), mask \(index)")
        }
        let pixels = Double(expected.maskPixels.reduce(0, +))
        for channel in 0..<3 {
          let range = channel * count..<(channel + 1) * count
          let places = maps.canonical[range].reduce(0.0) { $0 + Double($1) }
          let wanted = expected.sumCanonical[channel]
          #expect(abs(places - wanted) < 0.005 * wanted, "\(label), canonical")
          // Normals cancel each other in sums: the share is of their number.
          let normals = maps.normal[range].reduce(0.0) { $0 + Double($1) }
          #expect(abs(normals - expected.sumNormal[channel]) < 0.005 * pixels, "\(label), normal")
        }
        let distance = one.params.camDist
        let relative = (0..<count).filter(maps.isHit).reduce(0.0) {
          $0 + distance - Double(maps.depth[$1])
        }
        #expect(abs(relative - expected.sumDepth) < 0.005 * expected.sumDepth, "\(label), depth")
        for sample in expected.samples {
          let pixel = sample.y * size + sample.x
          #expect(Int(maps.part[pixel]) == sample.mask + 1, "\(label)")
          #expect(abs(distance - Double(maps.depth[pixel]) - sample.depth) < tolerance.depthCm)
          for channel in 0..<3 {
            let place = Double(maps.canonical[channel * count + pixel])
            #expect(abs(place - sample.canonical[channel]) < tolerance.canonical, "\(label)")
            let normal = Double(maps.normal[channel * count + pixel])
            #expect(abs(normal - sample.normal[channel]) < tolerance.normal, "\(label)")
          }
        }
      }
    }
  }
}

/// The head table, loaded once for all tests.
enum HeadFixture {
  static let shape = Result { try HeadShape.bundled() }
}

/// `Fixtures/shapes/head-parity.json`.
struct HeadParity: Decodable {
  struct Tolerance: Decodable {
    let verticesCm, landmarksPx, canonical, normal, depthCm: Double
  }
  struct Params: Decodable {
    let pca: [Float]
    let ageYears, sex: Double
    let ancestry: [String: Double]
    let fat, square: Double
    let asymmetry: [Double]
    let arkit: [String: Float]
    let gazeYaw, gazePitch, headYaw, headPitch, headRoll, camDist: Double
    let jit: [Double]
    let torsoCounter, irisRadius: Double

    var head: HeadParameters {
      HeadParameters(
        ageYears: ageYears, sex: sex,
        ancestry: Ancestry(
          european: ancestry["european"] ?? 0, african: ancestry["african"] ?? 0,
          eastasian: ancestry["eastasian"] ?? 0, southasian: ancestry["southasian"] ?? 0),
        fat: fat, square: square, asymmetry: SIMD2(asymmetry), identity: pca,
        irisRadius: irisRadius)
    }

    func state(_ recipe: HeadRecipe) -> FaceState {
      var expression = ExpressionWeights.neutral
      for shape in Blendshape.allCases { expression[shape] = arkit[shape.name] ?? 0 }
      return FaceState(
        expression: expression, gazeYaw: gazeYaw, gazePitch: gazePitch,
        view: HeadView(
          yaw: headYaw, pitch: headPitch, roll: headRoll, distance: camDist,
          frame: recipe.frame, pivot: SIMD3(recipe.pivot), shift: SIMD2(jit)),
        torsoCounter: torsoCounter)
    }
  }
  struct Sample: Decodable {
    let x, y, mask: Int
    let canonical, normal: [Double]
    let depth: Double
  }
  struct Maps: Decodable {
    let maskPixels: [Int]
    let sumCanonical, sumNormal: [Double]
    let sumDepth: Double
    let samples: [Sample]
  }
  struct Expected: Decodable {
    let macro: [Double]
    let scale: Double
    let vertices, inner: [String: [Double]]
    let eyeCentre: [[Double]]
    let eyeRadius: [Double]
    let landmarks256: [[Double]]
    let maps: [String: Maps]
  }
  struct One: Decodable {
    let params: Params
    let expected: Expected
  }
  let tolerance: Tolerance
  let head: [One]

  static func load() throws -> HeadParity {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(HeadParity.self, from: Fixtures.data("shapes/head-parity.json"))
  }
}
