internal import CharacterCore
internal import FaceGeneration

/// The parts of a portrait whose colours are read.
enum Region: Int, CaseIterable, Sendable {
  case background, skin, hair, garment, lips, iris

  /// How much of each pixel each region covers, by what the generator sees; a list a region.
  static func coverage(in maps: ConditionMaps) -> [[Float]] {
    func channel(_ name: ConditionMaps.Channel) -> [Float] { Array(maps[name]) }
    let (hair, garment) = (channel(.hair), channel(.garment))
    let (head, skin, lips, iris) = (
      channel(.head), channel(.skin), channel(.lips), channel(.iris)
    )
    let (beard, brow) = (channel(.beard), channel(.brow))
    var result = [[Float]](
      repeating: [Float](repeating: 0, count: hair.count), count: allCases.count)
    for pixel in hair.indices {
      let bare = 1 - hair[pixel]
      let clear = bare * (1 - beard[pixel]) * (1 - brow[pixel])
      let cloth = bare * garment[pixel] * (1 - head[pixel])
      result[hairPlace][pixel] = hair[pixel]
      result[skinPlace][pixel] = clear * skin[pixel]
      result[lipsPlace][pixel] = clear * lips[pixel]
      result[irisPlace][pixel] = clear * iris[pixel]
      result[garmentPlace][pixel] = cloth
      result[backgroundPlace][pixel] = max(0, bare * (1 - head[pixel]) - cloth)
    }
    return result
  }

  private static let (hairPlace, skinPlace, lipsPlace) = (
    hair.rawValue, skin.rawValue, lips.rawValue
  )
  private static let (irisPlace, garmentPlace) = (iris.rawValue, garment.rawValue)
  private static let backgroundPlace = background.rawValue
}

/// The colours of a portrait's regions, and how far the pixels lie from them.
struct RegionColors: Sendable {
  /// The mean colour of each region, sRGB-encoded 0...255; `nil` where too little of it is seen.
  let means: [SIMD3<Float>?]
  /// The mean squared distance of the pixels to their region's mean.
  let spread: Float

  /// - Parameter seen: which pixels lie within the picture.
  init(_ picture: OpaquePicture, coverage: [[Float]], seen: [Bool]) {
    var means: [SIMD3<Float>?] = []
    var (spread, total) = (Float(0), Float(0))
    func color(_ pixel: Int) -> SIMD3<Float> {
      SIMD3(
        Float(picture.pixels[3 * pixel]), Float(picture.pixels[3 * pixel + 1]),
        Float(picture.pixels[3 * pixel + 2]))
    }
    for (region, shares) in coverage.enumerated() {
      // Edges mix colours: only what a region has for itself counts towards its mean.
      let least: Float = region == Region.iris.rawValue ? 0.4 : 0.8
      var (sum, weight) = (SIMD3<Float>.zero, Float(0))
      for (pixel, share) in shares.enumerated() where share >= least && seen[pixel] {
        sum += share * color(pixel)
        weight += share
      }
      let mean = weight >= 3 ? sum / weight : nil
      means.append(mean)
      guard let mean else { continue }
      for (pixel, share) in shares.enumerated() where share > 0 && seen[pixel] {
        let difference = color(pixel) - mean
        spread += share * (difference * difference).sum()
        total += share
      }
    }
    self.means = means
    self.spread = total > 0 ? spread / total : .infinity
  }

  subscript(region: Region) -> SIMD3<Float>? { means[region.rawValue] }

  /// A region's mean in linear light.
  func linear(_ region: Region) -> SIMD3<Float>? {
    self[region].map { mean in
      HexColor(
        UInt8(mean.x.clamped(to: 0...255)), UInt8(mean.y.clamped(to: 0...255)),
        UInt8(mean.z.clamped(to: 0...255))
      ).linear.simd
    }
  }
}
