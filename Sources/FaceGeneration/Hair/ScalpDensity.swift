internal import CharacterCore

extension HairFields {
  /// How densely scalp hair grows at each vertex of the head, 0...1.
  ///
  /// - Parameter neutral: the mean head's vertices, on which hairlines are described.
  func scalpDensity(
    _ hair: HairParameters, sex: Double, ageYears: Double, neutral: [SIMD3<Float>]
  ) -> [Float] {
    let isMale = sex > 0.5
    let edge = 0.25 + Float(hair.recession)
    let temples = Float(
      (isMale ? 0.8 : 0.2) * (1 + (isMale ? 0.8 * Math.smoothstep(30, 65, ageYears) : 0)))
    func bump(_ p: SIMD3<Float>, x: Float, width: Float, y: Float?, height: Float) -> Float {
      let across = (abs(p.x) - x) / width
      let up = y.map { (p.y - $0) / height } ?? 0
      return Float(Math.exp(Double(-across * across - up * up)))
    }
    return hairline.indices.map { v in
      let p = neutral[v]
      let line = hairline[v]
      let temple = bump(p, x: 4.2, width: 1.6, y: 9, height: 1.8) * temples
      let density = scalp[v] * Ease.smooth(edge - 0.5, edge + 1.1, line - temple)
      let horseshoe = Ease.smooth(1, -1.5, p.y - 8.2 + 0.25 * (p.z + 2))
      switch hair.style {
      case .bald: return density * horseshoe * (hair.grows ? 1 : 0.25)
      case .receding:
        let corners = 2.2 * bump(p, x: 4, width: 2.2, y: nil, height: 1)
        return density * max(horseshoe, Ease.smooth(0.3, 3, line - corners - 1.2) * 0.9)
      default: return density
      }
    }
  }
}
