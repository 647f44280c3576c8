internal import CharacterCore

/// Where the skin's colour differs from its ground: a value, 0...1, a skin vertex.
struct ColorFields: Sendable {
  let cheek, nose, ear, underEye, lid, forehead, lip, rim: [Float]

  /// Reads `head-fields.safetensors`. Throws `malformedFile`.
  init(file: WeightFile, vertexCount: Int) throws(FaceGenerationError) {
    let shape = [vertexCount]
    cheek = try file.floats("cheek", shape: shape)
    nose = try file.floats("nose", shape: shape)
    ear = try file.floats("ear", shape: shape)
    underEye = try file.floats("under_eye", shape: shape)
    lid = try file.floats("lid", shape: shape)
    forehead = try file.floats("forehead", shape: shape)
    lip = try file.floats("lip", shape: shape)
    rim = try file.floats("rim", shape: shape)
  }
}
