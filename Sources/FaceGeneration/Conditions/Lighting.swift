package import CharacterCore
internal import Foundation

/// A light rig made ready for shading, in camera space (x right, y up, z toward the viewer).
package struct Lighting: Sendable {
  /// Unit vectors toward the lights.
  package let key, fill, rim: SIMD3<Float>
  /// What a white Lambert surface that faces the light sends to the camera.
  package let keyPower, fillPower, rimPower: SIMD3<Float>
  /// The surroundings' colours overhead and below.
  package let sky, ground: SIMD3<Float>
  /// Side of the key light over its distance: the width of a penumbra a unit behind the blocker.
  package let keySpread: Float
  /// Factor of everything.
  package let exposure: Float

  /// Powers follow the renderer's area lights: P / (pi d)^2 for watts P at distance d.
  package init(_ rig: LightRig) {
    func direction(_ azimuth: Double, _ elevation: Double) -> SIMD3<Float> {
      let (a, e) = (azimuth * .pi / 180, elevation * .pi / 180)
      return SIMD3(Float(sin(a) * cos(e)), Float(sin(e)), Float(cos(a) * cos(e)))
    }
    func tint(_ warmth: Double) -> SIMD3<Float> {
      let range = 0.4...1.6
      func clamp(_ x: Double) -> Float { Float(min(max(x, range.lowerBound), range.upperBound)) }
      return SIMD3(clamp(1 + 0.13 * warmth), 1, clamp(1 - 0.16 * warmth))
    }
    func reached(watts: Double, distance: Double) -> Float {
      Float(watts / (Double.pi * distance * Double.pi * distance))
    }
    key = direction(rig.keyAzimuth, rig.keyElevation)
    let away: Double = rig.keyAzimuth > 0 ? -1 : rig.keyAzimuth < 0 ? 1 : 0
    fill = direction(50 * away, 10)
    rim = direction(150 * rig.rimSide, 35)
    keyPower = tint(rig.keyWarmth) * reached(watts: 80_000 * rig.keyPower, distance: 110)
    fillPower =
      tint(rig.fillWarmth)
      * reached(watts: 80_000 * rig.keyPower * rig.fillRatio, distance: 120)
    rimPower = tint(-rig.keyWarmth) * reached(watts: 60_000 * rig.rimPower, distance: 110)
    sky = tint(rig.worldWarmth - 0.3) * Float(rig.world)
    ground = tint(rig.worldWarmth + 0.4) * Float(0.35 * rig.world)
    keySpread = Float(rig.keySize / 110)
    exposure = Float(exp2(rig.exposure))
  }

  /// Light from the surroundings on a surface whose normal has this upward part.
  package func ambient(up: Float) -> SIMD3<Float> {
    let share = 0.5 + 0.5 * up
    return ground + (sky - ground) * (0.15 + 0.75 * share)
  }
}
