internal import Dispatch
internal import Synchronization

/// A picture's rows in bands, for several threads to work on.
struct RowBands: Sendable {
  let rows: Int
  let threads: Int
  /// Rows of a band; the last one may have fewer.
  static let height = 8

  private func band(_ index: Int) -> Range<Int> {
    index * Self.height..<min(rows, (index + 1) * Self.height)
  }

  /// The elements that `work` makes of the bands, one behind the other: each row's own, however the
  /// rows are shared out.
  func joined<Element: Sendable>(_ work: @Sendable (Range<Int>) -> [Element]) -> [Element] {
    threads == 1 ? work(0..<rows) : map(work).flatMap(\.self)
  }

  /// What `work` makes of each band, in order. Threads take band after band; which one takes which
  /// does not show in the result.
  func map<Result: Sendable>(_ work: @Sendable (Range<Int>) -> Result) -> [Result] {
    let count = (rows + Self.height - 1) / Self.height
    if threads == 1 { return (0..<count).map { work(band($0)) } }
    let next = Atomic<Int>(0)
    let results = Mutex([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: min(threads, max(count, 1))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result = work(band(index))
        results.withLock { $0[index] = result }
      }
    }
    return results.withLock { $0 }.compactMap(\.self)
  }
}
