internal import CharacterCore
internal import MotionSynthesis

/// Where head space (centimetres) lies in the world (metres) in a pose: turned, scaled and moved.
struct HeadPlace: Sendable {
  let turn: Quaternion
  /// Metres of the world that a centimetre of head space takes up.
  let scale: Double
  /// The world's place of head space's origin.
  let origin: SIMD3<Double>

  func world(_ point: SIMD3<Double>) -> SIMD3<Double> { origin + turn.turn(scale * point) }
}
