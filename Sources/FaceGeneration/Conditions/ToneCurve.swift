internal import Foundation

/// The display transform of the training images: linear light to encoded value, each channel alone.
///
/// Blender's "Filmic, Medium High Contrast" view, sampled at every half stop from 2^-13 to 2^5.
package enum ToneCurve {
  private static let samples: [Float] = [
    0.0000, 0.0000, 0.0008, 0.0020, 0.0036, 0.0057, 0.0085, 0.0123,
    0.0173, 0.0239, 0.0327, 0.0443, 0.0595, 0.0792, 0.1044, 0.1364,
    0.1761, 0.2244, 0.2816, 0.3471, 0.4195, 0.4962, 0.5737, 0.6489,
    0.7187, 0.7807, 0.8339, 0.8778, 0.9130, 0.9404, 0.9612, 0.9765,
    0.9875, 0.9950, 0.9998, 1.0000, 1.0000,
  ]
  private static let lowest: Float = -13
  private static let perStop: Float = 2

  /// The encoded value, 0...1, of a scene-linear one.
  package static func encode(_ linear: Float) -> Float {
    guard linear > 0x1p-13 else { return 0 }
    let place = (log2(linear) - lowest) * perStop
    let index = min(Int(place), samples.count - 2)
    let share = min(place - Float(index), 1)
    return samples[index] + (samples[index + 1] - samples[index]) * share
  }

  package static func encode(_ linear: SIMD3<Float>) -> SIMD3<Float> {
    SIMD3(encode(linear.x), encode(linear.y), encode(linear.z))
  }
}
