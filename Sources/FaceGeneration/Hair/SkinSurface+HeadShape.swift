package import CharacterCore
internal import Foundation

extension SkinSurface {
  /// The outer skin of the mean head, on which roots are bound.
  package init(_ shape: HeadShape) { self.init(shape, vertices: shape.mean) }

  /// The outer skin of a head with these vertices, for instance a `RestHead`'s.
  package init(_ shape: HeadShape, vertices: [SIMD3<Float>]) {
    precondition(vertices.count == shape.vertexCount)
    let skin = HeadShape.TrianglePart.skin.rawValue
    self.init(
      vertices: vertices,
      triangles: zip(shape.triangles, shape.trianglePart).filter { $1 == skin }.map(\.0))
  }
}

extension HairFields {
  /// The fields that come with this package. Throws what `init(file:vertexCount:)` throws.
  package static func bundled(for shape: HeadShape) throws(FaceGenerationError) -> HairFields {
    try HairFields(
      file: try WeightFile(url: try BundledTable.headFields.url()),
      vertexCount: shape.skinVertexCount)
  }
}

extension BoundStrands {
  /// The strands of one frame on a posed head.
  package func posed(on head: PosedHead, expression: ExpressionWeights) -> HairStrands {
    posed(vertices: head.vertices, normals: head.normals, expression: expression)
  }

  /// The brows of a face, from its parameters alone.
  package static func brows(
    _ face: FaceParameters, fields: HairFields, neutral: SkinSurface
  ) -> BoundStrands {
    .brows(
      curve: fields.browCurve, thickness: face.look.browThickness, sex: face.head.sex,
      ageYears: face.head.ageYears, grey: 0.6 * face.look.hair.grey, neutral: neutral,
      stream: RandomStream(seed: face.look.hair.seed).stream("brows"))
  }

  /// The beard of a face, from its parameters alone; `nil` where it is shaven.
  package static func beard(
    _ face: FaceParameters, fields: HairFields, neutral: SkinSurface
  ) -> BoundStrands? {
    .beard(
      face.look.beard, neutral: neutral, fields: fields,
      stream: RandomStream(seed: face.look.hair.seed).stream("beard"))
  }

  /// The lashes of a face, from its parameters alone.
  package static func lashes(_ face: FaceParameters, neutral: SkinSurface) -> BoundStrands {
    .lashes(
      sex: face.head.sex, makeup: face.look.makeup, neutral: neutral,
      stream: RandomStream(seed: face.look.hair.seed).stream("lashes"))
  }
}
