internal import CharacterCore
internal import Foundation

extension SIMD3<Float> {
  @inline(__always) func dot(_ other: Self) -> Float { x * other.x + y * other.y + z * other.z }

  @inline(__always) func cross(_ other: Self) -> Self {
    Self(
      y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }

  @inline(__always) var length: Float { dot(self).squareRoot() }

  /// The vector at unit length; a vector of no length stays what it is.
  @inline(__always) var normalized: Self { self / Swift.max(length, 1e-9) }

  /// The unit vector along the part that is perpendicular to a unit normal.
  @inline(__always) func tangent(to normal: Self) -> Self {
    (self - normal * dot(normal)).normalized
  }
}

/// The curves that shape strands, on `Float` and inlined for the hot loops.
enum Ease {
  /// 0 at `start`, 1 at `end`, with level ends; `start` may lie above `end`.
  @inline(__always) static func smooth(_ start: Float, _ end: Float, _ t: Float) -> Float {
    let u = min(max((t - start) / (end - start), 0), 1)
    return u * u * (3 - 2 * u)
  }

  @inline(__always) static func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

  @inline(__always) static func mix(_ a: SIMD3<Float>, _ b: SIMD3<Float>, _ t: Float)
    -> SIMD3<Float>
  { a + (b - a) * t }

  /// -1, 0 or 1.
  @inline(__always) static func sign(_ x: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : 0 }
}

/// A smooth random vector field: ten cosine waves of random direction, phase and amplitude.
struct FieldNoise {
  private let waves: [SIMD4<Float>]
  private let amplitudes: [SIMD3<Float>]

  /// `scale` is the distance in cm over which the field changes.
  init(_ stream: RandomStream, scale: Double) {
    var random = stream
    var waves: [SIMD4<Float>] = []
    var amplitudes: [SIMD3<Float>] = []
    for _ in 0..<10 {
      let direction = SIMD3(random.normal(), random.normal(), random.normal()) / scale
      waves.append(SIMD4(SIMD4(direction, random.uniform(0, 2 * .pi))))
      let amplitude = SIMD3(random.normal(), random.normal(), random.normal())
      amplitudes.append(SIMD3(amplitude / 10.0.squareRoot()))
    }
    self.waves = waves
    self.amplitudes = amplitudes
  }

  /// The field at a point; each component has about unit variance times one half.
  func callAsFunction(_ p: SIMD3<Float>) -> SIMD3<Float> {
    var sum = SIMD3<Float>.zero
    for index in 0..<10 {
      let wave = waves[index]
      sum += amplitudes[index] * cos(wave.x * p.x + wave.y * p.y + wave.z * p.z + wave.w)
    }
    return sum
  }
}
