internal import CharacterCore
package import Foundation

/// The morphable head: a neutral head and the directions in which identity, age, sex, ancestry and
/// expression move it.
///
/// Head space: centimetres, +x the subject's left, +y up, +z the way the face looks, the origin
/// between the height of the eyes and the mouth. Vertices are the skin's (with lids, ears, neck,
/// shoulders and mouth cavity) and after them those inside the mouth (teeth, gums, tongue); triangles
/// are counter-clockwise seen from outside. `rest` makes a person's head from the table, `pose` gives
/// it an expression, `HeadMaps` draws it.
package final class HeadShape: Sendable {
  /// What a triangle belongs to (`trianglePart`).
  package enum TrianglePart: UInt8, Sendable {
    case skin, mouthCavity, innerEyelid, teeth, gumsAndTongue
  }

  /// What a skin vertex belongs to (`vertexPart`).
  package enum VertexPart: UInt8, Sendable {
    case skin, lip, eyelidRim, scalp, neck, mouthCavity, ear, innerEyelid, shoulders
  }

  /// Vertices of the skin; those inside the mouth follow.
  package let skinVertexCount: Int
  package let vertexCount: Int
  package let triangles: [SIMD3<Int32>]
  /// Triangles of the skin; those inside the mouth follow.
  package let skinTriangleCount: Int
  /// `TrianglePart` of each triangle.
  package let trianglePart: [UInt8]
  /// How much farther than it is a triangle counts when depths are compared, in cm: the inner lid
  /// yields to the eyeball, and the mouth cavity (but not the lips' inner rim) to the teeth.
  package let triangleBias: [Float]
  /// `VertexPart` of each skin vertex.
  package let vertexPart: [UInt8]
  /// Soft membership of the lips, 0...1, of each vertex; the lips' outline is at 0.5.
  package let lipWeight: [Float]
  /// 1 where the torso's turn may act on a skin vertex, 0 within mouth and eyes.
  package let followsTorso: [UInt8]
  /// The neutral head's vertices.
  package let mean: [SIMD3<Float>]
  /// The neutral head's vertices within its bounding box, 0...1 on the skin.
  package let canonical: [SIMD3<Float>]
  /// The box's low and high corner.
  package let canonicalRange: (low: SIMD3<Float>, high: SIMD3<Float>)
  /// The triangle and the weights of its corners that mark each Multi-PIE landmark.
  package let landmarkTriangle: [UInt16]
  package let landmarkBary: [SIMD3<Float>]
  package let macroNames: [String]
  package let recipe: HeadRecipe
  package let eyes: EyeTable

  let identityModes: HeadModes
  let macroModes: HeadModes
  let expressionModes: HeadModes
  let lids: HeadLids

  /// The shape that comes with this package. Throws what `init(url:)` throws.
  package static func bundled() throws(FaceGenerationError) -> HeadShape {
    try HeadShape(url: try BundledTable.headShape.url())
  }

  /// Loads a table. Throws `fileAccess` or `malformedFile`.
  package init(url: URL) throws(FaceGenerationError) {
    let file = try WeightFile(url: url)
    func check(_ holds: Bool, _ problem: String) throws(FaceGenerationError) {
      guard holds else {
        throw FaceGenerationError(.malformedFile, "the head table '\(file.name)' \(problem)")
      }
    }
    func vectors(_ tensor: String, _ count: Int) throws(FaceGenerationError) -> [SIMD3<Float>] {
      Self.vectors(try file.floats(tensor, shape: [count, 3]))
    }
    func corners(_ tensor: String, _ count: Int, _ vertices: Int, from first: Int)
      throws(FaceGenerationError) -> [SIMD3<Int32>]
    {
      let flat = try file.uint16s(tensor, shape: [count, 3])
      try check(flat.allSatisfy { $0 < vertices }, "has a corner in '\(tensor)' that is no vertex")
      return stride(from: 0, to: flat.count, by: 3).map { (at: Int) -> SIMD3<Int32> in
        let corner = SIMD3(Int32(flat[at]), Int32(flat[at + 1]), Int32(flat[at + 2]))
        return corner &+ Int32(first)
      }
    }
    func extent(_ tensor: String) throws(FaceGenerationError) -> Int {
      let count = try file.shape(of: tensor).first ?? 0
      try check(count > 0 && count <= 65535, "has \(count) rows in '\(tensor)'")
      return count
    }

    // Names.
    let macros = try file.metadataList("macro_names")
    let expressions = try file.metadataList("expression_names")
    try check(
      expressions == Blendshape.allCases.map(\.name), "does not list ARKit's blendshapes in order")
    macroNames = macros
    do {
      let text = try file.metadataString("recipe")
      recipe = try JSONDecoder().decode(HeadRecipe.self, from: Data(text.utf8))
    } catch {
      throw FaceGenerationError(
        .malformedFile, "the recipe in the head table '\(file.name)' cannot be read",
        underlying: error)
    }
    try check(recipe.isComplete, "has a recipe whose lists have wrong lengths")

    // Vertices.
    let (skin, inner) = (try extent("mean"), try extent("inner_mean"))
    skinVertexCount = skin
    vertexCount = skin + inner
    mean = try vectors("mean", skin) + vectors("inner_mean", inner)
    let range = try vectors("canonical_range", 2)
    canonicalRange = (range[0], range[1])
    let span = range[1] - range[0]
    try check(span.min() > 0, "has an empty canonical range")
    canonical =
      try vectors("canonical", skin) + mean[skin...].map { ($0 - range[0]) / span }
    vertexPart = try file.uint8s("vertex_part", shape: [skin])
    followsTorso = try file.uint8s("follows_torso", shape: [skin])
    let lips = try file.floats("lip_weight", shape: [skin]) + [Float](repeating: 0, count: inner)
    lipWeight = lips

    // Triangles.
    let (outer, innermost) = (try extent("triangles"), try extent("inner_triangles"))
    skinTriangleCount = outer
    let all =
      try corners("triangles", outer, skin, from: 0)
      + corners("inner_triangles", innermost, inner, from: skin)
    let parts =
      try file.uint8s("triangle_part", shape: [outer])
      + file.uint8s("inner_triangle_part", shape: [innermost])
    try check(
      parts.allSatisfy { TrianglePart(rawValue: $0) != nil }, "has an unknown triangle part")
    (triangles, trianglePart) = (all, parts)
    triangleBias = zip(all, parts).map { corner, part in
      if part == TrianglePart.innerEyelid.rawValue { return 0.30 }
      let isBare =
        lips[Int(corner.x)] < 0.5 && lips[Int(corner.y)] < 0.5 && lips[Int(corner.z)] < 0.5
      return part == TrianglePart.mouthCavity.rawValue && isBare ? 0.50 : 0
    }
    let marks = try file.uint16s("landmark_triangle", shape: [68])
    try check(marks.allSatisfy { $0 < outer }, "has a landmark on no triangle")
    landmarkTriangle = marks
    landmarkBary = try vectors("landmark_bary", 68)

    // Directions.
    func modes(_ kind: String, _ number: Int) throws(FaceGenerationError) -> HeadModes {
      HeadModes(
        number: number, first: try file.floats(kind, shape: [number, skin, 3]),
        second: try file.floats("inner_" + kind, shape: [number, inner, 3]))
    }
    identityModes = try modes("identity", Self.identityCount)
    macroModes = try modes("macro", macros.count)
    let movements = try modes("expression", expressions.count)
    expressionModes = movements
    eyes = try EyeTable(file, macroCount: macros.count)
    let kinds = vertexPart
    let lids = HeadLids(
      mean: mean, skinVertices: kinds.indices.filter { kinds[$0] == VertexPart.skin.rawValue },
      centres: eyes.centreMean.map { $0 - SIMD3(0, 0, EyeTable.setback) }, radii: eyes.radiusMean,
      blinks: [Blendshape.eyeBlinkLeft, .eyeBlinkRight].map {
        Self.vectors(movements.mode($0.rawValue))
      })
    guard let lids else {
      throw FaceGenerationError(
        .malformedFile, "the head table '\(file.name)' has an eye without lids")
    }
    self.lids = lids
  }

  /// The number of identity directions.
  package static let identityCount = 100

  static func vectors(_ flat: [Float]) -> [SIMD3<Float>] {
    flat.withUnsafeBufferPointer { flat in
      (0..<flat.count / 3).map { SIMD3(flat[3 * $0], flat[3 * $0 + 1], flat[3 * $0 + 2]) }
    }
  }

  /// The landmarks of a head with these vertices.
  package func landmarks(of vertices: [SIMD3<Float>]) -> [SIMD3<Float>] {
    zip(landmarkTriangle, landmarkBary).map { triangle, bary in
      let corner = triangles[Int(triangle)]
      let (a, b) = (vertices[Int(corner.x)] * bary.x, vertices[Int(corner.y)] * bary.y)
      return a + b + vertices[Int(corner.z)] * bary.z
    }
  }

  /// Area-weighted vertex normals of a head with these vertices, of unit length.
  package func normals(of vertices: [SIMD3<Float>]) -> [SIMD3<Float>] {
    var sum = [SIMD3<Float>](repeating: .zero, count: vertices.count)
    sum.withUnsafeMutableBufferPointer { sum in
      vertices.withUnsafeBufferPointer { vertices in
        for corner in triangles {
          let (i, j, k) = (Int(corner.x), Int(corner.y), Int(corner.z))
          let (u, v) = (vertices[j] - vertices[i], vertices[k] - vertices[i])
          let (ux, vx) = (SIMD3(u.y, u.z, u.x), SIMD3(v.y, v.z, v.x))
          let (uy, vy) = (SIMD3(u.z, u.x, u.y), SIMD3(v.z, v.x, v.y))
          let cross = ux * vy - uy * vx
          sum[i] += cross
          sum[j] += cross
          sum[k] += cross
        }
      }
      for index in sum.indices {
        sum[index] /= max((sum[index] * sum[index]).sum().squareRoot(), 1e-12)
      }
    }
    return sum
  }
}
