internal import CharacterCore
internal import Foundation
internal import MediaIO
internal import SceneRendering

/// Cuts the faces of single frames out of a film, for the report.
struct WorstFrames {
  /// Pixels along a picture's side.
  static let side = 192

  /// The face in each of `wanted`, by frame.
  static func pictures(
    of url: URL, _ wanted: [Int: FaceBox]
  ) throws -> [Int: Raster] {
    var pictures: [Int: Raster] = [:]
    guard let last = wanted.keys.max() else { return [:] }
    if StillReader.isStill(url.path) {
      if let box = wanted[0] { pictures[0] = face(in: try StillReader.read(url.path), box) }
      return pictures
    }
    let decoder = try VideoDecoder(reading: url.path)
    while let frame = try decoder.next(), frame.index.value <= last {
      if let box = wanted[frame.index.value] {
        pictures[frame.index.value] = face(in: frame.picture, box)
      }
    }
    return pictures
  }

  /// A square about a face, within the picture as far as it fits, scaled to the report's size.
  static func face(in picture: Raster, _ box: FaceBox) -> Raster {
    let whole = min(picture.width, picture.height)
    let extent = min(whole, max(8, Int((1.5 * max(box.width, box.height)).rounded())))
    func start(_ center: Float, _ length: Int) -> Int {
      min(max(Int(center.rounded()) - extent / 2, 0), length - extent)
    }
    let (left, top) = (start(box.center.x, picture.width), start(box.center.y, picture.height))
    let size = min(extent, 2_048)
    var square = Raster(width: size, height: size, filling: RGBA8(128, 128, 128))
    for y in 0..<size {
      for x in 0..<size {
        let (sx, sy) = (left + x * extent / size, top + y * extent / size)
        if (0..<picture.width).contains(sx), (0..<picture.height).contains(sy) {
          var pixel = picture[sx, sy]
          pixel.alpha = 255
          square[x, y] = pixel
        }
      }
    }
    return Resampler(sourceWidth: size, sourceHeight: size, width: side, height: side)
      .resample(PremultipliedPicture(square)).raster()
  }
}
