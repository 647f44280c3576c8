internal import CharacterCore
internal import Foundation

/// A plain analytic shading of skin, eyes, cloth and hair: where the generator starts from.
///
/// Scene-linear colours in camera space; `ToneCurve` encodes them.
struct FirstShading {
  let lighting: Lighting

  /// Light that a matte surface sends to the viewer.
  ///
  /// - Parameters:
  ///   - wrap: how far each colour's light reaches round the terminator, as it does in skin.
  ///   - visibility: the share of the key light that arrives.
  @inline(__always)
  func matte(
    _ albedo: SIMD3<Float>, normal: SIMD3<Float>, visibility: Float,
    wrap: SIMD3<Float> = .zero
  ) -> SIMD3<Float> {
    func lambert(_ direction: SIMD3<Float>) -> SIMD3<Float> {
      let facing = SIMD3<Float>(repeating: normal.dot(direction))
      return pointwiseMax((facing + wrap) / (1 + wrap), SIMD3<Float>.zero)
    }
    let light =
      lighting.keyPower * lambert(lighting.key) * visibility
      + lighting.fillPower * lambert(lighting.fill) + lighting.rimPower * lambert(lighting.rim)
      + lighting.ambient(up: normal.y)
    return albedo * light
  }

  /// The skin's wrap of light: red travels farthest under it.
  static let skinWrap = SIMD3<Float>(0.22, 0.10, 0.06)

  /// A soft highlight (Blinn 1977) of the key and rim lights.
  @inline(__always)
  func gloss(normal: SIMD3<Float>, visibility: Float, exponent: Float, strength: Float)
    -> SIMD3<Float>
  {
    func lobe(_ light: SIMD3<Float>, _ power: SIMD3<Float>) -> SIMD3<Float> {
      let half = (light + SIMD3(0, 0, 1)).normalized
      let facing = max(normal.dot(light), 0)
      return power * (pow(max(normal.dot(half), 0), exponent) * facing)
    }
    let lit =
      lobe(lighting.key, lighting.keyPower) * visibility + lobe(lighting.rim, lighting.rimPower)
    return lit * (strength * (exponent + 8) / 8)
  }

  /// The key light mirrored in the wet eye.
  @inline(__always)
  func eyeHighlight(normal: SIMD3<Float>, visibility: Float) -> SIMD3<Float> {
    let mirrored = 2 * normal.z * normal - SIMD3<Float>(0, 0, 1)
    let spread = lighting.keySpread * 0.5
    let angle = acos(min(max(mirrored.dot(lighting.key), -1), 1))
    let share = Ease.smooth(spread * 1.25, spread * 0.75, angle)
    let area = max(lighting.keySpread * lighting.keySpread, 0.02)
    return lighting.keyPower * (share * visibility * 0.035 / area)
  }

  /// The eyeball's own colour: white, iris with its dark ring, pupil.
  ///
  /// - Parameters:
  ///   - radius: distance from the gaze axis in cm of the mean eyeball.
  ///   - isFront: false on the eyeball's back half.
  static func eyeAlbedo(_ look: LookParameters, irisRadius: Float, radius: Float, isFront: Bool)
    -> SIMD3<Float>
  {
    let blood = SIMD3<Float>(0.62, 0.36, 0.30)
    let white = Ease.mix(look.scleraColor.simd, blood, 0.35 * Ease.smooth(0.9, 1.5, radius))
    guard isFront else { return white }
    let r = radius / irisRadius
    let iris = look.irisColor.simd
    var color = Ease.mix(iris, iris * SIMD3(1.25, 0.85, 0.45), 0.5 * Ease.smooth(0.62, 0.36, r))
    color = Ease.mix(color, look.irisColor.simd * 0.18, Ease.smooth(0.72, 1, r))
    let pupil = Float(look.pupilRadius)
    color = Ease.mix(
      color, SIMD3(repeating: 0.004), Ease.smooth(pupil + 0.035, pupil - 0.02, radius))
    return Ease.mix(white, color, Ease.smooth(1.06, 0.95, r))
  }

  /// A strand of hair (Kajiya and Kay 1989).
  ///
  /// - Parameters:
  ///   - tangent: unit vector along the strand.
  ///   - along: 0 at the root, 1 at the tip.
  @inline(__always)
  func strand(
    _ color: SIMD3<Float>, tangent: SIMD3<Float>, along: Float, visibility: Float
  ) -> SIMD3<Float> {
    func lit(_ light: SIMD3<Float>, _ power: SIMD3<Float>) -> SIMD3<Float> {
      let cosine = tangent.dot(light)
      let sine = max(1 - cosine * cosine, 0).squareRoot()
      let viewCosine = tangent.z
      let viewSine = max(1 - viewCosine * viewCosine, 0).squareRoot()
      let highlight = pow(max(sine * viewSine - cosine * viewCosine, 0), 24)
      let shine = Ease.mix(color, SIMD3(repeating: 0.36), 0.25) * (0.12 * highlight)
      return power * (color * (0.45 * sine) + shine)
    }
    let tipped = 1 + 0.22 * along * SIMD3<Float>(0.35, 0.25, 0.15)
    let direct =
      lit(lighting.key, lighting.keyPower) * visibility + lit(lighting.fill, lighting.fillPower)
      * 0.6
      + lit(lighting.rim, lighting.rimPower) * 0.7
    let up = 1 - abs(tangent.y)
    return (direct + color * lighting.ambient(up: 0.4 * up) * 0.35) * tipped
  }
}
