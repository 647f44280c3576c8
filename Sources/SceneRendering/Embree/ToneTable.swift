internal import CharacterCore
internal import Foundation

/// From linear light to the values of a picture: one curve, the same for each channel.
///
/// Kept as samples over the light's square root, between which it runs straight.
package struct ToneTable: Sendable, Equatable {
  private static let steps = 2048
  private let samples: [Float]
  private let scale: Float

  /// - Parameters:
  ///   - top: the light beyond which the curve stays level.
  ///   - curve: 0...1 for light from 0 to `top`.
  package init(upTo top: Float, _ curve: (Float) -> Float) {
    precondition(top > 0)
    scale = Float(Self.steps) / top.squareRoot()
    samples = (0...Self.steps).map { index in
      let root = Float(index) / Float(Self.steps)
      return curve(root * root * top)
    }
  }

  /// What is no number counts as no light.
  @inline(__always) func callAsFunction(_ light: SIMD4<Float>) -> SIMD4<Float> {
    let place = light.atLeast(0).squareRoot() * scale
    let floor = place.atMost(Float(Self.steps - 1))
    return samples.withUnsafeBufferPointer { samples in
      var (low, high, start) = (SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero)
      for lane in 0..<4 {
        let index = Int(floor[lane])
        (low[lane], high[lane], start[lane]) = (samples[index], samples[index + 1], Float(index))
      }
      return low + (high - low) * (place - start).atMost(1)
    }
  }

  @inline(__always) func callAsFunction(_ light: Quad) -> Quad {
    Quad(x: self(light.x), y: self(light.y), z: self(light.z))
  }

  /// sRGB's curve (IEC 61966-2-1) up to 1.
  package static let sRGB = ToneTable(upTo: 1) { sRGB($0) }

  /// sRGB's curve over a soft shoulder: what is too bright runs out below 1 instead of being cut off.
  package static let photograph = ToneTable(upTo: 4) { light in
    sRGB(light <= 0.6 ? light : 0.6 + 0.4 * (1 - exp((0.6 - light) / 0.4)))
  }

  private static func sRGB(_ value: Float) -> Float {
    Float(SRGB.encode(Double(min(max(value, 0), 1))))
  }
}
