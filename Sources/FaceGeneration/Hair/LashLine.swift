package import CharacterCore
internal import Foundation

/// One place of the lash line on the mean head's left eye: where a lash stands and how it curves.
///
/// A lash of full length runs along `root + slope t + bend t²`, t from 0 to 1. Fitted to the lash
/// surfaces of ICT-FaceKit (MIT, (c) 2020 USC Institute for Creative Technologies), from the inner
/// corner of the eye outwards.
struct LashLine {
  var root, slope, bend: SIMD3<Float>
  init(_ root: SIMD3<Float>, _ slope: SIMD3<Float>, _ bend: SIMD3<Float>) {
    (self.root, self.slope, self.bend) = (root, slope, bend)
  }

  static let upper: [LashLine] = [
    LashLine(SIMD3(2.00, 3.54, 9.31), SIMD3(-0.05, -0.56, 0.54), SIMD3(-0.36, 0.58, 0.22)),
    LashLine(SIMD3(2.26, 3.72, 9.41), SIMD3(-0.13, -0.65, 0.73), SIMD3(-0.26, 0.65, 0.10)),
    LashLine(SIMD3(2.59, 3.91, 9.56), SIMD3(-0.19, -0.73, 0.73), SIMD3(-0.19, 0.74, 0.15)),
    LashLine(SIMD3(2.92, 4.01, 9.65), SIMD3(-0.15, -0.74, 0.69), SIMD3(-0.11, 0.78, 0.22)),
    LashLine(SIMD3(3.23, 4.05, 9.68), SIMD3(-0.04, -0.72, 0.63), SIMD3(0.02, 0.79, 0.27)),
    LashLine(SIMD3(3.58, 4.02, 9.64), SIMD3(0.02, -0.72, 0.59), SIMD3(0.21, 0.75, 0.24)),
    LashLine(SIMD3(3.94, 3.92, 9.47), SIMD3(0.04, -0.79, 0.61), SIMD3(0.40, 0.71, 0.10)),
    LashLine(SIMD3(4.22, 3.79, 9.25), SIMD3(0.10, -0.87, 0.59), SIMD3(0.50, 0.61, -0.03)),
    LashLine(SIMD3(4.46, 3.61, 8.98), SIMD3(0.22, -0.86, 0.46), SIMD3(0.47, 0.40, -0.10)),
    LashLine(SIMD3(4.64, 3.40, 8.64), SIMD3(0.31, -0.80, 0.39), SIMD3(0.41, 0.22, -0.21)),
  ]
  static let lower: [LashLine] = [
    LashLine(SIMD3(2.17, 3.17, 9.27), SIMD3(-0.28, -0.02, 0.51), SIMD3(0.00, -0.24, -0.21)),
    LashLine(SIMD3(2.29, 3.13, 9.35), SIMD3(-0.20, -0.02, 0.53), SIMD3(-0.04, -0.28, -0.21)),
    LashLine(SIMD3(2.53, 3.05, 9.46), SIMD3(-0.14, -0.05, 0.55), SIMD3(-0.06, -0.32, -0.23)),
    LashLine(SIMD3(2.85, 2.97, 9.53), SIMD3(-0.05, -0.07, 0.57), SIMD3(-0.07, -0.34, -0.26)),
    LashLine(SIMD3(3.21, 2.92, 9.54), SIMD3(0.07, -0.08, 0.59), SIMD3(-0.09, -0.39, -0.29)),
    LashLine(SIMD3(3.58, 2.93, 9.46), SIMD3(0.18, -0.11, 0.54), SIMD3(-0.09, -0.39, -0.28)),
    LashLine(SIMD3(3.92, 3.00, 9.29), SIMD3(0.25, -0.13, 0.50), SIMD3(-0.07, -0.38, -0.26)),
    LashLine(SIMD3(4.22, 3.10, 9.08), SIMD3(0.33, -0.12, 0.54), SIMD3(-0.07, -0.40, -0.31)),
    LashLine(SIMD3(4.45, 3.24, 8.84), SIMD3(0.55, -0.19, 0.54), SIMD3(-0.17, -0.34, -0.35)),
    LashLine(SIMD3(4.64, 3.40, 8.64), SIMD3(0.77, -0.35, 0.34), SIMD3(-0.33, -0.22, -0.25)),
  ]

  /// The line's place at a share of the way along the lid, 0 at the inner corner to 1.
  static func at(_ share: Float, of line: [LashLine]) -> LashLine {
    let position = min(max(share, 0), 1) * Float(line.count - 1)
    let lower = min(Int(position), line.count - 2)
    let t = position - Float(lower)
    let (a, b) = (line[lower], line[lower + 1])
    return LashLine(
      Ease.mix(a.root, b.root, t), Ease.mix(a.slope, b.slope, t), Ease.mix(a.bend, b.bend, t))
  }
}

extension BoundStrands {
  /// The lashes of both eyes.
  ///
  /// Women's are longer than men's; make-up (0...1) lengthens and thickens them.
  ///
  /// - Parameter neutral: the skin of the mean head.
  package static func lashes(
    sex: Double, makeup: Double, neutral: SkinSurface, stream: RandomStream
  ) -> BoundStrands {
    var points: [SIMD3<Float>] = []
    var offsets: [SIMD3<Float>] = []
    var lids: [Lid] = []
    let pointCount = 5
    // Three rows a lid, the lower lid thinner.
    for row in 0..<12 {
      let lid = Lid(isLeft: row < 6, isUpper: row % 6 < 3)
      let line = lid.isUpper ? LashLine.upper : LashLine.lower
      let count = lid.isUpper ? 23 : 14
      let mirror = SIMD3<Float>(lid.isLeft ? 1 : -1, 1, 1)
      for index in 0..<count {
        var random = stream.stream(row * 64 + index)
        let share = 0.04 + 0.94 * (Double(index) + random.uniform()) / Double(count)
        let bow = 0.62 + 0.38 * Math.sin(.pi * min(share * 0.85 + 0.12, 1))
        let person = 0.62 + 0.30 * (1 - sex) + 0.2 * makeup
        let length = min(
          Float(random.uniform(0.62, 1) * bow * person * (lid.isUpper ? 1 : 0.68)), 1)
        let slant = Float(random.normal(0, 0.035))
        let root = LashLine.at(Float(share), of: line).root
        points.append(root * mirror)
        for k in 0..<pointCount {
          let t = Float(k) / Float(pointCount - 1)
          let place = LashLine.at(Float(share) + 2 * slant * t, of: line)
          let reach = length * t
          let offset = place.root - root + place.slope * reach + place.bend * (reach * reach)
          offsets.append(offset * mirror)
        }
        lids.append(lid)
      }
    }
    let thickness = Float(1 + 0.35 * makeup)
    return BoundStrands(
      roots: neutral.bind(points), lengths: [Float](repeating: 1, count: points.count),
      growth: .lash(offsets: offsets, lids: lids), points: pointCount,
      radii: 0.006 * thickness...0.017 * thickness, grey: 0, stream: stream.stream("tone"))
  }
}
