package import CharacterCore
package import Foundation

/// Everything that turns face parameters into condition maps: the head, its fields, and how hair and
/// clothes grow on it.
///
/// Loaded once and shared; `prepare` makes a person, `conditions` draws the person in a state.
package final class FaceModel: Sendable {
  package let shape: HeadShape
  let colorFields: ColorFields
  let folds: FoldMaps
  private let grower: HairGrower
  private var hairFields: HairFields { grower.fields }
  /// The mean head's outer skin, on which roots are bound.
  private var neutral: SkinSurface { grower.neutral }

  /// Loads the tables that come with the package. Throws `fileAccess` or `malformedFile`.
  package init() throws(FaceGenerationError) {
    shape = try HeadShape.bundled()
    let file = try WeightFile(url: try BundledTable.headFields.url())
    folds = try FoldMaps(file: try WeightFile(url: try BundledTable.headFolds.url()))
    grower = HairGrower(
      neutral: SkinSurface(shape),
      fields: try HairFields(file: file, vertexCount: shape.skinVertexCount))
    colorFields = try ColorFields(file: file, vertexCount: shape.skinVertexCount)
  }

  /// Makes a person ready to be drawn. Costs up to half a second, most of it hair.
  ///
  /// - Parameter strands: a file of the very strands to draw instead of growing them.
  /// - Throws: `invalidParameter` for parameters that make no head, or what reading the file throws.
  package func prepare(_ face: FaceParameters, strands: URL? = nil) throws(FaceGenerationError)
    -> PreparedFace
  {
    try shape.validate(face.head)
    try HairGrower.validate(face.look.hair)
    let rest = shape.rest(face.head)
    let look = face.look
    let root = RandomStream(seed: look.hair.seed)
    let file: WeightFile? =
      if let strands { try WeightFile(url: strands) } else { nil }
    let hair: HairStrands
    let density: [Float]
    let brows: BoundStrands
    let beard: BoundStrands?
    if let file {
      hair = try HairStrands(file: file, grey: look.hair.grey, stream: root.stream("hair"))
      density = grower.density(look.hair, sex: face.head.sex, ageYears: face.head.ageYears)
      brows = try BoundStrands.brows(
        file: file, sex: face.head.sex, grey: look.hair.grey * 0.6, neutral: neutral,
        stream: root.stream("brows"))
      beard = try BoundStrands.beard(
        file: file, style: look.beard.style, grey: look.beard.grey, neutral: neutral,
        stream: root.stream("beard"))
    } else {
      let growth = grower.grow(
        look.hair, sex: face.head.sex, ageYears: face.head.ageYears, rest: rest.vertices)
      (hair, density) = (growth.strands, growth.density)
      brows = BoundStrands.brows(
        curve: hairFields.browCurve, thickness: look.browThickness, sex: face.head.sex,
        ageYears: face.head.ageYears, grey: look.hair.grey * 0.6, neutral: neutral,
        stream: root.stream("brows"))
      beard = BoundStrands.beard(
        look.beard, neutral: neutral, fields: hairFields, stream: root.stream("beard"))
    }
    let lashes = BoundStrands.lashes(
      sex: face.head.sex, makeup: look.makeup, neutral: neutral, stream: root.stream("lashes"))
    let albedo = FaceAlbedo(
      face, colors: colorFields, hair: hairFields,
      scalpDensity: density)
    let inner = [SIMD3<Float>](
      repeating: .zero, count: shape.vertexCount - shape.skinVertexCount)
    return PreparedFace(
      parameters: face, rest: rest, hair: hair, brows: brows, beard: beard, lashes: lashes,
      garment: Garment(look.garment, neutral: neutral), albedo: albedo.colors + inner)
  }

  /// What the generator sees of a person in a state, at `size` pixels square; drawn at twice that
  /// and averaged, so that edges are smooth.
  ///
  /// - Parameter lids: `table` for what belongs to a training picture.
  package func conditions(
    of face: PreparedFace, _ state: FaceState, size: Int, lids: HeadShape.Lids = .closing
  ) -> ConditionMaps {
    precondition(size > 0 && size <= 1024)
    return ConditionPainter(self, face, state, size: 2 * size, lids: lids).paint().halved()
  }
}

/// A person ready to be drawn: the head at rest, the strands on it, clothes and colours.
package struct PreparedFace: Sendable {
  package let parameters: FaceParameters
  let rest: RestHead
  let hair: HairStrands
  let brows: BoundStrands
  let beard: BoundStrands?
  let lashes: BoundStrands
  let garment: Garment
  /// Linear, one a vertex of the head.
  let albedo: [SIMD3<Float>]
}
