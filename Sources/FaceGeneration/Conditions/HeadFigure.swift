package import CharacterCore
internal import Foundation

/// A person's head as a coloured mesh, for pictures in which it is small or turned away.
///
/// The very head that the generator draws, before light and camera: head space, centimetres.
package struct HeadFigure: Sendable {
  /// Strands of scalp hair, or of a beard that stands off the face.
  package struct Hair: Sendable {
    /// Strand by strand from the root to the tip.
    package var points: [SIMD3<Float>]
    package var pointsPerStrand: Int
    /// Linear, one a strand.
    package var colors: [SIMD3<Float>]
  }

  package let shape: HeadShape
  package let rest: RestHead
  /// Linear, one a vertex of the head: skin with lips, brows, lashes and beard upon it, mouth, teeth.
  package let colors: [SIMD3<Float>]
  package let hair: Hair
  /// `nil` where no beard is long enough to stand off.
  package let beard: Hair?

  /// The head with an expression; its torso stays as it is.
  package func posed(_ expression: ExpressionWeights, gazeYaw: Double, gazePitch: Double)
    -> PosedHead
  {
    shape.pose(
      rest, FaceState(expression: expression, gazeYaw: gazeYaw, gazePitch: gazePitch))
  }
}

extension FaceModel {
  /// A prepared person's head as a mesh.
  package func figure(of face: PreparedFace) -> HeadFigure {
    let look = face.parameters.look
    let grey = look.hair.greyColor.simd
    let head = shape.pose(face.rest, FaceState())
    var colors = face.albedo
    func lay(_ strands: BoundStrands, _ color: SIMD3<Float>, density: Float) {
      var counts = [Float](repeating: 0, count: colors.count)
      for (root, length) in zip(strands.roots, strands.lengths) {
        for corner in 0..<3 {
          counts[Int(root.corners[corner])] += root.weights[corner] * min(length, 0.6)
        }
      }
      for index in counts.indices where counts[index] > 0 {
        colors[index] = Ease.mix(colors[index], color, 1 - exp(-density * counts[index]))
      }
    }
    lay(
      face.brows, Ease.mix(look.browColor.simd, grey, Float(min(0.6 * look.hair.grey, 1)) * 0.62),
      density: 0.5)
    lay(face.lashes, SIMD3(repeating: 0.01), density: 0.25)
    let faded = Ease.mix(look.hair.color.simd, grey, Float(min(look.hair.grey, 1)) * 0.62)
    for (index, cover) in scalpCover(of: face.hair, on: head.vertices).enumerated() where cover > 0
    {
      colors[index] = Ease.mix(colors[index], faded, 0.85 * cover)
    }
    let beardColor = Ease.mix(look.beard.color.simd, grey, Float(min(look.beard.grey, 1)))
    if let beard = face.beard { lay(beard, beardColor, density: 0.4) }
    for index in shape.skinVertexCount..<shape.vertexCount {
      colors[index] = look.teethColor.simd * 0.8
    }
    for (corner, part) in zip(shape.triangles, shape.trianglePart)
    where part == HeadShape.TrianglePart.mouthCavity.rawValue
      || part == HeadShape.TrianglePart.gumsAndTongue.rawValue
    {
      for index in 0..<3 where shape.lipWeight[Int(corner[index])] < 0.5 {
        colors[Int(corner[index])] = SIMD3(0.16, 0.045, 0.04)
      }
    }
    let standsOff = look.beard.style != .stubble && look.beard.length > 0.5
    return HeadFigure(
      shape: shape, rest: face.rest, colors: colors,
      hair: HeadFigure.Hair(face.hair, color: faded, grey: grey),
      beard: standsOff
        ? face.beard.map {
          HeadFigure.Hair(
            $0.posed(vertices: head.vertices, normals: head.normals), color: beardColor, grey: grey)
        } : nil)
  }
}

extension FaceModel {
  /// How far roots of hair cover each vertex of a head, 0...1: what is seen of the scalp in a parting is
  /// as dark as the hair beside it.
  private func scalpCover(of hair: HairStrands, on vertices: [SIMD3<Float>]) -> [Float] {
    var counts = [Float](repeating: 0, count: vertices.count)
    guard hair.strandCount > 0 else { return counts }
    let skin = PointGrid(Array(vertices.prefix(shape.skinVertexCount)), cellSize: 1)
    var hint = 0
    for strand in 0..<hair.strandCount {
      hint = skin.nearest(to: hair.points[strand * hair.pointsPerStrand], hint: hint)
      counts[hint] += 1
    }
    // Each vertex takes from its neighbours.
    let before = counts
    for corner in shape.triangles {
      for (one, other) in [(corner.x, corner.y), (corner.y, corner.z), (corner.z, corner.x)] {
        counts[Int(one)] = max(counts[Int(one)], 0.5 * before[Int(other)])
        counts[Int(other)] = max(counts[Int(other)], 0.5 * before[Int(one)])
      }
    }
    for index in counts.indices {
      let isScalp =
        index < shape.skinVertexCount
        && shape.vertexPart[index] == HeadShape.VertexPart.scalp.rawValue
      counts[index] = isScalp ? min(counts[index] / 4, 1) : 0
    }
    return counts
  }
}

extension HeadFigure.Hair {
  init(_ strands: HairStrands, color: SIMD3<Float>, grey: SIMD3<Float>) {
    points = strands.points
    pointsPerStrand = strands.pointsPerStrand
    colors = (0..<strands.strandCount).map {
      strands.isGrey[$0] ? grey : color * strands.brightness(of: $0)
    }
  }
}
