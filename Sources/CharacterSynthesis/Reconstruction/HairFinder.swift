internal import CharacterCore
internal import FaceGeneration

/// Finds the cut of hair whose outline parts a picture best into hair, skin, cloth and backdrop, each
/// of one colour (the piecewise constant model of Chan and Vese 2001).
struct HairFinder {
  let sitting: Sitting
  let resolver: CharacterResolver

  /// A cut and how well it fits, less being better.
  struct Fit {
    var spec: CharacterSpec
    var spread: Float
  }

  private static let size = 96

  /// The cuts from the best on, each with hair of the colour that is seen; the best two with the
  /// length and hairline that fit best.
  func fits(for start: CharacterSpec, progress: (Int, Int) -> Void) throws -> [Fit] {
    let styles = HairParameters.Style.allCases
    let total = styles.count + 8
    var fits: [Fit] = []
    for style in styles {
      try Task.checkCancellation()
      var spec = start
      spec.face.hair = HairSpec(style: style, length: 0.5, hairline: start.face.hair.hairline)
      fits.append(try fit(spec))
      progress(fits.count, total)
    }
    fits.sort { $0.spread < $1.spread }
    for place in 0..<2 {
      var tries: [Fit] = [fits[place]]
      for (length, hairline) in [(0.1, 0.4), (0.9, 0.4), (0.5, 0.1), (0.5, 0.8)] {
        try Task.checkCancellation()
        var spec = fits[place].spec
        (spec.face.hair.length, spec.face.hair.hairline) = (length, hairline)
        tries.append(try fit(spec))
        progress(styles.count + 4 * place + tries.count - 1, total)
      }
      fits[place] = tries.min { $0.spread < $1.spread } ?? fits[place]
    }
    return fits.sorted { $0.spread < $1.spread }
  }

  private func fit(_ spec: CharacterSpec) throws -> Fit {
    let character = resolver.resolve(spec)
    let maps = try sitting.conditions(of: character, size: Self.size)
    let under = sitting.picture(under: character.face, size: Self.size)
    let colors = RegionColors(
      under.picture, coverage: Region.coverage(in: maps), seen: under.seen)
    var fit = Fit(spec: spec, spread: colors.spread)
    if let hair = colors[.hair] {
      fit.spec.face.hair.color = .hex(
        HexColor(
          UInt8(hair.x.clamped(to: 0...255)), UInt8(hair.y.clamped(to: 0...255)),
          UInt8(hair.z.clamped(to: 0...255))))
    }
    return fit
  }
}
