internal import CFFmpeg
internal import CharacterCore
internal import Foundation

/// Turns decoded frames of one size, layout and colour into rasters.
final class FrameConverter {
  private let width, height: Int
  private let layout: Int32
  private let matrix: AVColorSpace
  private let range: AVColorRange
  private let scaler: Scaler
  private let target: VideoPicture

  /// A converter for frames like this one.
  init(for frame: borrowing VideoPicture) throws(MediaError) {
    let picture = frame.pointer.pointee
    (width, height) = (Int(picture.width), Int(picture.height))
    (layout, matrix, range) = (picture.format, picture.colorspace, picture.color_range)
    scaler = try Scaler(
      width: width, height: height, from: AVPixelFormat(picture.format), to: AV_PIX_FMT_RGBA)
    target = try VideoPicture(width: width, height: height, format: AV_PIX_FMT_RGBA)
    scaler.setColor(
      sourceMatrix: Self.matrix(picture.colorspace, height: height),
      sourceIsFull: Self.isFullRange(picture), targetMatrix: SWS_CS_ITU709, targetIsFull: true)
  }

  func fits(_ frame: borrowing VideoPicture) -> Bool {
    let picture = frame.pointer.pointee
    return Int(picture.width) == width && Int(picture.height) == height
      && picture.format == layout && picture.colorspace == matrix && picture.color_range == range
  }

  func raster(_ frame: borrowing VideoPicture) throws(MediaError) -> Raster {
    try scaler.convert(frame, to: target)
    let stride = Int(target.pointer.pointee.linesize.0)
    let rows = try allocated(target.pointer.pointee.data.0, "A picture")
    let pixels = [UInt8](unsafeUninitializedCapacity: 4 * width * height) { buffer, count in
      if let start = buffer.baseAddress {
        for y in 0..<height { memcpy(start + 4 * width * y, rows + stride * y, 4 * width) }
      }
      count = 4 * width * height
    }
    return Raster(width: width, height: height, pixels: pixels)
  }

  /// The stream's matrix; where it has none, BT.709 from 720 rows on and BT.601 below, as players
  /// guess.
  private static func matrix(_ space: AVColorSpace, height: Int) -> Int32 {
    switch space {
    case AVCOL_SPC_BT709: SWS_CS_ITU709
    case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: SWS_CS_ITU601
    case AVCOL_SPC_SMPTE240M: SWS_CS_SMPTE240M
    case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL: SWS_CS_BT2020
    default: height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601
    }
  }

  private static func isFullRange(_ picture: AVFrame) -> Bool {
    let fullLayouts = [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P]
    return picture.color_range == AVCOL_RANGE_JPEG
      || fullLayouts.contains { $0.rawValue == picture.format }
  }
}
