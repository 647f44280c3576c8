internal import CKernels
internal import Dispatch
internal import Foundation
internal import Synchronization

/// Threads that wait for small jobs, for the life of a network.
///
/// A run hands out its items one by one through a single atomic word (generation, count, next); the
/// caller takes items too and waits only for those that another thread has taken, never for a thread
/// that the system has put aside. Which thread runs an item must not change its result: an item writes
/// memory of its own and sums nothing across items. One caller at a time.
final class WorkerPool {
  /// A piece of work: the item's number and the number of the thread that runs it.
  typealias Body = (_ item: Int, _ thread: Int) -> Void

  let threads: Int
  private let board: Board
  private var generation: UInt64 = 0

  /// `threads` counts the caller's own: 1 starts none.
  init(threads: Int) {
    precondition(1...256 ~= threads)
    self.threads = threads
    board = Board(workers: threads - 1)
    for index in 0..<threads - 1 {
      // A worker holds the board, not the pool: the pool's end is what stops it.
      Thread.detachNewThread { [board] in board.work(as: index) }
    }
  }

  deinit { board.stop() }

  /// Runs `body` for every item in `0..<count` and returns when all are done.
  func run(_ count: Int, _ body: Body) {
    if threads == 1 || count <= 1 {
      for item in 0..<count { body(item, 0) }
      return
    }
    precondition(count < 1 << 23)
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        generation = (generation + 1) & 0xffff
        board.run(generation: generation, count: count, body: pointer)
      }
    }
  }

  /// Runs `body` for ranges of rows of a map, each of about 2,000 pixels and an even number of rows.
  func runRows(_ size: Int, _ body: (_ rows: Range<Int>, _ thread: Int) -> Void) {
    let rows = max(2, 2048 / size / 2 * 2)
    run((size + rows - 1) / rows) { item, thread in
      body(item * rows..<min(size, (item + 1) * rows), thread)
    }
  }
}

/// What the pool and its workers share.
private final class Board: Sendable {
  /// One worker's sleep.
  private final class Bed: Sendable {
    let asleep = Atomic<Bool>(false)
    let wake = DispatchSemaphore(value: 0)
    let left = DispatchSemaphore(value: 0)
  }

  /// The rounds that a worker looks for work before it sleeps: some tens of microseconds.
  private static let patience = 4000

  /// Generation (16 bits), count (24), next item (24).
  private let tickets = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let stopping = Atomic<Bool>(false)
  /// Where the bodies of the even and of the odd generations lie: a late worker still reads its own.
  private let even = Atomic<UInt>(0)
  private let odd = Atomic<UInt>(0)
  private let beds: [Bed]

  init(workers: Int) {
    beds = (0..<workers).map { _ in Bed() }
  }

  func run(generation: UInt64, count: Int, body: UnsafePointer<WorkerPool.Body>) {
    let address = UInt(bitPattern: body)
    if generation & 1 == 0 {
      even.store(address, ordering: .relaxed)
    } else {
      odd.store(address, ordering: .relaxed)
    }
    finished.store(0, ordering: .relaxed)
    tickets.store(generation << 48 | UInt64(count) << 24, ordering: .sequentiallyConsistent)
    for bed in beds where bed.asleep.load(ordering: .sequentiallyConsistent) {
      if bed.asleep.exchange(false, ordering: .sequentiallyConsistent) { bed.wake.signal() }
    }
    while takeItem(thread: 0) {}
    var rounds = 0
    while finished.load(ordering: .acquiring) < count {
      rounds += 1
      if rounds > Self.patience { sched_yield() } else { ck_pause() }
    }
  }

  /// Runs the next item, if there is one.
  private func takeItem(thread: Int) -> Bool {
    let ticket = tickets.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
    let (next, count) = (ticket & 0xffffff, ticket >> 24 & 0xffffff)
    guard next < count else { return false }
    let address =
      ticket >> 48 & 1 == 0 ? even.load(ordering: .relaxed) : odd.load(ordering: .relaxed)
    guard let body = UnsafePointer<WorkerPool.Body>(bitPattern: address) else { return false }
    body.pointee(Int(next), thread)
    finished.wrappingAdd(1, ordering: .acquiringAndReleasing)
    return true
  }

  private var hasItems: Bool {
    let ticket = tickets.load(ordering: .sequentiallyConsistent)
    return ticket & 0xffffff < ticket >> 24 & 0xffffff
  }

  func work(as index: Int) {
    let bed = beds[index]
    while true {
      var rounds = 0
      while !hasItems {
        if stopping.load(ordering: .sequentiallyConsistent) {
          bed.left.signal()
          return
        }
        rounds += 1
        if rounds <= Self.patience {
          ck_pause()
        } else {
          sleep(in: bed)
          rounds = 0
        }
      }
      while takeItem(thread: index + 1) {}
    }
  }

  private func sleep(in bed: Bed) {
    bed.asleep.store(true, ordering: .sequentiallyConsistent)
    // Work or the end may have come in between: then nobody will wake us unless they saw us asleep.
    if hasItems || stopping.load(ordering: .sequentiallyConsistent),
      bed.asleep.exchange(false, ordering: .sequentiallyConsistent)
    {
      return
    }
    bed.wake.wait()
  }

  /// Wakes every worker and waits until it has left.
  func stop() {
    stopping.store(true, ordering: .sequentiallyConsistent)
    for bed in beds {
      if bed.asleep.exchange(false, ordering: .sequentiallyConsistent) { bed.wake.signal() }
      bed.left.wait()
    }
  }
}
