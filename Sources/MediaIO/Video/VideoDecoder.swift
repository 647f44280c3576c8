internal import CFFmpeg
public import CharacterCore
internal import Foundation

/// One frame of a film.
public struct VideoFrame: Sendable, Equatable {
  public let index: FrameIndex
  /// When it is shown, in seconds from the film's own zero, as the container says.
  public let seconds: Double
  public let picture: Raster
}

/// Reads the pictures of a film, one after another; sound is skipped.
///
/// Any container and codec that FFmpeg reads from one file; playlists and network addresses are
/// refused. A display rotation in the metadata is not applied.
public final class VideoDecoder {
  /// The size that the container announces; a frame may differ where the stream says so.
  public let width, height: Int
  /// The average frame rate; `nil` where the container has none.
  public let frameRate: FrameRate?
  /// How many frames the container says it holds; `nil` where it does not say.
  public let announcedFrameCount: Int?
  /// FFmpeg's name of the codec, for instance `h264`.
  public let codecName: String
  /// The container's metadata, in its order.
  public let metadata: [MediaTag]

  private let path: String
  private let pixelLimit: Int
  private let container: InputContainer
  private let codec: CodecContext
  private let stream: UnsafeMutablePointer<AVStream>
  private let packet: VideoPacket
  private let decoded: VideoPicture
  private var converter: FrameConverter?
  private var count = 0
  private var isAtEnd = false

  /// Opens a film.
  ///
  /// - Parameters:
  ///   - pixelLimit: the most pixels a frame may have.
  ///   - format: FFmpeg's name of the container, where its content must not be guessed at.
  /// - Throws: `MediaError`: `missing`, `damaged`, `unsupported`, `tooLarge`.
  public init(
    reading path: String, pixelLimit: Int = Raster.pixelLimit, format: String? = nil
  ) throws(MediaError) {
    _ = FFmpegLog.isSilent
    guard FileManager.default.fileExists(atPath: path) else {
      throw MediaError(.missing, "\(path): there is no such file.")
    }
    self.path = path
    self.pixelLimit = pixelLimit
    container = try InputContainer(reading: path, format: format)
    var decoder: UnsafePointer<AVCodec>?
    let index = try check(
      av_find_best_stream(container.pointer, AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0), .unsupported,
      "\(path): it has no pictures that this FFmpeg can read")
    guard let decoder, let found = container.pointer.pointee.streams[Int(index)] else {
      throw MediaError(.unsupported, "\(path): it has no pictures.")
    }
    stream = found
    codec = try CodecContext(decoder)
    packet = try VideoPacket()
    decoded = try VideoPicture()
    let parameters = found.pointee.codecpar.pointee
    (width, height) = (Int(parameters.width), Int(parameters.height))
    let rate = found.pointee.avg_frame_rate
    frameRate = rate.num > 0 && rate.den > 0 ? FrameRate(Int(rate.num), Int(rate.den)) : nil
    let announced = Int(found.pointee.nb_frames)
    announcedFrameCount = announced > 0 ? announced : nil
    codecName = String(cString: decoder.pointee.name)
    metadata = Self.tags(container.pointer.pointee.metadata)
    try Self.checkSize(width, height, limit: pixelLimit, path: path)
    try check(
      avcodec_parameters_to_context(codec.pointer, found.pointee.codecpar), .damaged, path)
    codec.pointer.pointee.max_pixels = Int64(pixelLimit)
    codec.pointer.pointee.pkt_timebase = found.pointee.time_base
    codec.pointer.pointee.thread_count = 4
    try check(
      avcodec_open2(codec.pointer, decoder, nil), .unsupported,
      "\(path): \(codecName) cannot be decoded")
  }

  /// The next frame; `nil` after the last.
  public func next() throws(MediaError) -> VideoFrame? {
    while true {
      let result = avcodec_receive_frame(codec.pointer, decoded.pointer)
      if result == cff_end_of_file() { return nil }
      if result != cff_again() {
        try check(result, .damaged, "\(path): frame \(count) is damaged")
        return try frame()
      }
      try feed()
    }
  }

  /// Gives the decoder the stream's next packet, or tells it that there are no more.
  private func feed() throws(MediaError) {
    while !isAtEnd {
      let result = av_read_frame(container.pointer, packet.pointer)
      if result == cff_end_of_file() {
        isAtEnd = true
        try check(avcodec_send_packet(codec.pointer, nil), .damaged, path)
        return
      }
      try check(result, .damaged, "\(path): it is damaged after frame \(count)")
      defer { av_packet_unref(packet.pointer) }
      if packet.pointer.pointee.stream_index == stream.pointee.index {
        try check(
          avcodec_send_packet(codec.pointer, packet.pointer), .damaged,
          "\(path): frame \(count) is damaged")
        return
      }
    }
  }

  private func frame() throws(MediaError) -> VideoFrame {
    defer { av_frame_unref(decoded.pointer) }
    let picture = decoded.pointer.pointee
    try Self.checkSize(Int(picture.width), Int(picture.height), limit: pixelLimit, path: path)
    if converter?.fits(decoded) != true { converter = try FrameConverter(for: decoded) }
    guard let converter else { throw MediaError(.damaged, path) }
    let raster = try converter.raster(decoded)
    let time = picture.best_effort_timestamp
    let base = stream.pointee.time_base
    let seconds =
      time == cff_no_timestamp()
      ? frameRate.map { $0.seconds(at: FrameIndex(count)) } ?? 0
      : Double(time) * Double(base.num) / Double(base.den)
    defer { count += 1 }
    return VideoFrame(index: FrameIndex(count), seconds: seconds, picture: raster)
  }

  private static func checkSize(
    _ width: Int, _ height: Int, limit: Int, path: String
  ) throws(MediaError) {
    guard width > 0, height > 0, width <= limit / height else {
      throw MediaError(
        .tooLarge, "\(path): frames of \(width) x \(height) pixels exceed the \(limit) allowed.")
    }
  }

  private static func tags(_ dictionary: OpaquePointer?) -> [MediaTag] {
    var result: [MediaTag] = []
    var entry: UnsafeMutablePointer<AVDictionaryEntry>?
    while let next = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX) {
      result.append(
        MediaTag(String(cString: next.pointee.key), String(cString: next.pointee.value)))
      entry = next
    }
    return result
  }
}
