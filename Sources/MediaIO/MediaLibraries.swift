internal import CFFmpeg

/// The libraries that write films, whose versions decide a film's bytes.
package enum MediaLibraries {
  /// For instance `FFmpeg 5.1.6-0+deb12u1, libavcodec 59.37.100`.
  package static var versions: String {
    let number = avcodec_version()
    let codec = "\(number >> 16).\(number >> 8 & 0xff).\(number & 0xff)"
    return "FFmpeg \(String(cString: av_version_info())), libavcodec \(codec)"
  }
}
