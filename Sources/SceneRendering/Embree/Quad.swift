/// Four vectors side by side: one operation works on four samples, rays or pixels at once, each lane to
/// the same bits as on its own.
struct Quad: Sendable {
  var x, y, z: SIMD4<Float>

  @inline(__always) init(x: SIMD4<Float>, y: SIMD4<Float>, z: SIMD4<Float>) {
    (self.x, self.y, self.z) = (x, y, z)
  }

  @inline(__always)
  init(_ a: SIMD3<Float>, _ b: SIMD3<Float>, _ c: SIMD3<Float>, _ d: SIMD3<Float>) {
    x = SIMD4(a.x, b.x, c.x, d.x)
    y = SIMD4(a.y, b.y, c.y, d.y)
    z = SIMD4(a.z, b.z, c.z, d.z)
  }

  @inline(__always) init(repeating vector: SIMD3<Float>) {
    x = SIMD4(repeating: vector.x)
    y = SIMD4(repeating: vector.y)
    z = SIMD4(repeating: vector.z)
  }

  @inline(__always) static var zero: Quad { Quad(repeating: .zero) }

  @inline(__always) subscript(lane: Int) -> SIMD3<Float> {
    get { SIMD3(x[lane], y[lane], z[lane]) }
    set { (x[lane], y[lane], z[lane]) = (newValue.x, newValue.y, newValue.z) }
  }

  /// The lanes' sum, from the first to the last.
  @inline(__always) var sum: SIMD3<Float> {
    SIMD3(x.x, y.x, z.x) + SIMD3(x.y, y.y, z.y) + SIMD3(x.z, y.z, z.z) + SIMD3(x.w, y.w, z.w)
  }

  @inline(__always) func replacing(with other: Quad, where mask: LaneMask) -> Quad {
    Quad(
      x: x.replacing(with: other.x, where: mask), y: y.replacing(with: other.y, where: mask),
      z: z.replacing(with: other.z, where: mask))
  }

  @inline(__always) static func + (a: Quad, b: Quad) -> Quad {
    Quad(x: a.x + b.x, y: a.y + b.y, z: a.z + b.z)
  }

  @inline(__always) static func - (a: Quad, b: Quad) -> Quad {
    Quad(x: a.x - b.x, y: a.y - b.y, z: a.z - b.z)
  }

  @inline(__always) static func * (a: Quad, b: Quad) -> Quad {
    Quad(x: a.x * b.x, y: a.y * b.y, z: a.z * b.z)
  }

  @inline(__always) static func / (a: Quad, b: Quad) -> Quad {
    Quad(x: a.x / b.x, y: a.y / b.y, z: a.z / b.z)
  }

  @inline(__always) static func + (a: Quad, b: SIMD4<Float>) -> Quad {
    Quad(x: a.x + b, y: a.y + b, z: a.z + b)
  }

  @inline(__always) static func * (a: Quad, b: SIMD4<Float>) -> Quad {
    Quad(x: a.x * b, y: a.y * b, z: a.z * b)
  }

  @inline(__always) static func / (a: Quad, b: SIMD4<Float>) -> Quad {
    Quad(x: a.x / b, y: a.y / b, z: a.z / b)
  }

  @inline(__always) static prefix func - (a: Quad) -> Quad { Quad(x: -a.x, y: -a.y, z: -a.z) }
}

/// For each of four lanes yes or no.
typealias LaneMask = SIMDMask<SIMD4<Int32>>

extension LaneMask {
  @inline(__always) var count: Int {
    Int(SIMD4<Int32>.zero.replacing(with: 1, where: self).wrappedSum())
  }

  @inline(__always) var isEmpty: Bool { !any(self) }
}

extension SIMD4<Float> {
  @inline(__always) var xyz: SIMD3<Float> { SIMD3(x, y, z) }

  /// No number counts as `low`.
  @inline(__always) func atLeast(_ low: Float) -> Self {
    replacing(with: low, where: .!(self .> low))
  }

  @inline(__always) func atMost(_ high: Float) -> Self {
    replacing(with: high, where: self .>= high)
  }

  @inline(__always) var magnitudes: Self { replacing(with: -self, where: self .< 0) }
}

@inline(__always) func dot(_ a: Quad, _ b: Quad) -> SIMD4<Float> {
  a.x * b.x + a.y * b.y + a.z * b.z
}

@inline(__always) func cross(_ a: Quad, _ b: Quad) -> Quad {
  Quad(
    x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x)
}

/// The vectors brought to unit length.
@inline(__always) func unit(_ a: Quad) -> Quad { a / dot(a, a).squareRoot() }

/// Two directions across each normal (Duff et al. 2017, *Building an Orthonormal Basis, Revisited*).
@inline(__always) func basis(_ normal: Quad) -> (Quad, Quad) {
  let sign = SIMD4<Float>.one.replacing(with: -1, where: normal.z .< 0)
  let a = -1 / (sign + normal.z)
  let b = normal.x * normal.y * a
  return (
    Quad(x: 1 + sign * normal.x * normal.x * a, y: sign * b, z: -sign * normal.x),
    Quad(x: b, y: sign + normal.y * normal.y * a, z: -normal.y)
  )
}
