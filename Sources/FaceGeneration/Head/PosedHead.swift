package import CharacterCore

/// A head with expression and gaze, in head space; light and camera have not been applied.
package struct PosedHead: Sendable {
  /// One eyeball: the union of its own sphere and the cornea's smaller one.
  package struct Eye: Sendable {
    package let centre: SIMD3<Float>
    package let radius: Float
    package let irisRadius: Float
    /// The eyeball's size relative to the mean one.
    package let scale: Float
    /// The eyeball's own axes to head space; its +z is the gaze.
    package let gaze: HeadRotation
  }

  /// The skin's vertices and, after them, those inside the mouth.
  package let vertices: [SIMD3<Float>]
  /// A normal of unit length for each vertex.
  package let normals: [SIMD3<Float>]
  /// The subject's left eye, then the right one.
  package let eyes: [Eye]
  /// The 68 Multi-PIE landmarks.
  package let landmarks68: [SIMD3<Float>]
}

extension HeadShape {
  /// How eyelids move.
  package enum Lids: Sendable {
    /// Every person's lids close in a full blink and cover the eyeball (see `HeadLids`).
    case closing
    /// As the table has it: wide eyes stay open a little, large eyeballs show through closed lids. The
    /// pictures of the table's training set were made so.
    case table
  }

  /// The point about which the torso turns.
  private static let torsoPivot = SIMD3<Float>(0, -6, 0.5)
  private static let blinks = [Blendshape.eyeBlinkLeft, .eyeBlinkRight]

  /// Gives a head its expression, gaze and torso; of the view only the turn of the head is used, which
  /// the torso follows in part.
  package func pose(_ rest: RestHead, _ state: FaceState, lids kind: Lids = .closing) -> PosedHead {
    precondition(rest.vertices.count == vertexCount)
    let gaze = HeadRotation(yaw: state.gazeYaw, pitch: state.gazePitch, roll: 0)
    let eyeballs = rest.eyeCentres.indices.map { eye in
      PosedHead.Eye(
        centre: rest.eyeCentres[eye], radius: rest.eyeRadii[eye],
        irisRadius: rest.irisRadii[eye], scale: rest.eyeRadii[eye] / eyes.radiusMean[eye],
        gaze: gaze)
    }
    var expression = state.expression
    if kind == .closing {
      for (blink, reach) in zip(Self.blinks, rest.blinkReach) {
        expression[blink] = HeadLids.effort(expression[blink], reach: reach)
      }
    }
    var vertices = expressed(rest, expression)
    if kind == .closing {
      lids.lift(
        &vertices, eyes: eyeballs, table: eyes, closed: Self.blinks.map { state.expression[$0] })
    }
    turnTorso(&vertices, share: rest.torsoShare, state)
    return PosedHead(
      vertices: vertices, normals: normals(of: vertices), eyes: eyeballs,
      landmarks68: landmarks(of: vertices))
  }

  /// The vertices with an expression.
  private func expressed(_ rest: RestHead, _ expression: ExpressionWeights) -> [SIMD3<Float>] {
    var offset = [Float](repeating: 0, count: 3 * vertexCount)
    expressionModes.add(expression.values.map { $0 * rest.expressionGain }, to: &offset)
    var vertices = rest.vertices
    vertices.withUnsafeMutableBufferPointer { vertices in
      offset.withUnsafeBufferPointer { offset in
        for index in vertices.indices {
          let at = 3 &* index
          vertices[index] += SIMD3(offset[at], offset[at &+ 1], offset[at &+ 2])
        }
      }
    }
    return vertices
  }

  /// Turns the torso back by its share of the head's turn, as the camera orbits a head that keeps still.
  private func turnTorso(_ vertices: inout [SIMD3<Float>], share: [Float], _ state: FaceState) {
    let (turn, view) = (-state.torsoCounter, state.view)
    let torso = HeadRotation(
      yaw: turn * view.yaw, pitch: turn * 0.7 * view.pitch, roll: turn * view.roll
    ).transposed
    let (a, b, c) = (SIMD3<Float>(torso.x), SIMD3<Float>(torso.y), SIMD3<Float>(torso.z))
    vertices.withUnsafeMutableBufferPointer { vertices in
      for (index, share) in share.enumerated() where share > 0 {
        let still = vertices[index]
        let arm = still - Self.torsoPivot
        let turned = a * arm.x + b * arm.y + (c * arm.z + Self.torsoPivot)
        vertices[index] = still + (turned - still) * share
      }
    }
  }
}
