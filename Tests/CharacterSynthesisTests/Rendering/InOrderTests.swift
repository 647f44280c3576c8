import Synchronization
import Testing

@testable import CharacterSynthesis

struct InOrderTests {
  private struct Refusal: Error {}

  @Test(arguments: [1, 2, 5]) func `things come in order, each place makes one at a time`(
    places: Int
  ) async throws {
    let busy = Mutex([Bool](repeating: false, count: places))
    var received: [Int] = []
    try await inOrder(40, places: places) { number, place in
      busy.withLock {
        #expect(!$0[place])
        $0[place] = true
      }
      // Later ones are often done first.
      for _ in 0..<(number % 3 == 0 ? 20 : 1) { await Task.yield() }
      busy.withLock { $0[place] = false }
      return number * number
    } receive: { number, thing in
      #expect(thing == number * number)
      received.append(number)
    }
    #expect(received == Array(0..<40))
    try await inOrder(0, places: places) { number, _ in
      number
    } receive: { _, _ in
      Issue.record("there is nothing to receive")
    }
  }

  @Test func `little is made ahead of what is received`() async throws {
    let begun = Atomic<Int>(0)
    try await inOrder(50, places: 3) { number, _ in
      begun.wrappingAdd(1, ordering: .relaxed)
      return number
    } receive: { number, _ in
      #expect(begun.load(ordering: .relaxed) <= number + 6)
    }
    #expect(begun.load(ordering: .relaxed) == 50)
  }

  @Test func `an error of the maker or of the receiver ends it`() async {
    await #expect(throws: Refusal.self) {
      try await inOrder(9, places: 2) { number, _ in
        if number == 4 { throw Refusal() }
        return number
      } receive: { number, _ in
        #expect(number < 4)
      }
    }
    await #expect(throws: Refusal.self) {
      try await inOrder(9, places: 2) { number, _ in
        number
      } receive: { number, _ in
        if number == 4 { throw Refusal() }
      }
    }
  }

  @Test func `who is cancelled makes no more`() async {
    let task = Task {
      try await inOrder(1_000_000, places: 2) { number, _ in
        await Task.yield()
        return number
      } receive: { _, _ in
      }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
