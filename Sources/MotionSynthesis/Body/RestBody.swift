/// One person's body at rest: the surface and the skeleton within it.
package struct RestBody: Sendable {
  /// What it was made from; `height` as the stature has set it.
  package let parameters: BodyParameters
  /// Metres from the soles to the top of the head.
  package let stature: Double
  /// The clothed surface, metres.
  package let vertices: [SIMD3<Float>]
  package let skeleton: Skeleton
}
