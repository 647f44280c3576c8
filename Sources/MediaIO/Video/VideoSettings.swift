public import CharacterCore

/// How a film is written. The same settings and frames give the same bytes on every machine with
/// the same FFmpeg, whatever its cores.
public struct VideoSettings: Sendable, Equatable {
  /// The frame in pixels; even numbers, except with `.ffv1`.
  public var width, height: Int
  public var frameRate: FrameRate
  public var codec: VideoCodec
  /// How many threads encode. Some encoders write other bytes for other counts, so it is a
  /// setting, not the machine's number of cores.
  public var threads: Int
  /// Entries of the file's metadata, in order; keys such as `AIGC` survive in MP4 and MOV too.
  public var metadata: [MediaTag]

  public init(
    width: Int, height: Int, frameRate: FrameRate, codec: VideoCodec = .h264(), threads: Int = 4,
    metadata: [MediaTag] = []
  ) {
    precondition((1...64).contains(threads))
    self.width = width
    self.height = height
    self.frameRate = frameRate
    self.codec = codec
    self.threads = threads
    self.metadata = metadata
  }
}

/// A way to compress a film.
public enum VideoCodec: Sendable, Equatable {
  /// H.264 High, 4:2:0, BT.709, by x264, for players, editors and upload. x264 is GPL: an FFmpeg
  /// that has it is GPL as a whole. `crf` runs from 0 (best) to 51.
  case h264(crf: Int = 18, preset: H264Preset = .medium)
  /// VP9 profile 0, 4:2:0, BT.709, by libvpx (BSD), for builds that must do without GPL parts.
  /// `crf` runs from 0 (best) to 63.
  case vp9(crf: Int = 24)
  /// FFV1, lossless RGB with alpha, by FFmpeg itself (LGPL), for mastering in Matroska.
  case ffv1

  /// FFmpeg's name of the encoder.
  var encoder: String {
    switch self {
    case .h264: "libx264"
    case .vp9: "libvpx-vp9"
    case .ffv1: "ffv1"
    }
  }
}

/// How much time x264 may spend on each frame.
public enum H264Preset: String, Sendable {
  case ultrafast, veryfast, fast, medium, slow
}

extension VideoSettings {
  /// The longest edge that every codec here can write.
  static let edgeLimit = 16_384

  func validate(for path: String) throws(MediaError) {
    func refuse(_ reason: String) -> MediaError { MediaError(.settings, "\(path): \(reason)") }
    guard (1...Self.edgeLimit).contains(width), (1...Self.edgeLimit).contains(height),
      width * height <= Raster.pixelLimit
    else { throw refuse("a film cannot be \(width) x \(height) pixels.") }
    let crfLimit: Int
    let crf: Int
    switch codec {
    case .h264(let value, _): (crf, crfLimit) = (value, 51)
    case .vp9(let value): (crf, crfLimit) = (value, 63)
    case .ffv1: return
    }
    guard width % 2 == 0, height % 2 == 0 else {
      throw refuse(
        "\(width) x \(height) is odd, and 4:2:0 video halves its colours; make both even.")
    }
    guard (0...crfLimit).contains(crf) else {
      throw refuse("a crf of \(crf) is outside 0...\(crfLimit).")
    }
  }
}
