internal import CharacterCore

/// Where hair grows on the head table's skin: a value a vertex.
package struct HairFields: Sendable {
  /// Distance inside the mean hairline in cm, negative on the face.
  package var hairline: [Float]
  /// Where scalp hair grows, 0...1.
  package var scalp: [Float]
  /// The full beard without the moustache, 0...1.
  package var beard: [Float]
  package var moustache: [Float]
  package var goatee: [Float]
  /// The left brow of the mean head, five points from the nose outwards, cm.
  package var browCurve: [SIMD3<Float>]

  package init(
    hairline: [Float], scalp: [Float], beard: [Float], moustache: [Float], goatee: [Float],
    browCurve: [SIMD3<Float>]
  ) {
    let count = hairline.count
    precondition(scalp.count == count && beard.count == count && moustache.count == count)
    precondition(goatee.count == count && browCurve.count == 5)
    self.hairline = hairline
    self.scalp = scalp
    self.beard = beard
    self.moustache = moustache
    self.goatee = goatee
    self.browCurve = browCurve
  }

  /// Reads `head-fields.safetensors`: vectors over the head table's vertices, and `brow_curve`
  /// [5, 3]. Throws `malformedFile`.
  package init(file: WeightFile, vertexCount: Int) throws(FaceGenerationError) {
    let shape = [vertexCount]
    let curve = try file.floats("brow_curve", shape: [5, 3])
    self.init(
      hairline: try file.floats("hairline", shape: shape),
      scalp: try file.floats("scalp", shape: shape),
      beard: try file.floats("beard", shape: shape),
      moustache: try file.floats("moustache", shape: shape),
      goatee: try file.floats("goatee", shape: shape),
      browCurve: SIMD3.points(curve))
  }

  var fullBeard: [Float] { zip(beard, moustache).map(max) }
}

extension SIMD3<Float> {
  /// Points from rows of three numbers.
  static func points(_ values: [Float]) -> [SIMD3<Float>] {
    stride(from: 0, to: values.count - 2, by: 3).map {
      SIMD3(values[$0], values[$0 + 1], values[$0 + 2])
    }
  }
}
