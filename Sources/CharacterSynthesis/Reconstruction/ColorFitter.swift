internal import CharacterCore
internal import FaceGeneration

/// Brings the colours of a drawn face's hair, lips, irises and clothes to a picture's.
struct ColorFitter {
  let sitting: Sitting

  /// The candidate with its colours changed by what the picture's differ from the drawing's, once the
  /// difference of the light, which the skin shows, is taken out.
  func fitted(_ trial: Sitting.Trial) throws -> CharacterSpec {
    let size = sitting.size
    let maps = try sitting.conditions(of: trial.character, size: size)
    let coverage = Region.coverage(in: maps)
    let under = sitting.picture(under: trial.character.face, size: size)
    let wanted = RegionColors(under.picture, coverage: coverage, seen: under.seen)
    let drawn = RegionColors(OpaquePicture(trial.picture), coverage: coverage, seen: under.seen)
    func factor(_ region: Region) -> SIMD3<Float>? {
      guard let goal = wanted.linear(region), let has = drawn.linear(region) else { return nil }
      return (goal + 0.002) / (has + 0.002)
    }
    let light = (factor(.skin)?.sum() ?? 3).clamped(to: 1.5...6) / 3
    var spec = trial.spec
    let look = trial.character.face.look
    func turned(_ color: LinearRGB, _ region: Region) -> LinearRGB? {
      guard let ratio = factor(region) else { return nil }
      let value =
        color.simd
        * (ratio / light).clamped(
          lowerBound: SIMD3(repeating: 0.25), upperBound: SIMD3(repeating: 4))
      return LinearRGB(value.x, value.y, value.z)
    }
    if let hair = turned(look.hair.color, .hair) {
      spec.face.hair.color = .hex(HexColor(encoding: hair))
      spec.face.hair.grey = 0
    }
    if let iris = turned(look.irisColor, .iris) {
      let plain = iris.scaled(by: SIMD3(repeating: 1 / SliderRange.irisBrightness))
      spec.face.eyes.color = .hex(HexColor(encoding: plain))
    }
    if let cloth = turned(look.garmentColor, .garment) {
      spec.face.garment.color = .hex(HexColor(encoding: cloth))
    }
    if let lips = turned(look.lipColor, .lips) {
      let bare = FaceResolver.bareLips(look).simd
      let share = Float(FaceResolver.lipstick(look.makeup))
      let paint = bare + (lips.simd - bare) / share
      spec.face.makeup.lips = .hex(HexColor(encoding: LinearRGB(paint.x, paint.y, paint.z)))
    }
    return spec
  }
}
