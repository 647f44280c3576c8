internal import CharacterCore

/// Where a foot stands, from when to when, and how it comes and leaves.
struct Footprint: Sendable {
  /// Under the ankle, metres: x and z.
  var place: SIMD2<Double>
  /// Radians to the left, from the way in which a foot points at rest.
  var yaw: Double
  /// Seconds: when the foot touches the floor and when its toes leave it.
  var strike: Double
  var lift = Double.infinity
  /// Radians: toes up as the heel strikes, and for how many seconds the sole then takes to lie.
  var heelStrike = 0.0
  var loading = 0.1
  /// Radians: heel up, then toes up as the foot leaves; the seconds before `lift` when that begins.
  var heelRise = 0.0
  var toeRise = 0.0
  var rising = 0.3
  /// The longest that the foot stands, seconds.
  var stay = Double.infinity
  /// Metres that the sole is lifted on the way here.
  var clearance = 0.0

  static func forward(_ heading: Double) -> SIMD2<Double> {
    SIMD2(Math.sin(heading), Math.cos(heading))
  }
  static func left(_ heading: Double) -> SIMD2<Double> {
    SIMD2(Math.cos(heading), -Math.sin(heading))
  }
}
