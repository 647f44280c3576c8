internal import CharacterCore
internal import Foundation

/// Where scalp hair grows, by age, sex and style.
struct ScalpDensity {
  /// How far behind the mean hairline the hair begins, cm.
  let edge: Float
  private let style: HairParameters.Style
  private let temples: Float

  init(_ hair: HairParameters, isMale: Bool, ageYears: Double) {
    edge = 0.25 + Float(hair.recession)
    style = hair.style
    let age = Float(ageYears)
    temples = isMale ? 0.8 * (1 + 0.8 * Ease.smooth(30, 65, age)) : 0.2
  }

  /// 0...1, at a point of the mean head with these values of the hairline and scalp fields.
  func density(at p: SIMD3<Float>, hairline: Float, scalp: Float) -> Float {
    // Between scalp and ear, where a triangle spans both, nothing grows on the ear's half.
    let scalp = Ease.smooth(0.3, 1, scalp)
    guard scalp > 0 else { return 0 }
    let (dx, dy) = ((abs(p.x) - 4.2) / 1.6, (p.y - 9) / 1.8)
    let temple = temples * exp(-dx * dx - dy * dy)
    let full = scalp * Ease.smooth(edge - 0.5, edge + 1.1, hairline - temple)
    guard style == .bald || style == .receding else { return full }
    // A horseshoe of hair around a bare top.
    let wreath = Ease.smooth(1, -1.5, p.y - 8.2 + 0.25 * (p.z + 2))
    if style == .bald { return full * wreath }
    let corner = (abs(p.x) - 4) / 2.2
    let receded = hairline - 2.2 * exp(-corner * corner) - 1.2
    return full * max(wreath, 0.9 * Ease.smooth(0.3, 3, receded))
  }
}
