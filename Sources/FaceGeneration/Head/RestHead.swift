package import CharacterCore

/// A person's head without expression, in head space; depends on `HeadParameters` alone.
package struct RestHead: Sendable {
  /// The skin's vertices and, after them, those inside the mouth.
  package let vertices: [SIMD3<Float>]
  /// The eyeballs' centres as drawn, left and right.
  package let eyeCentres: [SIMD3<Float>]
  /// The eyeballs' radii.
  package let eyeRadii: [Float]
  /// The iris's radii on these eyeballs.
  package let irisRadii: [Float]
  /// The head's size relative to the identity model's.
  package let scale: Float
  /// How strongly an expression of weight 1 acts, relative to the table.
  package let expressionGain: Float
  /// How far each skin vertex belongs to the torso, 0...1.
  package let torsoShare: [Float]
  /// The table's weight of a blink at which each eye is closed, left and right; at least 1.
  package let blinkReach: [Float]
}

extension HeadShape {
  /// Says what `rest` cannot take in parameters that come from a file. Throws `invalidParameter`.
  package func validate(_ head: HeadParameters) throws(FaceGenerationError) {
    func fail(_ problem: String) -> FaceGenerationError {
      FaceGenerationError(.invalidParameter, problem)
    }
    guard head.identity.count <= Self.identityCount else {
      throw fail(
        "a head has \(head.identity.count) identity coefficients; the most is \(Self.identityCount)"
      )
    }
    for name in head.macro.keys.sorted() where !macroNames.contains(name) {
      throw fail(
        "'\(name)' is no macro field of the head; there are \(macroNames.joined(separator: ", "))")
    }
    let ancestry = head.ancestry
    let numbers = [
      head.ageYears, head.sex, head.fat, head.square, head.asymmetry.x, head.asymmetry.y,
      head.irisRadius, ancestry.european, ancestry.african, ancestry.eastasian, ancestry.southasian,
    ]
    guard numbers.allSatisfy(\.isFinite), head.macro.values.allSatisfy(\.isFinite),
      head.identity.allSatisfy(\.isFinite)
    else { throw fail("a head's parameters hold a number that is not finite") }
  }

  /// The weights of the macro fields, in the order of `macroNames`.
  package func macroWeights(_ head: HeadParameters) -> [Double] {
    macroNames.map { head.macro[$0] ?? recipe.weight(of: $0, head) }
  }

  /// The head of these parameters, which `validate` accepts.
  package func rest(_ head: HeadParameters) -> RestHead {
    precondition(head.identity.count <= Self.identityCount)
    let kid = HeadRecipe.childness(head.ageYears)
    let identity = head.identity.map { $0 * Float(1 - 0.45 * kid) }
    let macro = macroWeights(head).map { Float($0) }

    func flat(_ identityModes: HeadModes, _ macroModes: HeadModes) -> [Float] {
      var sum = [Float](repeating: 0, count: identityModes.count)
      identityModes.add(identity, to: &sum)
      macroModes.add(macro, to: &sum)
      return sum
    }
    func moved(_ mean: [SIMD3<Float>], _ a: HeadModes, _ b: HeadModes) -> [SIMD3<Float>] {
      zip(mean, Self.vectors(flat(a, b))).map { $0 + $1 }
    }
    var vertices = moved(mean, identityModes, macroModes)
    var centres = moved(eyes.centreMean, eyes.centreIdentity, eyes.centreMacro)
    let radii = zip(eyes.radiusMean, flat(eyes.radiusIdentity, eyes.radiusMacro)).map { $0 + $1 }

    // Size: a similarity without rotation that keeps the landmarks' centre.
    let (own, neutral) = (Spread(landmarks(of: vertices)), Spread(landmarks(of: mean)))
    let ratio = Double(neutral.norm / own.norm)
    let scale = Float(Math.exp(0.8 * Math.log(ratio)) * (1 - recipe.scaleKid * kid))
    let (amplitude, phase) = (0.05 * head.asymmetry.x, head.asymmetry.y)
    func place(_ points: inout [SIMD3<Float>]) {
      for index in points.indices {
        var point = (points[index] - own.centre) * scale + neutral.centre
        if amplitude != 0 {
          point.x += Float(amplitude * Math.sin(0.25 * Double(point.y) + phase))
        }
        points[index] = point
      }
    }
    place(&vertices)
    place(&centres)

    let share = zip(vertices.prefix(skinVertexCount), followsTorso).map { vertex, follows in
      follows == 0 ? 0 : Math.smoothstep(-4.5, -13, vertex.y + 0.25 * (vertex.z - 2))
    }
    let iris = Float(head.irisRadius)
    let gain = scale * Float(1 - 0.12 * kid)
    return RestHead(
      vertices: vertices, eyeCentres: centres.map { $0 - SIMD3(0, 0, EyeTable.setback * scale) },
      eyeRadii: radii.map { $0 * scale },
      irisRadii: zip(radii, eyes.radiusMean).map { $0 * scale * iris / $1 },
      scale: scale, expressionGain: gain, torsoShare: share,
      blinkReach: lids.reach(vertices, expressionGain: gain))
  }

  /// Centre and extent (Frobenius norm about the centre) of a set of points.
  private struct Spread {
    let centre: SIMD3<Float>
    let norm: Float

    init(_ points: [SIMD3<Float>]) {
      let middle = points.reduce(.zero, +) / Float(points.count)
      centre = middle
      let squares = points.map { (($0 - middle) * ($0 - middle)).sum() }
      norm = squares.reduce(0, +).squareRoot()
    }
  }
}
