internal import CFFmpeg

/// One decoded or unencoded picture of FFmpeg's.
struct VideoPicture: ~Copyable {
  let pointer: UnsafeMutablePointer<AVFrame>

  init() throws(MediaError) { pointer = try allocated(av_frame_alloc(), "A picture") }

  /// A picture with memory of its own.
  init(width: Int, height: Int, format: AVPixelFormat) throws(MediaError) {
    let picture = try VideoPicture()
    picture.pointer.pointee.width = Int32(width)
    picture.pointer.pointee.height = Int32(height)
    picture.pointer.pointee.format = format.rawValue
    try check(
      av_frame_get_buffer(picture.pointer, 0), .tooLarge, "A picture of \(width) x \(height)")
    self = picture
  }

  deinit {
    var frame: UnsafeMutablePointer<AVFrame>? = pointer
    av_frame_free(&frame)
  }
}

/// One piece of compressed data.
struct VideoPacket: ~Copyable {
  let pointer: UnsafeMutablePointer<AVPacket>

  init() throws(MediaError) { pointer = try allocated(av_packet_alloc(), "A packet") }

  deinit {
    var packet: UnsafeMutablePointer<AVPacket>? = pointer
    av_packet_free(&packet)
  }
}

/// An encoder or decoder with its state.
struct CodecContext: ~Copyable {
  let pointer: UnsafeMutablePointer<AVCodecContext>

  init(_ codec: UnsafePointer<AVCodec>) throws(MediaError) {
    pointer = try allocated(avcodec_alloc_context3(codec), "A codec")
  }

  deinit {
    var context: UnsafeMutablePointer<AVCodecContext>? = pointer
    avcodec_free_context(&context)
  }
}

/// A container being read.
struct InputContainer: ~Copyable {
  let pointer: UnsafeMutablePointer<AVFormatContext>

  /// Opens a file. Only files of these kinds, and no other file that one of them may name, are
  /// touched: playlists and network addresses are refused. `format` is FFmpeg's name of the kind where
  /// the file's own name would mislead it.
  init(reading path: String, format: String? = nil) throws(MediaError) {
    var options = Options()
    options["protocol_whitelist"] = "file"
    options["format_whitelist"] =
      "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,gif,apng,flv,yuv4mpegpipe,mxf,"
      + "asf,ivf,nut,h264,hevc,obu,m4v,png_pipe,jpeg_pipe,webp_pipe"
    var context: UnsafeMutablePointer<AVFormatContext>?
    try check(
      avformat_open_input(
        &context, "file:\(path)", format.flatMap { av_find_input_format($0) }, &options.dictionary),
      .damaged,
      "\(path): it is not a readable film")
    let opened = InputContainer(owning: try allocated(context, path))
    try check(avformat_find_stream_info(opened.pointer, nil), .damaged, "\(path): it is damaged")
    self = opened
  }

  private init(owning pointer: UnsafeMutablePointer<AVFormatContext>) { self.pointer = pointer }

  deinit {
    var context: UnsafeMutablePointer<AVFormatContext>? = pointer
    avformat_close_input(&context)
  }
}

/// A container being written.
struct OutputContainer: ~Copyable {
  let pointer: UnsafeMutablePointer<AVFormatContext>

  init(_ format: String, writing path: String, named name: String) throws(MediaError) {
    var context: UnsafeMutablePointer<AVFormatContext>?
    try check(
      avformat_alloc_output_context2(&context, nil, format, "file:\(path)"), .unsupported,
      "\(name): this FFmpeg cannot write \(format)")
    let opened = OutputContainer(owning: try allocated(context, path))
    // No clock, no random numbers and no version in the file.
    opened.pointer.pointee.flags |= AVFMT_FLAG_BITEXACT
    try check(
      avio_open(&opened.pointer.pointee.pb, "file:\(path)", AVIO_FLAG_WRITE), .cannotWrite,
      "\(name): it cannot be written")
    self = opened
  }

  private init(owning pointer: UnsafeMutablePointer<AVFormatContext>) { self.pointer = pointer }

  /// Closes the file; only then is everything in it.
  func close() -> Int32 { avio_closep(&pointer.pointee.pb) }

  deinit {
    avio_closep(&pointer.pointee.pb)
    avformat_free_context(pointer)
  }
}

/// A converter between two pixel layouts of one size.
struct Scaler: ~Copyable {
  private let context: OpaquePointer

  /// - Parameter source: width, height and layout, as they are in the target.
  init(width: Int, height: Int, from source: AVPixelFormat, to target: AVPixelFormat)
    throws(MediaError)
  {
    let flags =
      SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT
    let (width, height) = (Int32(width), Int32(height))
    context = try allocated(
      sws_getContext(
        width, height, source, width, height, target, Int32(bitPattern: UInt32(flags)), nil, nil,
        nil),
      "A converter for \(width) x \(height) pixels")
  }

  /// Sets the luma matrix (`SWS_CS_...`) and the range of either side; RGB is full range.
  func setColor(sourceMatrix: Int32, sourceIsFull: Bool, targetMatrix: Int32, targetIsFull: Bool) {
    // Negative for a pair of layouts that has no matrix, such as RGB to RGB, where none is needed.
    _ = cff_set_color(
      context, sourceMatrix, sourceIsFull ? 1 : 0, targetMatrix, targetIsFull ? 1 : 0)
  }

  func convert(_ source: borrowing VideoPicture, to target: borrowing VideoPicture)
    throws(MediaError)
  {
    try check(
      cff_scale(context, source.pointer, target.pointer), .damaged, "The pixels cannot be converted"
    )
  }

  deinit { sws_freeContext(context) }
}

/// FFmpeg's dictionary of options.
struct Options: ~Copyable {
  var dictionary: OpaquePointer?

  subscript(key: String) -> String {
    get { av_dict_get(dictionary, key, nil, 0).map { String(cString: $0.pointee.value) } ?? "" }
    set { av_dict_set(&dictionary, key, newValue, 0) }
  }

  /// An option that nobody took, which is a mistake in this room.
  var leftover: String? {
    av_dict_get(dictionary, "", nil, AV_DICT_IGNORE_SUFFIX).map { String(cString: $0.pointee.key) }
  }

  deinit {
    var dictionary = dictionary
    av_dict_free(&dictionary)
  }
}
