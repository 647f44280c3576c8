package import CharacterCore

/// Reads the strands that the training renderer drew for one image (safetensors).
///
/// Tensors: `points` [S, K, 3] and `radius` [S, K], the scalp hair at rest, both absent or S = 0 on
/// a bald head; `brow_root` [n, 3] on the neutral head, `brow_angle`, `brow_length`, `brow_side` [n];
/// and with a beard `beard_root`, `beard_direction` [n, 3], `beard_length` [n], `beard_lift` [1].
extension HairStrands {
  /// The scalp hair of a strands file; which strands are grey is drawn from `stream`, by index.
  package init(file: WeightFile, grey: Double, stream: RandomStream) throws(FaceGenerationError) {
    guard file["points"] != nil else {
      self = .none
      return
    }
    let shape = try file.shape(of: "points")
    guard shape.count == 3, shape[2] == 3, shape[0] == 0 || shape[1] >= 2 else {
      throw FaceGenerationError(
        .malformedFile, "'points' of '\(file.name)' has the shape \(shape) instead of [S, K, 3]")
    }
    guard shape[0] > 0 else {
      self = .none
      return
    }
    guard shape[0] * shape[1] <= Self.pointLimit else {
      throw FaceGenerationError(
        .malformedFile,
        "'\(file.name)' has \(shape[0] * shape[1]) points of hair; the most is \(Self.pointLimit)")
    }
    self.init(
      points: SIMD3.points(try file.finiteFloats("points", shape: shape)),
      pointsPerStrand: shape[1],
      radii: try file.finiteFloats("radius", shape: [shape[0], shape[1]]), grey: grey,
      stream: stream.stream("tone"))
  }
}

extension BoundStrands {
  /// The brows of a strands file. `neutral` is the skin of the mean head. Throws `malformedFile`.
  package static func brows(
    file: WeightFile, sex: Double, grey: Double, neutral: SkinSurface, stream: RandomStream
  ) throws(FaceGenerationError) -> BoundStrands {
    let (roots, count) = try file.strandRoots("brow_root")
    let lengths = try file.finiteFloats("brow_length", shape: [count])
    let sides = try file.finiteFloats("brow_side", shape: [count])
    let angles = try file.finiteFloats("brow_angle", shape: [count])
    return BoundStrands(
      brows: neutral.bind(roots), sides: sides.map { $0 < 0 ? -1 : 1 }, angles: angles,
      lengths: lengths, sex: sex, grey: grey, stream: stream)
  }

  /// The beard of a strands file, `nil` where it has none. `neutral` is the skin of the mean head.
  /// Throws `malformedFile`.
  package static func beard(
    file: WeightFile, style: BeardParameters.Style, grey: Double, neutral: SkinSurface,
    stream: RandomStream
  ) throws(FaceGenerationError) -> BoundStrands? {
    guard file["beard_root"] != nil else { return nil }
    let (roots, count) = try file.strandRoots("beard_root")
    guard count > 0 else { return nil }
    let directions = try file.finiteFloats("beard_direction", shape: [count, 3])
    let lengths = try file.finiteFloats("beard_length", shape: [count])
    let lift = try file.finiteFloats("beard_lift", shape: [1])
    return BoundStrands(
      beard: neutral.bind(roots), directions: SIMD3.points(directions), lengths: lengths,
      lift: lift[0], style: style, grey: grey, stream: stream)
  }
}

extension WeightFile {
  fileprivate func strandRoots(_ tensor: String) throws(FaceGenerationError) -> (
    roots: [SIMD3<Float>], count: Int
  ) {
    let shape = try shape(of: tensor)
    guard shape.count == 2, shape[1] == 3, shape[0] <= HairStrands.pointLimit / 16 else {
      throw FaceGenerationError(
        .malformedFile,
        "'\(tensor)' of '\(name)' has the shape \(shape) instead of [n, 3] with at most "
          + "\(HairStrands.pointLimit / 16) roots")
    }
    return (SIMD3.points(try finiteFloats(tensor, shape: shape)), shape[0])
  }

  fileprivate func finiteFloats(_ tensor: String, shape: [Int]) throws(FaceGenerationError)
    -> [Float]
  {
    let values = try floats(tensor, shape: shape)
    guard values.allSatisfy(\.isFinite) else {
      throw FaceGenerationError(
        .malformedFile, "'\(tensor)' of '\(name)' holds a value that is not a finite number")
    }
    return values
  }
}
