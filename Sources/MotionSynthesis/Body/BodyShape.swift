internal import CharacterCore
package import Foundation

/// The statistical body: parameters to a clothed surface, the joints within it, and their rest pose.
///
/// A figure is `mean + sum_t w_t target_t`, where the targets share one basis; it is then set on the
/// floor and scaled to its age's stature. The surface is a clothed mannequin by construction: mean and
/// targets were smoothed before they were stored, and there is no body under the cloth.
package struct BodyShape: Sendable {
  package static let targetLimit = 4096
  package static let basisLimit = 1024

  package let vertexCount: Int
  /// Corners, counter-clockwise seen from outside.
  package let triangles: [SIMD3<Int32>]
  /// The `Zone` of each triangle and of each vertex.
  package let triangleZone: [Zone]
  package let vertexZone: [Zone]
  /// True for the narrow steps at the hems, which take no part in vertex normals.
  package let isHem: [Bool]
  /// Linear colours that suit the zones, in `Zone` order, 0...1.
  package let zoneColors: [SIMD3<Float>]
  /// Four joints a vertex and their weights, which add up to 1.
  package let skinJoints: [SIMD4<UInt8>]
  package let skinWeights: [SIMD4<Float>]

  /// What a part of the surface is.
  package enum Zone: UInt8, CaseIterable, Sendable { case skin, top, trousers, shoes, eyes }

  /// Vertices, then joints, then tips: one run of points.
  private let mean: [Float]
  /// [basis, points, 3].
  private let basis: [Float]
  /// [target, basis].
  private let coefficients: [Float]
  private let basisCount: Int
  private let targetFactors: [[String]]
  /// The cloth's offset on a figure of the stature `offsetStature`, metres.
  private let offset: [SIMD3<Float>]
  private let offsetStature: Double
  /// By age in whole years: male, female.
  private let modelAge: [SIMD2<Double>]
  private let statureScale: [SIMD2<Double>]

  /// The table that comes with the package. Throws what `init(url:)` throws.
  package static func bundled() throws(MotionSynthesisError) -> BodyShape {
    guard
      let url = Bundle.module.url(
        forResource: "body-shape", withExtension: "safetensors", subdirectory: "Resources")
    else {
      throw MotionSynthesisError(
        .fileAccess, "body-shape.safetensors is missing from the package's resources")
    }
    return try BodyShape(url: url)
  }

  /// Loads a table. Throws `fileAccess` or `malformedFile`.
  package init(url: URL) throws(MotionSynthesisError) {
    let file = try TensorFile<MotionSynthesisError>(url: url)
    func check(_ holds: Bool, _ problem: String) throws(MotionSynthesisError) {
      guard holds else {
        throw MotionSynthesisError(.malformedFile, "the body table '\(file.name)' \(problem)")
      }
    }
    func points(_ tensor: String, _ shape: [Int]) throws(MotionSynthesisError) -> [Float] {
      let values = try file.floats(tensor, shape: shape + [3])
      try check(values.allSatisfy(\.isFinite), "has a number in '\(tensor)' that is not finite")
      return values
    }
    func zones(_ tensor: String, _ count: Int) throws(MotionSynthesisError) -> [Zone] {
      let zones = try file.uint8s(tensor, shape: [count]).compactMap(Zone.init)
      try check(zones.count == count, "has an unknown zone in '\(tensor)'")
      return zones
    }
    func years(_ tensor: String) throws(MotionSynthesisError) -> [SIMD2<Double>] {
      let values = try file.floats(tensor, shape: [91, 2])
      try check(values.allSatisfy { $0.isFinite && $0 >= 0 }, "has a bad '\(tensor)'")
      return stride(from: 0, to: values.count, by: 2).map {
        SIMD2(Double(values[$0]), Double(values[$0 + 1]))
      }
    }

    // Names.
    try check(
      try file.metadataList("joint_names") == Joint.allCases.map(\.name),
      "does not list VRM's joints in order")
    try check(
      try file.metadataList("tip_names") == Joint.Tip.allCases.map(\.tableName),
      "does not list the tips in order")
    try check(
      try file.metadataList("zone_names") == Zone.allCases.map { "\($0)" },
      "does not list the zones in order")
    let parents = try file.int16s("joint_parent", shape: [Joint.count])
    try check(
      zip(parents, Joint.allCases).allSatisfy { Int($0) == $1.parent?.rawValue ?? -1 },
      "joins its joints in another way than VRM does")
    let names = try file.metadataList("target_names")
    try check(names.count <= Self.targetLimit, "has \(names.count) targets")
    targetFactors = names.map { name in
      let list = name.split(separator: "/").last ?? ""
      return list.split(separator: "-").map(String.init)
    }
    let known = BodyParameters().factors(modelAge: 25)
    try check(
      targetFactors.allSatisfy { $0.allSatisfy { known[$0] != nil } },
      "has a target with an unknown factor")

    // Shapes.
    let (joints, tips) = (Joint.count, Joint.Tip.allCases.count)
    let extent = try file.shape(of: "basis")
    try check(
      extent.count == 3 && 1...Self.basisLimit ~= extent[0] && 1...65535 ~= extent[1],
      "has a basis of the shape \(extent)")
    let (rank, count) = (extent[0], extent[1])
    (vertexCount, basisCount) = (count, rank)
    mean =
      try points("mean", [count]) + points("joint_mean", [joints]) + points("tip_mean", [tips])
    let surface = try points("basis", [rank, count])
    let inner = try points("joint_basis", [rank, joints])
    let ends = try points("tip_basis", [rank, tips])
    var rows: [Float] = []
    for row in 0..<rank {
      for part in [surface, inner, ends] {
        let width = part.count / rank
        rows += part[row * width..<(row + 1) * width]
      }
    }
    basis = rows
    coefficients = try file.floats("target_coefficients", shape: [names.count, rank])
    offset = SIMD3.rows(of: try points("offset", [count]))
    offsetStature = Double(try file.metadataString("offset_stature")) ?? 0
    try check(offsetStature > 0, "has no positive offset_stature")
    modelAge = try years("model_age")
    statureScale = try years("stature_scale")

    // Surface.
    let faces = try file.shape(of: "triangles").first ?? 0
    try check(faces <= 1 << 20, "has \(faces) triangles")
    let corners = try file.uint16s("triangles", shape: [faces, 3])
    try check(corners.allSatisfy { $0 < count }, "has a triangle with a corner that is no vertex")
    triangles = stride(from: 0, to: corners.count, by: 3).map {
      SIMD3(Int32(corners[$0]), Int32(corners[$0 + 1]), Int32(corners[$0 + 2]))
    }
    triangleZone = try zones("triangle_zone", faces)
    vertexZone = try zones("vertex_zone", count)
    isHem = try file.uint8s("triangle_hem", shape: [faces]).map { $0 != 0 }
    zoneColors = SIMD3.rows(of: try points("zone_color", [Zone.allCases.count]))

    // Skin.
    let bones = try file.uint8s("skin_joint", shape: [count, 4])
    let weights = try file.uint16s("skin_weight", shape: [count, 4])
    try check(bones.allSatisfy { $0 < joints }, "binds a vertex to a joint that does not exist")
    skinJoints = stride(from: 0, to: bones.count, by: 4).map {
      SIMD4(bones[$0], bones[$0 + 1], bones[$0 + 2], bones[$0 + 3])
    }
    let shares = stride(from: 0, to: weights.count, by: 4).map { (at: Int) -> SIMD4<Float> in
      let four = SIMD4(weights[at], weights[at + 1], weights[at + 2], weights[at + 3])
      return SIMD4<Float>(four)
    }
    try check(
      shares.allSatisfy { $0.sum() == 65535 }, "has skin weights that do not add up to 65535")
    skinWeights = shares.map { $0 / 65535 }
  }

  /// A weight for each target.
  package func targetWeights(_ parameters: BodyParameters) -> [Double] {
    let factors = parameters.factors(modelAge: byAge(modelAge, parameters))
    return targetFactors.map { names in names.reduce(1) { $0 * (factors[$1] ?? 0) } }
  }

  /// The figure at rest.
  package func rest(_ parameters: BodyParameters) -> RestBody {
    rest(parameters, points: points(parameters), scale: byAge(statureScale, parameters))
  }

  /// The figure at rest with a given stature in metres; `parameters.height` has no say.
  ///
  /// The height slider is set so that the figure is as tall as that, with the proportions that go with
  /// it; where the slider ends, the whole figure is scaled.
  package func rest(_ parameters: BodyParameters, stature: Double) -> RestBody {
    precondition(stature > 0, "a stature is positive")
    // The points are linear in the slider from 0 to 0.5 and from 0.5 to 1, so three figures suffice.
    let figures = [0, 0.5, 1].map { (height: Double) in
      var figure = parameters
      figure.height = height
      return points(figure)
    }
    let scale = byAge(statureScale, parameters)
    func figure(_ height: Double) -> [Float] {
      let (from, share) = height < 0.5 ? (0, 2 * height) : (1, 2 * height - 1)
      return zip(figures[from], figures[from + 1]).map { $0 + ($1 - $0) * Float(share) }
    }
    func tall(_ points: [Float]) -> Double { extent(points).height * scale }
    var (low, high) = (0.0, 1.0)
    if stature <= tall(figures[0]) {
      high = 0
    } else if stature >= tall(figures[2]) {
      low = 1
    }
    for _ in 0..<14 where low < high {
      let middle = (low + high) / 2
      if tall(figure(middle)) < stature { low = middle } else { high = middle }
    }
    let found = figure((low + high) / 2)
    var result = parameters
    result.height = (low + high) / 2
    return rest(result, points: found, scale: scale * stature / tall(found))
  }

  private func rest(_ parameters: BodyParameters, points: [Float], scale: Double) -> RestBody {
    let (low, height) = extent(points)
    let placed = SIMD3.rows(of: points).map { ($0 - SIMD3(0, low, 0)) * Float(scale) }
    let stature = height * scale
    let cloth = Float(stature / offsetStature)
    let joints = placed[vertexCount..<vertexCount + Joint.count].map { SIMD3<Double>($0) }
    let tips = placed[(vertexCount + Joint.count)...].map { SIMD3<Double>($0) }
    return RestBody(
      parameters: parameters, stature: stature,
      vertices: zip(placed, offset).map { $0 + $1 * cloth },
      skeleton: Skeleton(joints: joints, tips: tips))
  }

  /// All points of a figure before it is placed and scaled.
  private func points(_ parameters: BodyParameters) -> [Float] {
    let weights = targetWeights(parameters)
    var shares = [Double](repeating: 0, count: basisCount)
    for (target, weight) in weights.enumerated() where weight != 0 {
      for row in 0..<basisCount {
        shares[row] += weight * Double(coefficients[target * basisCount + row])
      }
    }
    var points = mean
    points.withUnsafeMutableBufferPointer { points in
      basis.withUnsafeBufferPointer { basis in
        for row in 0..<basisCount {
          let (share, start) = (Float(shares[row]), row * points.count)
          for index in 0..<points.count { points[index] += share * basis[start + index] }
        }
      }
    }
    return points
  }

  /// The lowest vertex and the figure's height above it.
  private func extent(_ points: [Float]) -> (low: Float, height: Double) {
    var (low, high) = (Float.infinity, -Float.infinity)
    for index in stride(from: 1, to: 3 * vertexCount, by: 3) {
      low = min(low, points[index])
      high = max(high, points[index])
    }
    return (low, Double(high - low))
  }

  private func byAge(_ table: [SIMD2<Double>], _ parameters: BodyParameters) -> Double {
    let age = min(max(parameters.ageYears, 0), Double(table.count - 1))
    let year = min(Int(age), table.count - 2)
    let value = table[year] + (table[year + 1] - table[year]) * (age - Double(year))
    return parameters.sex * value.x + (1 - parameters.sex) * value.y
  }
}

extension SIMD3<Float> {
  /// Points from rows of three numbers.
  static func rows(of values: [Float]) -> [SIMD3<Float>] {
    stride(from: 0, to: values.count - 2, by: 3).map {
      SIMD3(values[$0], values[$0 + 1], values[$0 + 2])
    }
  }
}
