public import CharacterCore

/// What stands behind a character.
public enum Backdrop: Sendable, Equatable {
  case color(RGBA8)
  /// From the top to the bottom.
  case gradient(RGBA8, RGBA8)
  /// A picture that covers the frame; what its shape has too much of is cut off evenly.
  case image(Raster)

  /// The backdrop at a frame's size, to be made once a clip and drawn upon each frame.
  public func picture(width: Int, height: Int) -> PremultipliedPicture {
    switch self {
    case .color(let color):
      return PremultipliedPicture(width: width, height: height, filling: color)
    case .gradient(let top, let bottom):
      let ends = [top, bottom].map {
        PremultipliedPicture(width: 1, height: 1, filling: $0).pixels
      }
      let (first, last) = (SIMD4(ends[0]), SIMD4(ends[1]))
      return PremultipliedPicture(
        width: width, height: height,
        pixels: PremultipliedPicture.generate(width * height) { index in
          let share = (Float(index / width) + 0.5) / Float(height)
          return first + (last - first) * share
        })
    case .image(let raster):
      let whole = Rectangle(
        x: 0, y: 0, width: Double(raster.width), height: Double(raster.height))
      return Resampler(
        sourceWidth: raster.width, sourceHeight: raster.height,
        region: whole.fitting(width: width, height: height), width: width, height: height
      ).resample(PremultipliedPicture(raster))
    }
  }
}
