import CharacterCore
import Foundation
import TestSupport

@testable import MotionSynthesis

/// What the numpy reference makes of twelve people (Fixtures/shapes/body-parity.json).
struct BodyParity: Decodable {
  let tolerance: [String: Double]
  let body: [Case]
  let zones: Zones

  enum CodingKeys: String, CodingKey {
    case tolerance, body
    case zones = "body_zones"
  }

  struct Zones: Decodable {
    let names: [String]
    let vertices, triangles: [Int]
    let hemTriangles: Int
  }

  struct Case: Decodable {
    let params: Parameters
    let poseXyzw: [String: [Double]]
    let expected: Expected

    var pose: Pose {
      var pose = Pose.rest
      for joint in Joint.allCases {
        guard let q = poseXyzw[joint.name] else { continue }
        pose[joint] = Quaternion(vector: SIMD3(q[0], q[1], q[2]), scalar: q[3]).normalized
      }
      return pose
    }
  }

  struct Parameters: Decodable {
    let ageYears, sex, muscle, weight, height, proportions: Double
    let ancestry: [String: Double]

    var body: BodyParameters {
      func share(_ name: String) -> Double { ancestry[name] ?? 0 }
      return BodyParameters(
        ageYears: ageYears, sex: sex,
        ancestry: Ancestry(
          european: share("european"), african: share("african"), eastasian: share("eastasian"),
          southasian: share("southasian")),
        muscle: muscle, build: weight, height: height, proportions: proportions)
    }
  }

  struct Expected: Decodable {
    let height, weightsSum: Double
    let weightsUsed: Int
    let vertices, normals, joints, posedVertices, posedJoints: [String: [Double]]
    let tPoseJoints, tPoseVertices: [String: [Double]]
  }

  static func load() throws -> BodyParity {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .custom { path in
      let words = (path.last?.stringValue ?? "").split(separator: "_")
      let name = words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.capitalized }
      return Key(stringValue: path.count == 1 ? path[0].stringValue : name)
    }
    return try decoder.decode(BodyParity.self, from: Fixtures.data("shapes/body-parity.json"))
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// The farthest that any listed vertex is from where it should be.
  static func worst(_ points: [SIMD3<Float>], _ expected: [String: [Double]]) -> Double {
    expected.map { key, point in
      guard let index = Int(key), points.indices.contains(index) else { return .infinity }
      return (SIMD3<Double>(points[index]) - SIMD3(point[0], point[1], point[2])).length
    }.max() ?? .infinity
  }

  /// The farthest that any listed joint is from where it should be.
  static func worst(_ points: [SIMD3<Double>], joints expected: [String: [Double]]) -> Double {
    expected.map { key, point in
      guard let joint = Joint(name: key) else { return .infinity }
      return (points[joint.rawValue] - SIMD3(point[0], point[1], point[2])).length
    }.max() ?? .infinity
  }
}
