package import CharacterCore

/// How deep the six groups of facial lines are, from age and from what the face does at the moment.
///
/// The formulas are those of the training renderer, whose height maps they weight.
package struct WrinkleWeights: Sendable, Equatable {
  package let forehead, glabella, crowsFeet, nasolabial, underEye, fine: Double

  /// - Parameter strength: `LookParameters.wrinkles`, 0 smooth to about 1.2.
  package init(_ expression: ExpressionWeights, age: Double, strength: Double) {
    func mean(_ shapes: Blendshape...) -> Double {
      shapes.reduce(0) { $0 + Double(expression[$1]) } / Double(shapes.count)
    }
    func power(_ exponent: Double) -> Double {
      strength > 0 ? Math.exp(exponent * Math.log(strength)) : 0
    }
    let inner = mean(.browInnerUp)
    let outer = mean(.browOuterUpLeft, .browOuterUpRight)
    let down = mean(.browDownLeft, .browDownRight)
    let smile = mean(.mouthSmileLeft, .mouthSmileRight)
    let squint = mean(.cheekSquintLeft, .cheekSquintRight, .eyeSquintLeft, .eyeSquintRight)
    let sneer = mean(.noseSneerLeft, .noseSneerRight)
    let grown = Math.smoothstep(6, 22, age)
    let depth = 0.1 + 0.9 * grown
    let a = strength
    forehead = (0.75 * power(1.4) + max(inner, outer) * (0.15 + 1.2 * a) * depth) * 0.9
    glabella = 0.45 * power(1.3) + down * (0.45 + 0.75 * a) * depth + 0.3 * sneer * depth
    crowsFeet = (0.55 * power(1.3) + (squint + 0.4 * smile) * (0.25 + 1.3 * a) * depth) * 0.8
    nasolabial =
      (0.16 * grown + 0.7 * a + (smile * 0.75 + sneer * 0.6) * (0.5 + 0.5 * a) * depth) * 0.8
    underEye = (0.12 * grown + 0.85 * a + 0.35 * squint * depth) * 0.75
    fine = power(1.4) * 0.9
  }
}
