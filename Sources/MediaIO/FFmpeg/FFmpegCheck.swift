internal import CFFmpeg

/// Throws what FFmpeg says about a negative result; gives every other result back.
@discardableResult
func check(
  _ result: Int32, _ code: MediaError.Code, _ doing: @autoclosure () -> String
) throws(MediaError) -> Int32 {
  guard result < 0 else { return result }
  let reason = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
    guard let text = buffer.baseAddress, av_strerror(result, text, buffer.count) == 0 else {
      return "error \(result)"
    }
    return String(cString: text)
  }
  throw MediaError(code, "\(doing()): \(reason).")
}

/// What an allocation gave, or the error that there is no memory.
func allocated<Pointer>(
  _ pointer: Pointer?, _ what: @autoclosure () -> String
) throws(MediaError) -> Pointer {
  guard let pointer else { throw MediaError(.tooLarge, "\(what()): there is not enough memory.") }
  return pointer
}

/// FFmpeg's library-wide log, which would otherwise write to standard error.
enum FFmpegLog {
  /// Silences the log; reading it once is enough, and every error is thrown anyway.
  static let isSilent: Bool = {
    av_log_set_level(AV_LOG_QUIET)
    return true
  }()
}

extension AVRational {
  init(_ numerator: Int, _ denominator: Int) {
    self.init(num: Int32(clamping: numerator), den: Int32(clamping: denominator))
  }
}
