package import CharacterCore

/// Strands of hair as polylines in head space, cm: scalp hair, or the brows, beard or lashes of
/// a pose.
package struct HairStrands: Sendable, Equatable {
  /// `strandCount * pointsPerStrand` points, strand by strand from the root to the tip.
  package var points: [SIMD3<Float>]
  package let pointsPerStrand: Int
  /// Radius at every point, cm.
  package var radii: [Float]
  /// A random number a strand, 0...1: how bright it is among its neighbours.
  package var shade: [Float]
  /// Whether a strand has lost its colour.
  package var isGrey: [Bool]

  package var strandCount: Int { shade.count }
  package var isEmpty: Bool { shade.isEmpty }

  /// No hair at all.
  package static let none = HairStrands(
    points: [], pointsPerStrand: 2, radii: [], shade: [], isGrey: [])

  /// The most points that a file may bring, 24 times what the densest style grows.
  package static let pointLimit = 1 << 22

  package init(
    points: [SIMD3<Float>], pointsPerStrand: Int, radii: [Float], shade: [Float], isGrey: [Bool]
  ) {
    precondition(pointsPerStrand >= 2 && points.count == shade.count * pointsPerStrand)
    precondition(radii.count == points.count && isGrey.count == shade.count)
    self.points = points
    self.pointsPerStrand = pointsPerStrand
    self.radii = radii
    self.shade = shade
    self.isGrey = isGrey
  }

  /// Strands whose brightness and greyness come from a stream, one child a strand: a strand keeps
  /// its shade whatever the share of grey, and stays grey when that share grows.
  package init(
    points: [SIMD3<Float>], pointsPerStrand: Int, radii: [Float], grey: Double,
    stream: RandomStream
  ) {
    let (shade, isGrey) = Self.tones(
      count: points.count / max(pointsPerStrand, 1), grey: grey, stream: stream)
    self.init(
      points: points, pointsPerStrand: pointsPerStrand, radii: radii, shade: shade, isGrey: isGrey)
  }

  /// The points of one strand.
  package subscript(strand: Int) -> ArraySlice<SIMD3<Float>> {
    points[strand * pointsPerStrand..<(strand + 1) * pointsPerStrand]
  }

  /// A strand's brightness as a factor of its colour, 0.8...1.22.
  package func brightness(of strand: Int) -> Float {
    Ease.mix(0.8, 1.22, Ease.smooth(0, 1, shade[strand]))
  }

  static func tones(count: Int, grey: Double, stream: RandomStream) -> ([Float], [Bool]) {
    var shade: [Float] = []
    var isGrey: [Bool] = []
    shade.reserveCapacity(count)
    isGrey.reserveCapacity(count)
    for index in 0..<count {
      var random = stream.stream(index)
      shade.append(Float(random.uniform()))
      isGrey.append(random.uniform() < grey)
    }
    return (shade, isGrey)
  }
}
