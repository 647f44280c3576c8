package import CharacterCore
internal import Foundation

/// Brows, a beard or lashes: short strands rooted in the face, which follow every expression.
///
/// Roots are points of the neutral head's triangles, so the same strands fit any identity and pose;
/// `posed` makes polylines of them for one frame.
package struct BoundStrands: Sendable {
  /// How a strand leaves its root.
  enum Growth: Sendable {
    /// Along the skin at an angle from the brow's outward direction, radians, + up. `sides` is 1 on
    /// the subject's left, -1 on the right.
    case brow(sides: [Float], angles: [Float])
    /// Along a direction of head space laid down on the skin, then lifted off it, and sagging.
    case beard(directions: [SIMD3<Float>], lift: Float)
    /// Fixed offsets from the root, `pointsPerStrand` a strand, turned down as the lid closes.
    case lash(offsets: [SIMD3<Float>], lids: [Lid])
  }

  /// The lid that a lash stands on.
  struct Lid: Sendable {
    var isLeft: Bool
    var isUpper: Bool
    /// Radians about the head's x axis that a full blink turns this lid's lashes by, as the lid
    /// mesh of the training renderer does; neither a squint nor a glance down turns them.
    var blinkTurn: Float { (isUpper ? 54 : 13) * .pi / 180 }
  }

  package let roots: [SkinSurface.Root]
  let lengths: [Float]
  let growth: Growth
  /// Radius at each point of a strand, cm.
  let radiusProfile: [Float]
  let shade: [Float]
  let isGrey: [Bool]

  package var strandCount: Int { roots.count }
  package var isEmpty: Bool { roots.isEmpty }
  package var pointsPerStrand: Int { radiusProfile.count }

  /// `radii` runs from the root's radius to the tip's; `grey` is the share of grey strands.
  init(
    roots: [SkinSurface.Root], lengths: [Float], growth: Growth, points: Int,
    radii: ClosedRange<Float>, grey: Double, stream: RandomStream
  ) {
    precondition(points >= 2 && lengths.count == roots.count)
    self.roots = roots
    self.lengths = lengths
    self.growth = growth
    radiusProfile = (0..<points).map {
      Ease.mix(radii.upperBound, radii.lowerBound, Float($0) / Float(points - 1))
    }
    (shade, isGrey) = HairStrands.tones(count: roots.count, grey: grey, stream: stream)
  }

  /// The strands of one frame.
  ///
  /// `vertices` and `normals` are the posed head's, in the order of the head table; `expression`
  /// turns the lashes of a closing lid.
  package func posed(
    vertices: [SIMD3<Float>], normals: [SIMD3<Float>], expression: ExpressionWeights = .neutral
  ) -> HairStrands {
    var points: [SIMD3<Float>] = []
    points.reserveCapacity(strandCount * pointsPerStrand)
    var radii: [Float] = []
    radii.reserveCapacity(strandCount * pointsPerStrand)
    for index in roots.indices {
      let root = roots[index].value(vertices)
      let normal = roots[index].value(normals).normalized
      switch growth {
      case .brow(let sides, let angles):
        appendBrow(
          to: &points, root, normal, side: sides[index], angle: angles[index],
          length: lengths[index])
      case .beard(let directions, let lift):
        appendBeard(
          to: &points, root, normal, direction: directions[index], lift: lift,
          length: lengths[index])
      case .lash(let offsets, let lids):
        let lid = lids[index]
        let blink = expression[lid.isLeft ? .eyeBlinkLeft : .eyeBlinkRight]
        let turn = lid.blinkTurn * min(max(blink, 0), 1)
        let (c, s) = (cos(turn), sin(turn))
        for offset in offsets[index * pointsPerStrand..<(index + 1) * pointsPerStrand] {
          points.append(
            root + SIMD3(offset.x, c * offset.y - s * offset.z, s * offset.y + c * offset.z))
        }
      }
      radii.append(contentsOf: radiusProfile)
    }
    return HairStrands(
      points: points, pointsPerStrand: pointsPerStrand, radii: radii, shade: shade, isGrey: isGrey)
  }

  private func appendBrow(
    to points: inout [SIMD3<Float>], _ root: SIMD3<Float>, _ normal: SIMD3<Float>, side: Float,
    angle: Float, length: Float
  ) {
    let outward = SIMD3<Float>(side, 0, 0).tangent(to: normal)
    let upward = normal.cross(outward) * side
    let direction = outward * cos(angle) + upward * sin(angle)
    points.append(root - normal * 0.02)
    for k in 1..<pointsPerStrand {
      let t = Float(k) / Float(pointsPerStrand - 1)
      let height = (0.02 + 0.13 * sin(2.6 * t)) * length / 0.5
      points.append(root + direction * (length * t) + normal * height)
    }
  }

  private func appendBeard(
    to points: inout [SIMD3<Float>], _ root: SIMD3<Float>, _ normal: SIMD3<Float>,
    direction: SIMD3<Float>, lift: Float, length: Float
  ) {
    let along = (direction.tangent(to: normal) + normal * lift).normalized
    points.append(root - normal * 0.03)
    for k in 1..<pointsPerStrand {
      let t = Float(k) / Float(pointsPerStrand - 1)
      let sag = SIMD3<Float>(0, -0.18 * length * t * t, 0)
      points.append(root + along * (length * t) + sag)
    }
  }
}
