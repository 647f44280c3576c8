import Foundation
import Testing

@testable import FaceGeneration

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 7])
  func `every item runs once, over many runs`(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for run in 0..<2000 {
      let count = run % 67
      let seen = FloatBuffer(count: 67)
      let worker = FloatBuffer(count: 67)
      pool.run(count) { item, thread in
        seen.start[item] += 1
        worker.start[item] = Float(thread)
      }
      #expect(seen.values == (0..<67).map { $0 < count ? 1 : 0 })
      #expect(worker.values.allSatisfy { 0..<Float(threads) ~= $0 })
    }
  }

  @Test func `rows are cut without gap or overlap`() {
    let pool = WorkerPool(threads: 2)
    for size in [4, 8, 48, 256, 512, 4096] {
      let seen = FloatBuffer(count: size)
      pool.runRows(size) { rows, _ in for row in rows { seen.start[row] += 1 } }
      #expect(seen.values.allSatisfy { $0 == 1 })
    }
  }

  @Test func `pools come and go, asleep or awake`() {
    for round in 0..<100 {
      let pool = WorkerPool(threads: 4)
      if round % 2 == 0 { pool.run(16) { _, _ in } }
      // Long enough for the workers to lose patience.
      if round % 10 == 0 { Thread.sleep(forTimeInterval: 0.002) }
    }
  }
}
