package import CharacterCore
internal import Foundation

extension BoundStrands {
  /// A beard, `nil` where the face is shaven.
  ///
  /// - Parameters:
  ///   - neutral: the skin of the mean head.
  ///   - fields: where the head table's skin carries a beard.
  package static func beard(
    _ beard: BeardParameters, neutral: SkinSurface, fields: HairFields, stream: RandomStream
  ) -> BoundStrands? {
    let mask: [Float]
    let count: Int
    switch beard.style {
    case .none: return nil
    case .stubble: (mask, count) = (fields.fullBeard, 5200)
    case .beard: (mask, count) = (fields.fullBeard, 7000)
    case .longbeard: (mask, count) = (fields.fullBeard, 6500)
    case .goatee: (mask, count) = (zip(fields.goatee, fields.moustache).map(max), 2300)
    case .moustache: (mask, count) = (fields.moustache, 1100)
    }
    let sampler = SurfaceSampler(neutral, mask: mask.map { pow(max($0, 0), 1.5) })
    guard !sampler.isEmpty else { return nil }
    var roots: [SkinSurface.Root] = []
    var lengths: [Float] = []
    var directions: [SIMD3<Float>] = []
    for index in 0..<count {
      var random = stream.stream(index)
      let root = sampler.draw(&random)
      let place = root.value(neutral.vertices)
      let isMoustache = place.y > -3.1 && abs(place.x) < 3.2 && place.z > 8.5
      var length =
        Float(beard.length * random.uniform(0.7, 1.2)) * (0.4 + 0.6 * root.value(mask))
      if isMoustache {
        length = min(length, 0.85)
      } else if beard.style == .longbeard {
        length *= Ease.smooth(2, -5, place.y) * 0.9 + 0.25
      }
      let side = Ease.sign(place.x)
      var direction =
        isMoustache
        ? SIMD3<Float>(0.9 * side * min(max(abs(place.x) * 0.9, 0.15), 1), -0.75, 0.1)
        : SIMD3<Float>(0.12 * side, -1, 0.12)
      direction += 0.22 * SIMD3<Float>(SIMD3(random.normal(), random.normal(), random.normal()))
      roots.append(root)
      lengths.append(length)
      directions.append(direction)
    }
    return BoundStrands(
      beard: roots, directions: directions, lengths: lengths,
      lift: beard.style == .stubble ? 0.8 : 0.35, style: beard.style, grey: beard.grey,
      stream: stream)
  }

  init(
    beard roots: [SkinSurface.Root], directions: [SIMD3<Float>], lengths: [Float], lift: Float,
    style: BeardParameters.Style, grey: Double, stream: RandomStream
  ) {
    let thickness: Float = style == .stubble ? 0.62 : 1
    self.init(
      roots: roots, lengths: lengths, growth: .beard(directions: directions, lift: lift),
      points: 4, radii: 0.008 * thickness...0.018 * thickness, grey: grey,
      stream: stream.stream("tone"))
  }
}
