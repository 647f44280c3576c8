/// The first shading's detail beyond the generator's resolution: what is lost when its picture is
/// halved.
///
/// The painter draws at twice the generator's size. Added to a generated picture that is doubled,
/// the difference gives single hairs, lashes and edges back (Burt and Adelson 1983 call it a level
/// of a Laplacian pyramid).
struct FineDetail {
  /// Of the first shading at full size, RGBA premultiplied, planar.
  private let fine: ArraySlice<Float>
  private let coarse: ArraySlice<Float>
  private let size: Int

  /// - Parameters:
  ///   - full: the maps as painted.
  ///   - half: the same at half the size.
  init(full: ConditionMaps, half: ConditionMaps) {
    size = full.size
    fine = full.shading
    coarse = half.shading
  }

  /// A generated picture, interleaved RGBA of half the size, doubled and with the detail in it.
  func applied(to picture: [Float], strength: Float) -> [Float] {
    let half = size / 2
    let area = size * size
    var result = [Float](repeating: 0, count: 4 * area)
    result.withUnsafeMutableBufferPointer { out in
      picture.withUnsafeBufferPointer { picture in
        fine.withUnsafeBufferPointer { fine in
          coarse.withUnsafeBufferPointer { coarse in
            for y in 0..<size {
              let (y0, y1) = Self.neighbours(y, half)
              for x in 0..<size {
                let (x0, x1) = Self.neighbours(x, half)
                let pixel = y * size + x
                let places = (y0 * half + x0, y0 * half + x1, y1 * half + x0, y1 * half + x1)
                for channel in 0..<4 {
                  let plane = channel * half * half
                  let made = Self.blend(
                    picture[4 * places.0 + channel], picture[4 * places.1 + channel],
                    picture[4 * places.2 + channel], picture[4 * places.3 + channel])
                  let smooth = Self.blend(
                    coarse[plane + places.0], coarse[plane + places.1], coarse[plane + places.2],
                    coarse[plane + places.3])
                  out[4 * pixel + channel] =
                    made + strength * (fine[channel * area + pixel] - smooth)
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// The nearer and the farther of the two coarse samples around a fine one.
  @inline(__always) private static func neighbours(_ index: Int, _ count: Int) -> (Int, Int) {
    let near = index / 2
    let far = index % 2 == 0 ? max(near - 1, 0) : min(near + 1, count - 1)
    return (near, far)
  }

  /// Bilinear doubling: the nearer sample of each axis has three quarters.
  @inline(__always)
  private static func blend(_ a: Float, _ b: Float, _ c: Float, _ d: Float) -> Float {
    0.75 * (0.75 * a + 0.25 * b) + 0.25 * (0.75 * c + 0.25 * d)
  }
}

extension ConditionMaps {
  /// The four planes of the first shading.
  fileprivate var shading: ArraySlice<Float> {
    let area = size * size
    let first = Channel.shadingRed.rawValue
    return values[first * area..<(first + 4) * area]
  }
}
