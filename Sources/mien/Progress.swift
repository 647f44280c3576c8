import Foundation

/// Progress of long work on a terminal: a bar, frames a second, time left. Silent elsewhere.
struct Progress {
  private let title: String
  private let start = ContinuousClock.now
  private let isTerminal = isatty(STDERR_FILENO) == 1

  init(_ title: String) { self.title = title }

  func callAsFunction(_ done: Int, of total: Int) {
    guard isTerminal else { return }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let rate = Double(done) / max(seconds, 1e-6)
    let width = 24
    let filled = width * done / max(total, 1)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    let left = Int((Double(total - done) / max(rate, 1e-6)).rounded(.up))
    let line = String(
      format: "\r%@ [%@] %d/%d  %.1f/s  %d:%02d left ", title, bar, done, total, rate, left / 60,
      left % 60)
    FileHandle.standardError.write(Data((line + (done == total ? "\n" : "")).utf8))
  }
}
