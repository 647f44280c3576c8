package import CharacterCore

/// A picture as networks see it: bytes of red, green and blue, sRGB-encoded; what is transparent shows
/// mid-grey.
package struct OpaquePicture: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// [height][width][3].
  package let pixels: [UInt8]

  /// What lies outside a picture and behind a transparent one.
  static let void: UInt8 = 128

  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == 3 * width * height)
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  package init(_ raster: Raster) {
    let count = raster.width * raster.height
    let pixels = [UInt8](unsafeUninitializedCapacity: 3 * count) { target, initialized in
      raster.pixels.withUnsafeBufferPointer { source in
        for index in 0..<count {
          let alpha = Int(source[4 * index + 3])
          for channel in 0..<3 {
            let value = Int(source[4 * index + channel])
            target[3 * index + channel] =
              alpha == 255
              ? UInt8(value) : UInt8((value * alpha + Int(Self.void) * (255 - alpha) + 127) / 255)
          }
        }
      }
      initialized = 3 * count
    }
    self.init(width: raster.width, height: raster.height, pixels: pixels)
  }

  /// Left and right exchanged.
  func mirrored() -> OpaquePicture {
    var mirrored = pixels
    for start in stride(from: 0, to: pixels.count, by: 3 * width) {
      for x in 0..<width {
        for channel in 0..<3 {
          mirrored[start + 3 * (width - 1 - x) + channel] = pixels[start + 3 * x + channel]
        }
      }
    }
    return OpaquePicture(width: width, height: height, pixels: mirrored)
  }

  /// The picture at another size, each pixel the mean of what it covers when shrinking and bilinear when
  /// enlarging, in the upper left of a canvas of mid-grey.
  func resized(width: Int, height: Int, canvasWidth: Int, canvasHeight: Int) -> OpaquePicture {
    precondition(1...canvasWidth ~= width && 1...canvasHeight ~= height)
    let across = ResamplingWeights(from: self.width, to: width)
    let down = ResamplingWeights(from: self.height, to: height)
    var canvas = [UInt8](repeating: Self.void, count: 3 * canvasWidth * canvasHeight)
    // One row of the source, shrunk across, is kept at a time: rows are visited once or twice.
    var row = [Float](repeating: 0, count: 3 * width)
    var sums = [Float](repeating: 0, count: 3 * width)
    var held = -1
    pixels.withUnsafeBufferPointer { source in
      row.withUnsafeMutableBufferPointer { row in
        sums.withUnsafeMutableBufferPointer { sums in
          for y in 0..<height {
            for index in 0..<3 * width { sums[index] = 0.5 }
            for tap in down.starts[y]..<down.starts[y + 1] {
              if down.sources[tap] != held {
                held = down.sources[tap]
                across.apply(source, row: held * 3 * self.width, into: row)
              }
              let weight = down.weights[tap]
              for index in 0..<3 * width { sums[index] += weight * row[index] }
            }
            for index in 0..<3 * width {
              canvas[3 * canvasWidth * y + index] = UInt8(min(max(sums[index], 0), 255))
            }
          }
        }
      }
    }
    return OpaquePicture(width: canvasWidth, height: canvasHeight, pixels: canvas)
  }

  /// The picture seen through a window of `size` x `size` pixels: each of its pixels is the mean of as
  /// many bilinear samples as it covers source pixels across, squared (at most 8 x 8).
  package func sampled(_ size: Int, through transform: SimilarityTransform) -> OpaquePicture {
    let inverse = transform.inverse
    let samples = min(8, max(1, Int(inverse.scale.rounded(.up))))
    let share = 1 / Float(samples * samples)
    let (last, void) = (SIMD2(width - 1, height - 1), SIMD3<Float>(repeating: Float(Self.void)))
    let result = [UInt8](unsafeUninitializedCapacity: 3 * size * size) { target, count in
      pixels.withUnsafeBufferPointer { source in
        func color(_ x: Int, _ y: Int) -> SIMD3<Float> {
          guard x >= 0, y >= 0, x <= last.x, y <= last.y else { return void }
          let at = 3 * (y * width + x)
          return SIMD3(Float(source[at]), Float(source[at + 1]), Float(source[at + 2]))
        }
        for y in 0..<size {
          for x in 0..<size {
            var sum = SIMD3<Float>.zero
            for sample in 0..<samples * samples {
              let inside = SIMD2(
                (Float(sample % samples) + 0.5) / Float(samples),
                (Float(sample / samples) + 0.5) / Float(samples))
              let place = inverse.apply(SIMD2(Float(x), Float(y)) + inside) - 0.5
              guard abs(place.x) < 1e6, abs(place.y) < 1e6 else {
                sum += void
                continue
              }
              let floor = place.rounded(.down)
              let (u, v) = (Int(floor.x), Int(floor.y))
              let share = place - floor
              let upper = color(u, v) + (color(u + 1, v) - color(u, v)) * share.x
              let lower = color(u, v + 1) + (color(u + 1, v + 1) - color(u, v + 1)) * share.x
              sum += upper + (lower - upper) * share.y
            }
            let value = sum * share + 0.5
            for channel in 0..<3 {
              target[3 * (y * size + x) + channel] = UInt8(min(max(value[channel], 0), 255))
            }
          }
        }
      }
      count = 3 * size * size
    }
    return OpaquePicture(width: size, height: size, pixels: result)
  }
}

/// Which pixels of a line make each pixel of a shorter or longer one, and with what weight.
private struct ResamplingWeights {
  /// The taps of target pixel i are `starts[i]..<starts[i + 1]`.
  var starts: [Int] = [0]
  var sources: [Int] = []
  var weights: [Float] = []

  init(from source: Int, to target: Int) {
    let step = Double(source) / Double(target)
    for index in 0..<target {
      if step <= 1 {
        let center = min(max((Double(index) + 0.5) * step - 0.5, 0), Double(source - 1))
        let first = min(Int(center), max(source - 2, 0))
        append(first, 1 - (center - Double(first)))
        if first + 1 < source { append(first + 1, center - Double(first)) }
      } else {
        let (begin, end) = (Double(index) * step, Double(index + 1) * step)
        for pixel in Int(begin)..<min(source, Int(end.rounded(.up))) {
          let covered = min(end, Double(pixel + 1)) - max(begin, Double(pixel))
          if covered > 0 { append(pixel, covered / step) }
        }
      }
      starts.append(sources.count)
    }
  }

  private mutating func append(_ source: Int, _ weight: Double) {
    sources.append(source)
    weights.append(Float(weight))
  }

  /// A row of three channels that begins at `row`, resampled.
  func apply(
    _ source: UnsafeBufferPointer<UInt8>, row: Int, into target: UnsafeMutableBufferPointer<Float>
  ) {
    starts.withUnsafeBufferPointer { starts in
      sources.withUnsafeBufferPointer { sources in
        weights.withUnsafeBufferPointer { weights in
          for index in 0..<starts.count - 1 {
            var (red, green, blue) = (Float(0), Float(0), Float(0))
            for tap in starts[index]..<starts[index + 1] {
              let at = row + 3 * sources[tap]
              red += weights[tap] * Float(source[at])
              green += weights[tap] * Float(source[at + 1])
              blue += weights[tap] * Float(source[at + 2])
            }
            target[3 * index] = red
            target[3 * index + 1] = green
            target[3 * index + 2] = blue
          }
        }
      }
    }
  }
}
