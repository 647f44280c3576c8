/// What the trunk and the arms do at one moment of a walk: `GaitStyle`'s numbers, eased from step to
/// step and 0 where the feet stand still. Degrees and metres.
struct GaitFrame: Sendable {
  var values: SIMD16<Double>

  static let still = GaitFrame(values: .zero)

  init(values: SIMD16<Double>) { self.values = values }

  /// - Parameter energy: the share of a full step that is taken.
  init(_ style: GaitStyle, energy: Double) {
    values = SIMD16(
      style.sway, style.bob * energy, style.crouch * energy, style.armSwing * energy,
      style.elbow * (0.4 + 0.6 * energy), style.elbowSwing * energy, style.pelvisTurn * energy,
      style.pelvisDrop * (0.3 + 0.7 * energy), style.chestTurn * energy,
      style.chestTilt, style.lean * energy, 1, 0, 0, 0, 0)
  }

  var sway: Double { values[0] }
  var bob: Double { values[1] }
  var crouch: Double { values[2] }
  var armSwing: Double { values[3] }
  var elbow: Double { values[4] }
  var elbowSwing: Double { values[5] }
  var pelvisTurn: Double { values[6] }
  var pelvisDrop: Double { values[7] }
  var chestTurn: Double { values[8] }
  var chestTilt: Double { values[9] }
  var lean: Double { values[10] }
  /// 0 standing to 1 on the way.
  var presence: Double { values[11] }
}
