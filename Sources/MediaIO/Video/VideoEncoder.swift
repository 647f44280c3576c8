internal import CFFmpeg
public import CharacterCore
internal import Foundation

/// Writes a film, frame by frame.
///
/// The film grows beside its destination as `.NAME.partial` and takes its name in `finish()`; an
/// encoder that is cancelled, fails or goes away leaves nothing behind. The container follows the
/// name: `.mp4` and `.m4v`, `.mov`, `.mkv`, `.webm`. Neither clock, nor chance, nor the number of
/// cores reaches the file.
public final class VideoEncoder {
  public let settings: VideoSettings
  /// How many frames were appended.
  public private(set) var frameCount = 0

  private let file: PartialFile
  private let container: OutputContainer
  private let codec: CodecContext
  private let stream: UnsafeMutablePointer<AVStream>
  private let source: VideoPicture
  private let target: VideoPicture
  private let packet: VideoPacket
  private let scaler: Scaler
  private var state = State.open

  private enum State { case open, finished, failed }

  /// Starts a film.
  ///
  /// - Throws: `MediaError`: `settings` for sizes and qualities that the codec cannot have,
  ///   `unsupported` for a codec that this FFmpeg or the container lacks, `cannotWrite`.
  public init(writing path: String, settings: VideoSettings) throws(MediaError) {
    _ = FFmpegLog.isSilent
    try settings.validate(for: path)
    self.settings = settings
    let format = try Self.container(for: path)
    guard let encoder = avcodec_find_encoder_by_name(settings.codec.encoder) else {
      throw MediaError(
        .unsupported,
        "\(path): this FFmpeg has no \(settings.codec.encoder); choose another codec.")
    }
    file = try PartialFile(for: path)
    container = try OutputContainer(format, writing: file.path, named: path)
    guard
      avformat_query_codec(
        container.pointer.pointee.oformat, encoder.pointee.id, FF_COMPLIANCE_NORMAL) == 1
    else {
      throw MediaError(
        .unsupported, "\(path): \(format) cannot hold \(settings.codec.encoder); try .mkv.")
    }
    codec = try CodecContext(encoder)
    stream = try allocated(avformat_new_stream(container.pointer, nil), path)
    let layout = settings.codec == .ffv1 ? AV_PIX_FMT_BGRA : AV_PIX_FMT_YUV420P
    source = try VideoPicture(
      width: settings.width, height: settings.height, format: AV_PIX_FMT_RGBA)
    target = try VideoPicture(width: settings.width, height: settings.height, format: layout)
    packet = try VideoPacket()
    scaler = try Scaler(
      width: settings.width, height: settings.height, from: AV_PIX_FMT_RGBA, to: layout)
    scaler.setColor(
      sourceMatrix: SWS_CS_ITU709, sourceIsFull: true, targetMatrix: SWS_CS_ITU709,
      targetIsFull: false)
    try openCodec(encoder, layout: layout)
    try writeHeader(format: format)
  }

  /// Adds a frame of the settings' size. Alpha is kept by `.ffv1` and ignored by the others, so
  /// compose a translucent picture over something first.
  public func append(_ frame: Raster) throws(MediaError) {
    precondition(state == .open, "append after finish, cancel or an error")
    guard frame.width == settings.width, frame.height == settings.height else {
      throw MediaError(
        .settings,
        "\(file.destination): frame \(frameCount) is \(frame.width) x \(frame.height), "
          + "the film \(settings.width) x \(settings.height).")
    }
    try attempt { () throws(MediaError) in
      copy(frame)
      try check(av_frame_make_writable(target.pointer), .tooLarge, file.destination)
      try scaler.convert(source, to: target)
      target.pointer.pointee.pts = Int64(frameCount)
      try send(target.pointer)
    }
    frameCount += 1
  }

  /// Writes what is left and gives the file its name.
  public func finish() throws(MediaError) {
    precondition(state == .open, "finish after finish, cancel or an error")
    try attempt { () throws(MediaError) in
      guard frameCount > 0 else {
        throw MediaError(.settings, "\(file.destination): a film needs at least one frame.")
      }
      try send(nil)
      let reason = "\(file.destination): the film cannot be completed"
      try check(av_write_trailer(container.pointer), .cannotWrite, reason)
      try check(container.close(), .cannotWrite, reason)
      try file.commit()
    }
    state = .finished
  }

  /// Gives the film up and removes what there is of it.
  public func cancel() {
    if state == .open { state = .failed }
    file.discard()
  }

  private func attempt(_ step: () throws(MediaError) -> Void) throws(MediaError) {
    do { try step() } catch {
      state = .failed
      file.discard()
      throw error
    }
  }

