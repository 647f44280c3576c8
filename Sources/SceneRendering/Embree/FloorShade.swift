internal import CharacterCore

/// Where on the floor a figure may throw shade: rays from elsewhere meet nothing and need not be sent.
///
/// The figure is cut into level slices, a box around each. For a ray of a known direction the places of
/// the floor from which it meets a box lie in a rectangle.
struct FloorShade: Sendable {
  /// For each of the pattern's places the rectangles of the four rays to the key light, and of those
  /// around.
  private let key, around: [[Field]]
  /// Around all of them.
  private let low, high: SIMD2<Float>

  /// How far above the floor its rays start, metres.
  static let lift: Float = 0.001
  private static let sliceCount = 16
  /// What is added to each rectangle, metres: far more than what rounding can make up.
  private static let margin: Float = 0.004

  /// Rectangles in x and z, one for each ray of four.
  private struct Field: Sendable {
    var lowX, highX, lowZ, highZ: SIMD4<Float>

    @inline(__always) func holds(_ place: SIMD3<Float>) -> LaneMask {
      let (x, z) = (SIMD4(repeating: place.x), SIMD4(repeating: place.z))
      return (x .>= lowX) .& (x .<= highX) .& (z .>= lowZ) .& (z .<= highZ)
    }
  }

  /// What lies between two heights: above where the floor's rays start, metres.
  private struct Slice {
    var bottom, top: Float
    var low = SIMD2<Float>(repeating: .infinity)
    var high = SIMD2<Float>(repeating: -.infinity)
  }

  /// - Parameter bounds: around the geometry.
  init(of geometry: SurfaceGeometry, _ bounds: Bounds, fans: [LightFan], in lighting: Lighting) {
    let slices = Self.slices(of: geometry, bounds, from: lighting.studio.floorHeight + Self.lift)
    key = fans.map { Self.fields(slices, $0.key, far: SIMD4(repeating: .infinity)) }
    around = fans.map { Self.fields(slices, $0.aroundUp, far: $0.reach) }
    var (low, high) = (SIMD2<Float>(repeating: .infinity), SIMD2<Float>(repeating: -.infinity))
    for field in (key + around).joined() {
      low = lower(low, SIMD2(field.lowX.min(), field.lowZ.min()))
      high = upper(high, SIMD2(field.highX.max(), field.highZ.max()))
    }
    (self.low, self.high) = (low, high)
  }

  /// False where neither kind of ray meets anything.
  @inline(__always) func mayReach(_ place: SIMD3<Float>) -> Bool {
    place.x >= low.x && place.x <= high.x && place.z >= low.y && place.z <= high.y
  }

  /// Which rays to the key light may meet the figure, from a place of the floor that has the given
  /// number in the pattern.
  @inline(__always) func mayShadow(_ place: SIMD3<Float>, _ number: Int) -> LaneMask {
    Self.holds(key[number], place)
  }

  /// Which rays around may.
  @inline(__always) func mayDarken(_ place: SIMD3<Float>, _ number: Int) -> LaneMask {
    Self.holds(around[number], place)
  }

  @inline(__always)
  private static func holds(_ fields: [Field], _ place: SIMD3<Float>) -> LaneMask {
    var mask = LaneMask(repeating: false)
    for field in fields { mask .|= field.holds(place) }
    return mask
  }

  /// The rectangles from which rays meet slices; where none can, there is none.
  private static func fields(_ slices: [Slice], _ direction: Quad, far: SIMD4<Float>) -> [Field] {
    slices.compactMap { slice in
      var field = Field(
        lowX: SIMD4(repeating: .infinity), highX: SIMD4(repeating: -.infinity),
        lowZ: SIMD4(repeating: .infinity), highZ: SIMD4(repeating: -.infinity))
      for lane in 0..<4 {
        let (way, far) = (direction[lane], far[lane])
        // A ray that hardly rises may go anywhere within its reach.
        let rises = way.y > 0.01
        let top = rises ? min(slice.top, way.y * far) : slice.top
        guard slice.low.x <= slice.high.x, top >= slice.bottom else { continue }
        func shift(_ slope: Float) -> (low: Float, high: Float) {
          if !rises { return (-far, far) }
          let (start, end) = (slice.bottom * slope / way.y, top * slope / way.y)
          return (min(start, end), max(start, end))
        }
        let (x, z) = (shift(way.x), shift(way.z))
        field.lowX[lane] = slice.low.x - x.high - margin
        field.highX[lane] = slice.high.x - x.low + margin
        field.lowZ[lane] = slice.low.y - z.high - margin
        field.highZ[lane] = slice.high.y - z.low + margin
      }
      return field.lowX.min() < .infinity ? field : nil
    }
  }

  private static func slices(
    of geometry: SurfaceGeometry, _ bounds: Bounds, from floor: Float
  ) -> [Slice] {
    let thickness = max(bounds.high.y - floor, 0.01) / Float(sliceCount)
    var slices = (0..<sliceCount).map { index in
      Slice(
        bottom: max(Float(index) * thickness - margin, 0),
        top: Float(index + 1) * thickness + margin)
    }
    func number(_ height: Float) -> Int {
      let place = (height - floor) / thickness
      return place > 0 ? Int(min(place, Float(sliceCount - 1))) : 0
    }
    geometry.read { reader in
      for corners in reader.triangles {
        let (a, b, c) = reader.places(corners)
        let (low, high) = (lower(lower(a, b), c), upper(upper(a, b), c))
        for index in number(low.y)...max(number(low.y), number(high.y)) {
          slices[index].low = lower(slices[index].low, SIMD2(low.x, low.z))
          slices[index].high = upper(slices[index].high, SIMD2(high.x, high.z))
        }
      }
    }
    return slices
  }
}
