/// What the generator sees of a face at every pixel: geometry, hair, light and a first shading.
///
/// Planar, `channels` x `size` x `size`, rows from the top. The order and meaning of the channels are
/// a part of the weights: they were trained on these.
package struct ConditionMaps: Sendable {
  package enum Channel: Int, CaseIterable, Sendable {
    /// Canonical coordinates, -1...1 over the neutral head's bounds.
    case canonicalX, canonicalY, canonicalZ
    /// Camera-space unit normal.
    case normalX, normalY, normalZ
    /// Coverage by each part of the head.
    case skin, lips, sclera, iris, mouthCavity, teeth
    /// Height toward the camera over the pivot's plane, in units of 15 cm.
    case depth
    /// Coverage by the head.
    case head
    /// Coverage by scalp hair, its direction in the picture (cosine and sine of twice the angle,
    /// weighted by coverage) and its height toward the camera.
    case hair, hairDirectionX, hairDirectionY, hairDepth
    /// Coverage by brows and lashes, by beard, by clothes.
    case brow, beard, garment
    /// Lambert terms of the three lights, the key light's with its shadows.
    case key, fill, rim
    /// The normal's upward part, -1...1.
    case up
    /// A first shading of everything, premultiplied and encoded, and its alpha.
    case shadingRed, shadingGreen, shadingBlue, shadingAlpha

    /// Name in weight files and training sets, for instance `shading_red`.
    package var name: String {
      String(describing: self).map { $0.isUppercase ? "_\($0.lowercased())" : String($0) }.joined()
    }

    /// True if the channel's values run from -1 to 1, false if from 0 to 1.
    package var isSigned: Bool {
      switch self {
      case .canonicalX, .canonicalY, .canonicalZ, .normalX, .normalY, .normalZ, .depth,
        .hairDirectionX, .hairDirectionY, .hairDepth, .up:
        true
      default: false
      }
    }

    /// The factor of the channel's values in a picture that is mirrored left to right.
    package var mirrorSign: Int {
      switch self {
      case .canonicalX, .normalX, .hairDirectionY: -1
      default: 1
      }
    }
  }

  package let size: Int
  package var values: [Float]

  package static let channelCount = Channel.allCases.count

  package init(size: Int) {
    self.size = size
    values = [Float](repeating: 0, count: Self.channelCount * size * size)
  }

  package subscript(channel: Channel) -> ArraySlice<Float> {
    let area = size * size
    return values[channel.rawValue * area..<(channel.rawValue + 1) * area]
  }

  /// The maps at half the size, each pixel the mean of four.
  package func halved() -> ConditionMaps {
    let half = size / 2
    var result = ConditionMaps(size: half)
    values.withUnsafeBufferPointer { source in
      result.values.withUnsafeMutableBufferPointer { target in
        for channel in 0..<Self.channelCount {
          for y in 0..<half {
            let upper = source.baseAddress.unsafelyUnwrapped + (channel * size + 2 * y) * size
            let lower = upper + size
            let out = target.baseAddress.unsafelyUnwrapped + (channel * half + y) * half
            for x in 0..<half {
              out[x] =
                (upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]) * 0.25
            }
          }
        }
      }
    }
    return result
  }

  /// The maps in 8 bits for a training set: 0...1 as 0...255, -1...1 as 1...255 with 0 at 128.
  package func quantized() -> [UInt8] {
    let area = size * size
    return [UInt8](unsafeUninitializedCapacity: values.count) { buffer, count in
      for channel in Channel.allCases {
        let range = channel.rawValue * area..<(channel.rawValue + 1) * area
        let (scale, zero): (Float, Float) = channel.isSigned ? (127, 128) : (255, 0)
        for index in range {
          let value = min(max(values[index], channel.isSigned ? -1 : 0), 1)
          buffer[index] = UInt8(value * scale + zero + 0.5)
        }
      }
      count = values.count
    }
  }
}