  /// Copies the rows into FFmpeg's own memory, whose rows are aligned for its kernels.
  private func copy(_ frame: Raster) {
    let picture = source.pointer.pointee
    guard let rows = picture.data.0 else { return }
    frame.pixels.withUnsafeBytes { pixels in
      guard let start = pixels.baseAddress else { return }
      for y in 0..<frame.height {
        memcpy(rows + y * Int(picture.linesize.0), start + 4 * frame.width * y, 4 * frame.width)
      }
    }
  }

  /// Hands a picture to the encoder (`nil`: there are no more) and writes what comes out.
  private func send(_ picture: UnsafeMutablePointer<AVFrame>?) throws(MediaError) {
    let name = file.destination
    try check(
      avcodec_send_frame(codec.pointer, picture), .cannotWrite, "\(name): frame \(frameCount)")
    while true {
      let result = avcodec_receive_packet(codec.pointer, packet.pointer)
      if result == cff_again() || result == cff_end_of_file() { return }
      try check(result, .cannotWrite, "\(name): frame \(frameCount) cannot be encoded")
      // Left at 0 by x264, and then the last frame would have no duration and be lost.
      packet.pointer.pointee.duration = 1
      packet.pointer.pointee.stream_index = stream.pointee.index
      av_packet_rescale_ts(
        packet.pointer, codec.pointer.pointee.time_base, stream.pointee.time_base)
      try check(
        av_interleaved_write_frame(container.pointer, packet.pointer), .cannotWrite,
        "\(name): frame \(frameCount) cannot be written")
    }
  }

  private func openCodec(
    _ encoder: UnsafePointer<AVCodec>, layout: AVPixelFormat
  ) throws(MediaError) {
    let context = codec.pointer
    let rate = settings.frameRate
    context.pointee.width = Int32(settings.width)
    context.pointee.height = Int32(settings.height)
    context.pointee.pix_fmt = layout
    context.pointee.time_base = AVRational(rate.denominator, rate.numerator)
    context.pointee.framerate = AVRational(rate.numerator, rate.denominator)
    context.pointee.sample_aspect_ratio = AVRational(1, 1)
    context.pointee.thread_count = Int32(settings.threads)
    context.pointee.flags |= AV_CODEC_FLAG_BITEXACT
    if container.pointer.pointee.oformat.pointee.flags & AVFMT_GLOBALHEADER != 0 {
      context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    }
    // A key frame every two seconds at least, for editors.
    context.pointee.gop_size = Int32(max(1, min(600, rate.frames(in: 2))))
    context.pointee.color_primaries = AVCOL_PRI_BT709
    context.pointee.color_trc = AVCOL_TRC_BT709
    var options = Options()
    switch settings.codec {
    case .h264(let crf, let preset):
      (options["crf"], options["preset"]) = (String(crf), preset.rawValue)
      options["profile"] = "high"
    case .vp9(let crf):
      (options["crf"], options["b"], options["cpu-used"]) = (String(crf), "0", "2")
      options["row-mt"] = "0"
    case .ffv1:
      (options["level"], options["slices"], options["slicecrc"]) = ("3", "4", "1")
      context.pointee.gop_size = 1
    }
    if settings.codec != .ffv1 {
      context.pointee.colorspace = AVCOL_SPC_BT709
      context.pointee.color_range = AVCOL_RANGE_MPEG
      context.pointee.chroma_sample_location = AVCHROMA_LOC_LEFT
    }
    try check(
      avcodec_open2(context, encoder, &options.dictionary), .settings,
      "\(file.destination): \(settings.codec.encoder) refuses the settings")
    assert(options.leftover == nil, "no such option: \(options.leftover ?? "")")
  }

  private func writeHeader(format: String) throws(MediaError) {
    stream.pointee.time_base = codec.pointer.pointee.time_base
    stream.pointee.avg_frame_rate = codec.pointer.pointee.framerate
    try check(
      avcodec_parameters_from_context(stream.pointee.codecpar, codec.pointer), .settings,
      file.destination)
    for tag in settings.metadata {
      av_dict_set(&container.pointer.pointee.metadata, tag.key, tag.value, 0)
    }
    var options = Options()
    if format == "mp4" || format == "mov" {
      // The index first, so that a player can start before it has the whole file; and keys that
      // QuickTime does not know are kept (moov.udta.meta with keys and ilst).
      options["movflags"] = settings.metadata.isEmpty ? "faststart" : "faststart+use_metadata_tags"
    }
    try check(
      avformat_write_header(container.pointer, &options.dictionary), .cannotWrite,
      "\(file.destination): the film cannot be begun")
    assert(options.leftover == nil, "no such option: \(options.leftover ?? "")")
  }

  /// FFmpeg's name of the container for a file's extension.
  private static func container(for path: String) throws(MediaError) -> String {
    switch URL(filePath: path).pathExtension.lowercased() {
    case "mp4", "m4v": "mp4"
    case "mov": "mov"
    case "mkv": "matroska"
    case "webm": "webm"
    default:
      throw MediaError(.unsupported, "\(path): a film is named .mp4, .m4v, .mov, .mkv or .webm.")
    }
  }
}
